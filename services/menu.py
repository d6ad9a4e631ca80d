"""What the menu knows about a call and the facts that a debtor's keys make true; each fact is one transaction."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, tzinfo
from typing import Final

from domain.call.events import AgreementConfirmed, AttemptDisposed
from domain.call.outcome import AttemptFacts, MenuReport, decide_outcome
from domain.errors import DomainError
from domain.ids import AgreementId, AttemptId
from domain.language.names import first_name
from domain.negotiation.agreement import Agreement
from domain.negotiation.business_days import add_business_days
from domain.negotiation.identity import IdentityChallenge, challenge_for
from domain.negotiation.offer import NegotiationPolicy, Offer, OpenDebt, decide_offers, open_debt
from domain.negotiation.protocol import protocol_number
from services.ports.clock import Clock, IdSource
from services.ports.repositories.menu import MenuCall, MenuProgress
from services.ports.storage import Storage, UnitOfWork

PAUSE_AFTER_CLAIM_BUSINESS_DAYS: Final = 2
_PROTOCOL_DRAWS: Final = 8


class MenuError(DomainError):
    """The menu may not do what was asked."""


class DebtsChanged(MenuError):
    """A debt of the offer is not open any more: it was paid or agreed upon meanwhile."""


class UnknownAttempt(MenuError):
    """There is no such attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuContext:
    """All that a call's menu speaks of, read once at its start. `debts` and `offers` are of today."""

    call: MenuCall
    first_name: str
    challenge: IdentityChallenge
    debts: tuple[OpenDebt, ...]
    offers: tuple[Offer, ...]


class MenuService:
    """The methods that write are idempotent per attempt; all raise StorageError when the database fails."""

    def __init__(
        self,
        storage: Storage,
        *,
        clock: Clock,
        ids: IdSource,
        zone: tzinfo,
        policy: NegotiationPolicy | None = None,
    ) -> None:
        """`zone` is where the house's business days are counted."""
        self._storage = storage
        self._clock = clock
        self._ids = ids
        self._zone = zone
        self._policy = policy or NegotiationPolicy()

    async def load(self, attempt_id: AttemptId) -> MenuContext:
        """One read. Raises UnknownAttempt."""
        today = self._clock.now().astimezone(self._zone).date()

        def read(uow: UnitOfWork) -> MenuContext:
            call = uow.menu.find_call(attempt_id)
            if call is None:
                raise UnknownAttempt(attempt_id)
            debts = tuple(
                open_debt(
                    facts.debt_id,
                    contract=facts.contract,
                    description=facts.description,
                    principal_cents=facts.principal_cents,
                    due_date=facts.due_date,
                    today=today,
                    policy=self._policy.charges,
                )
                for facts in uow.menu.open_debts(call.debtor_id, call.portfolio_id)
            )
            return MenuContext(
                call=call,
                first_name=first_name(call.name),
                challenge=challenge_for(birth_date=call.birth_date, document=call.document),
                debts=debts,
                offers=decide_offers(debts, self._policy, today=today),
            )

        return await self._storage.read(read)

    async def start(self, attempt_id: AttemptId, *, at: datetime) -> None:
        """The menu speaks with the attempt's debtor since `at`."""
        await self._storage.write(lambda uow: uow.menu.start(attempt_id, at))

    async def save(self, context: MenuContext, progress: MenuProgress) -> None:
        """Commit what the menu learned so far: identity confirmed, and in the end its verdict and its steps."""
        await self._storage.write(lambda uow: self._save(uow, context, progress))

    async def agree(self, context: MenuContext, offer: Offer, *, read_back: str, progress: MenuProgress) -> str:
        """Commit the agreement with its debts and installments; gives the protocol number once it is durable.

        An attempt makes one agreement: asked again, the protocol of the first is given. Raises DebtsChanged.
        """
        agreement_id = AgreementId(self._ids.new_id())
        draws = self._draws()
        now = self._clock.now()

        def work(uow: UnitOfWork) -> str:
            earlier = uow.menu.protocol_of(context.call.attempt_id)
            if earlier is not None:
                return earlier
            if uow.menu.lock_open_debts(offer.debt_ids) != frozenset(offer.debt_ids):
                raise DebtsChanged("a debt of the offer is not open any more")
            protocol = self._draw_protocol(uow, draws, now)
            self._save(uow, context, replace(progress, disposition=offer.disposition))
            uow.menu.add_agreement(
                Agreement(
                    agreement_id=agreement_id, protocol=protocol, offer=offer, read_back=read_back, confirmed_at=now
                ),
                context.call,
            )
            uow.menu.set_protocol(context.call.attempt_id, protocol, agreement_id)
            uow.record(
                AgreementConfirmed(
                    at=now,
                    attempt_id=context.call.attempt_id,
                    campaign_id=context.call.campaign_id,
                    agreement_id=agreement_id,
                )
            )
            return protocol

        return await self._storage.write(work)

    async def claim_paid(self, context: MenuContext, progress: MenuProgress) -> str:
        """The debtor says it was paid: collection rests for two business days; gives the protocol number."""
        now = self._clock.now()
        last_day = add_business_days(now.astimezone(self._zone).date(), PAUSE_AFTER_CLAIM_BUSINESS_DAYS)
        paused_until = datetime.combine(last_day, time.max, tzinfo=self._zone).astimezone(UTC)
        draws = self._draws()

        def work(uow: UnitOfWork) -> str:
            protocol = self._protocol(uow, context, progress, draws, now)
            uow.menu.claim_paid(context.call, paused_until=paused_until, at=now)
            return protocol

        return await self._storage.write(work)

    async def unlink_number(self, context: MenuContext, progress: MenuProgress) -> str:
        """The number is not the debtor's: it is never dialled for them again; gives the protocol number."""
        now = self._clock.now()
        draws = self._draws()

        def work(uow: UnitOfWork) -> str:
            protocol = self._protocol(uow, context, progress, draws, now)
            uow.menu.unlink_phone(context.call.phone_id, protocol=protocol, at=now)
            return protocol

        return await self._storage.write(work)

    def _protocol(
        self, uow: UnitOfWork, context: MenuContext, progress: MenuProgress, draws: list[str], now: datetime
    ) -> str:
        """Save the progress and give the session's protocol, drawn now if it has none yet."""
        self._save(uow, context, progress)
        attempt_id = context.call.attempt_id
        protocol = uow.menu.protocol_of(attempt_id)
        if protocol is None:
            protocol = self._draw_protocol(uow, draws, now)
            uow.menu.set_protocol(attempt_id, protocol)
        return protocol

    def _save(self, uow: UnitOfWork, context: MenuContext, progress: MenuProgress) -> None:
        attempt_id = progress.attempt_id
        # Locked first: the dialer may be closing the attempt at this very moment, and one of us must see the other.
        attempt = uow.menu.lock_attempt(attempt_id)
        uow.menu.save(progress)
        if attempt is None or not attempt.closed or attempt.disposed_by_agent:
            return
        report = MenuReport(
            pressed_keys=progress.pressed_keys,
            identity_confirmed=progress.identity_confirmed_at is not None,
            disposition=progress.disposition,
        )
        outcome = decide_outcome(
            AttemptFacts(
                dialed=attempt.dialed,
                answered=True,
                hangup_cause=attempt.hangup_cause,
                menu=report,
                asked_for_person=attempt.asked_for_person,
                bridged=attempt.bridged,
            )
        )
        if outcome.disposition is not attempt.disposition:
            uow.menu.correct_disposition(attempt_id, outcome.disposition)
            uow.record(
                AttemptDisposed(
                    at=self._clock.now(),
                    attempt_id=attempt_id,
                    campaign_id=context.call.campaign_id,
                    disposition=outcome.disposition,
                )
            )

    def _draws(self) -> list[str]:
        """Drawn before the work, which may run again and must do the same then."""
        return [self._ids.new_id() for _ in range(_PROTOCOL_DRAWS)]

    def _draw_protocol(self, uow: UnitOfWork, draws: list[str], now: datetime) -> str:
        day = now.astimezone(self._zone).date()
        for draw in draws:
            protocol = protocol_number(draw, day=day)
            if not uow.menu.protocol_taken(protocol):
                return protocol
        raise MenuError("no free protocol number was drawn")
