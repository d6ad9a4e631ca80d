"""What a debtor who called us may ask for once it is known who they are; and a complaint, which anybody may make."""

from dataclasses import dataclass, replace
from datetime import date, tzinfo

from domain.call.case import CaseKind, CaseStory
from domain.call.disposition import Disposition
from domain.ids import AgreementId, CaseId, DebtorId
from domain.negotiation.agreement import InstallmentState
from domain.notice.contact import Contact
from domain.notice.notice import Confirmation
from services.menu_records import give_protocol, open_case, save_progress
from services.negotiation.errors import NegotiationRefused
from services.negotiation.protocols import draw_ids
from services.notices.errors import NoticeError
from services.notices.requesting import NoticeService
from services.payments.errors import PaymentRefused
from services.ports.clock import Clock, IdSource
from services.ports.repositories.menu import MenuCall, MenuProgress
from services.ports.storage import Storage, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementStanding:
    """The newest agreement under way, and its next open installment; None when all is paid."""

    agreement_id: AgreementId
    protocol: str
    next_cents: int
    next_due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundAccount:
    storage: Storage
    clock: Clock
    ids: IdSource
    zone: tzinfo
    notices: NoticeService

    async def standing(self, debtor_id: DebtorId) -> AgreementStanding | None:
        return await self.storage.read(lambda uow: _standing(uow, debtor_id))

    async def contact(self, debtor_id: DebtorId) -> Contact | None:
        """Where a payment code would go."""
        found = await self.notices.contacts(debtor_id)
        return found[0] if found else None

    async def send_copy(self, standing: AgreementStanding, contact: Contact) -> bool:
        """False when nothing is open, or nothing may be sent there."""
        try:
            await self.notices.second_copy(standing.agreement_id, contact, confirmation=Confirmation.DEBTOR)
        except (NoticeError, PaymentRefused, NegotiationRefused):
            return False
        return True

    async def complain(self, call: MenuCall, progress: MenuProgress) -> str:
        """Gives the protocol number; somebody answers within seven days. Asked twice it is one complaint."""
        now, draws, case_id = self.clock.now(), draw_ids(self.ids), CaseId(self.ids.new_id())
        told = replace(progress, disposition=progress.disposition or Disposition.INSATISFACAO_SERVICO)

        def work(uow: UnitOfWork) -> str:
            save_progress(uow, call.campaign_id, told, now=now)
            protocol = give_protocol(uow, call.attempt_id, draws, day=now.astimezone(self.zone).date())
            story = CaseStory(kind=CaseKind.COMPLAINT)
            open_case(uow, call, story, case_id=case_id, protocol=protocol, at=now)
            return protocol

        return await self.storage.write(work)


def _standing(uow: UnitOfWork, debtor_id: DebtorId) -> AgreementStanding | None:
    live = uow.agreements.live_of_debtor(debtor_id)
    agreement = uow.agreements.get(max(live)) if live else None
    if agreement is None:
        return None
    waiting = [one for one in agreement.installments if one.state in {InstallmentState.OPEN, InstallmentState.OVERDUE}]
    first = min(waiting, key=lambda one: one.number, default=None)
    return AgreementStanding(
        agreement_id=agreement.agreement_id,
        protocol=agreement.protocol,
        next_cents=0 if first is None else first.open_cents,
        next_due=None if first is None else first.due_date,
    )
