"""Messages that an agent asks for: of the call in hand and nobody else's."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.access import Role
from domain.contact.facts import Channel
from domain.ids import AgreementId, AttemptId, DebtorId
from domain.notice.contact import Contact
from domain.notice.notice import Confirmation
from services.negotiation.errors import IdentityNotConfirmed, NoSuchAgreement, NoSuchAttempt
from services.negotiation.negotiating import Negotiator
from services.notices.requesting import NoticeService
from services.ports.repositories.negotiation import Party
from services.ports.repositories.notices import NoticeFacts
from services.ports.storage import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskNotices:
    notices: NoticeService

    async def contacts(self, attempt_id: AttemptId, who: Negotiator) -> Sequence[Contact]:
        """Best first. Raises NoSuchAttempt, IdentityNotConfirmed."""
        party, line = await self._on_the_line(attempt_id, who)
        return await self.notices.contacts(party.debtor_id, line=line)

    async def known(self, attempt_id: AttemptId, who: Negotiator, channel: Channel, masked: str) -> Contact | None:
        """The contact that shows so; nobody at a desk needs to see more of it. Raises as `contacts` does."""
        found = await self.contacts(attempt_id, who)
        return next((one for one in found if (one.channel, one.masked) == (channel, masked)), None)

    async def send(
        self, attempt_id: AttemptId, who: Negotiator, agreement_id: AgreementId | None, contact: Contact
    ) -> NoticeFacts:
        """The message of the call's own agreement goes there now; of an earlier one, its code does again.

        Without an id, it is about the call's own. Raises NoSuchAttempt, IdentityNotConfirmed, NoSuchAgreement,
        AgreementOver, NothingToCharge.
        """
        party, _line = await self._on_the_line(attempt_id, who)
        own = await self.notices.storage.read(lambda uow: uow.agreements.of_attempt(attempt_id))
        wanted = agreement_id or own
        if wanted is None or not await self._is_theirs(wanted, party.debtor_id):
            raise NoSuchAgreement
        if wanted == own:
            return await self.notices.direct(wanted, contact, confirmation=Confirmation.AGENT, by=who.user_id)
        return await self.notices.second_copy(wanted, contact, confirmation=Confirmation.AGENT, by=who.user_id)

    async def _on_the_line(self, attempt_id: AttemptId, who: Negotiator) -> tuple[Party, str]:
        def read(uow: UnitOfWork) -> tuple[Party, str]:
            party, subject = uow.negotiation.party(attempt_id), uow.contact.attempt_subject(attempt_id)
            if party is None or subject is None or (who.role is Role.AGENT and party.in_hand_of != who.user_id):
                raise NoSuchAttempt
            if not party.identity_confirmed:
                raise IdentityNotConfirmed
            return party, subject.number

        return await self.notices.storage.read(read)

    async def _is_theirs(self, agreement_id: AgreementId, debtor_id: DebtorId) -> bool:
        found = await self.notices.storage.read(lambda uow: uow.agreements.get(agreement_id))
        return found is not None and found.debtor_id == debtor_id
