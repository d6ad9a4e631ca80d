"""What the menu knows about a call, and the agreement that a debtor's keys make; see also `services/menu_facts`."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from domain.ids import AgreementId, AttemptId
from domain.language.names import first_name
from domain.money.bank_holidays import BANK_HOLIDAYS
from domain.negotiation.agreement import Agreement
from domain.negotiation.build_offers import build_offers
from domain.negotiation.default_policy import DEFAULT_POLICY
from domain.negotiation.identity import LOCK_TIME, IdentityChallenge, challenges_for, decide_identity_lock
from domain.negotiation.offer import Offer, OpenDebt
from domain.negotiation.policy import Authority, DebtorProfile, Policy
from domain.negotiation.table import NOBODY_KNOWN
from domain.notice.contact import Contact
from services.menu_records import MenuError, draw_protocol, save_progress
from services.negotiation.ground import ground_of
from services.negotiation.making import make_agreement
from services.negotiation.negotiating import debts_of, profile_of
from services.negotiation.protocols import draw_ids
from services.notices.following import draw_follow_up
from services.ports.clock import Clock, IdSource
from services.ports.repositories.agreements import ActedBy, Actor, NewAgreement
from services.ports.repositories.identity import WrongAnswer
from services.ports.repositories.menu import MenuCall, MenuProgress
from services.ports.storage import Storage, UnitOfWork

MENU_AUTHORITY = Authority.URA


class DebtsChanged(MenuError):
    """A debt of the offer is not open any more: it was paid or agreed upon meanwhile."""


class UnknownAttempt(MenuError):
    """There is no such attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuContext:
    """All that a call's menu speaks of. What is owed is read only once identity is confirmed, by `MenuService.look`.

    `in_doubt`: a payment of theirs is not cleared up, so that nothing may be asked for.
    """

    call: MenuCall
    first_name: str
    challenges: tuple[IdentityChallenge, ...]
    now: datetime
    today: date
    identity_locked: bool = False
    debts: tuple[OpenDebt, ...] = ()
    offers: tuple[Offer, ...] = ()
    contacts: tuple[Contact, ...] = ()
    """Where a payment code may be sent, best first."""
    policy: Policy = DEFAULT_POLICY
    profile: DebtorProfile = NOBODY_KNOWN
    holidays: Container[date] = BANK_HOLIDAYS
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class Agreed:
    protocol: str
    agreement_id: AgreementId


class MenuService:
    """The methods that write are idempotent per attempt; all raise StorageError when the database fails."""

    def __init__(
        self,
        storage: Storage,
        *,
        clock: Clock,
        ids: IdSource,
        zone: tzinfo,
        policy: Policy = DEFAULT_POLICY,
    ) -> None:
        """`zone` is where the house's days are counted; `policy` rules the portfolios that have none of their own."""
        self._storage = storage
        self._clock = clock
        self._ids = ids
        self._zone = zone
        self._policy = policy

    async def load(self, attempt_id: AttemptId) -> MenuContext:
        """Who is called, without a debt yet. One read. Raises UnknownAttempt."""
        now = self._clock.now()

        def read(uow: UnitOfWork) -> MenuContext:
            call = uow.menu.find_call(attempt_id)
            if call is None:
                raise UnknownAttempt(attempt_id)
            failures = uow.identity.failed_calls(call.debtor_id, since=now - LOCK_TIME)
            return MenuContext(
                call=call,
                first_name=first_name(call.name),
                challenges=challenges_for(birth_date=call.birth_date, document=call.document),
                now=now,
                today=now.astimezone(self._zone).date(),
                identity_locked=decide_identity_lock(failures, now=now),
            )

        return await self._storage.read(read)

    async def look(self, context: MenuContext) -> MenuContext:
        """What is owed at this moment, and what may be agreed upon about it. One read."""
        call, now = context.call, self._clock.now()

        def read(uow: UnitOfWork) -> MenuContext:
            ground = ground_of(uow, call.debtor_id, call.portfolio_id, now=now, zone=self._zone, default=self._policy)
            debts = debts_of(uow, call.debtor_id, call.portfolio_id, ground)
            profile = profile_of(uow, call.debtor_id)
            return replace(
                context,
                today=ground.today,
                debts=debts,
                offers=build_offers(
                    debts, ground.policy, MENU_AUTHORITY, ground.today, profile=profile, holidays=ground.holidays
                ),
                policy=ground.policy,
                profile=profile,
                holidays=ground.holidays,
                in_doubt=uow.payments.in_doubt(call.debtor_id),
            )

        return await self._storage.read(read)

    async def start(self, attempt_id: AttemptId, *, at: datetime) -> None:
        """The menu speaks with the attempt's debtor since `at`."""
        await self._storage.write(lambda uow: uow.menu.start(attempt_id, at))

    async def save(self, context: MenuContext, progress: MenuProgress) -> None:
        """Commit what the menu learned so far: identity confirmed, and in the end its verdict and its steps."""
        call, wrong = context.call, {"step": "identity", "result": "refused"}
        mistyped = any(wrong.items() <= step.items() for step in progress.steps)

        def work(uow: UnitOfWork) -> None:
            save_progress(uow, call.campaign_id, progress, now=self._clock.now())
            if mistyped and progress.identity_confirmed_at is not None:
                uow.identity.forgive(call.attempt_id, call.debtor_id)

        await self._storage.write(work)

    async def count_wrong_answer(self, context: MenuContext) -> None:
        """Whoever is on the line did not show that it is the debtor: it locks the keys with others of its day."""
        call, now = context.call, self._clock.now()
        answer = WrongAnswer(attempt_id=call.attempt_id, debtor_id=call.debtor_id, number=call.phone_number, at=now)

        def work(uow: UnitOfWork) -> None:
            uow.identity.forget(before=now - LOCK_TIME)
            uow.identity.add(answer)

        await self._storage.write(work)

    async def agree(
        self,
        context: MenuContext,
        offer: Offer,
        *,
        read_back: str,
        progress: MenuProgress,
        contact: Contact | None = None,
    ) -> Agreed:
        """Commit the agreement with its debts and installments, first charge and message; gives the protocol number.

        The message goes to the `contact` that was read back, if there was one.
        An attempt makes one agreement: asked again, the first is given. Raises DebtsChanged.
        """
        agreement_id = AgreementId(self._ids.new_id())
        draws, follow_up = draw_ids(self._ids), draw_follow_up(self._ids, self._zone)
        now = self._clock.now()

        def work(uow: UnitOfWork) -> Agreed:
            earlier = uow.menu.agreement_of(context.call.attempt_id)
            if earlier is not None:
                return Agreed(*earlier)
            if uow.menu.lock_open_debts(offer.debt_ids) != frozenset(offer.debt_ids):
                raise DebtsChanged("a debt of the offer is not open any more")
            protocol = draw_protocol(uow, draws, day=now.astimezone(self._zone).date())
            # What they told before the yes has its protocol; the call's outcome is the agreement, with one of its own.
            uow.menu.forget_protocol(context.call.attempt_id)
            decided = replace(progress, disposition=offer.disposition)
            save_progress(uow, context.call.campaign_id, decided, now=now)
            agreement = Agreement(
                agreement_id=agreement_id, protocol=protocol, offer=offer, read_back=read_back, confirmed_at=now
            )
            new = _new_agreement(context, agreement)
            make_agreement(uow, new, follow_up, campaign_id=context.call.campaign_id, contact=contact)
            return Agreed(protocol, agreement_id)

        return await self._storage.write(work)


def _new_agreement(context: MenuContext, agreement: Agreement) -> NewAgreement:
    call = context.call
    return NewAgreement(
        agreement=agreement,
        debtor_id=call.debtor_id,
        portfolio_id=call.portfolio_id,
        attempt_id=call.attempt_id,
        tolerance_days=context.policy.tolerance_days,
        by=ActedBy(actor=Actor.DEBTOR, reason="said_yes"),
    )
