"""Promises to pay: a day and an amount that the debtor named, without the terms of an agreement."""

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from domain.ids import AttemptId
from domain.negotiation.agreement import PROMISE_MOVES, PromiseMove, PromiseState, decide_promise
from services.negotiation.errors import BeyondAuthority, NoSuchPromise, PromiseOver
from services.negotiation.ground import ground_of
from services.negotiation.negotiating import Negotiator, sit_down
from services.ports.clock import Clock, IdSource
from services.ports.repositories.agreements import AgreementFacts
from services.ports.repositories.negotiation import NewPromise, PromiseFacts
from services.ports.storage import Storage, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseService:
    storage: Storage
    clock: Clock
    ids: IdSource
    timezone: tzinfo

    async def make(self, attempt_id: str, negotiator: Negotiator, *, amount_cents: int, due_date: date) -> PromiseFacts:
        """The debtor names a day and an amount; until it is due they are not called for this portfolio.

        Raises NoSuchAttempt, IdentityNotConfirmed, BeyondAuthority for a day further off than the policy lets one wait.
        """
        now = self.clock.now()
        promise_id = self.ids.new_id()

        def work(uow: UnitOfWork) -> PromiseFacts:
            today = self._day(now)
            table = sit_down(uow, AttemptId(attempt_id), negotiator, now=now, zone=self.timezone)
            party, limits = table.party, table.ground.policy.authorities[negotiator.authority]
            if not 0 <= (due_date - today).days <= limits.max_days_to_pay:
                raise BeyondAuthority
            record_promise(
                uow,
                NewPromise(
                    id=promise_id,
                    debtor_id=party.debtor_id,
                    portfolio_id=party.portfolio_id,
                    attempt_id=party.attempt_id,
                    amount_cents=amount_cents,
                    due_date=due_date,
                    made_by=negotiator.user_id,
                    made_at=now,
                    held_until=datetime.combine(due_date, time.max, tzinfo=self.timezone),
                ),
            )
            return _get_promise(uow, promise_id)

        return await self.storage.write(work)

    async def cancel(self, promise_id: str) -> PromiseFacts:
        """Raises NoSuchPromise, PromiseOver."""
        now = self.clock.now()

        def work(uow: UnitOfWork) -> PromiseFacts:
            facts = _get_promise(uow, promise_id)
            if facts.state != PromiseState.OPEN:
                raise PromiseOver
            _close_promise(uow, facts, PromiseMove.CANCEL, paid_cents=facts.paid_cents, at=now)
            return _get_promise(uow, promise_id)

        return await self.storage.write(work)

    async def sweep(self) -> int:
        """Break the promises whose tolerance is over; tells how many."""
        now = self.clock.now()
        today = self._day(now)

        def work(uow: UnitOfWork) -> int:
            broken = 0
            for facts in uow.negotiation.open_promises(due_before=today):
                ground = ground_of(uow, facts.debtor_id, facts.portfolio_id, now=now, zone=self.timezone)
                move = decide_promise(
                    promised_cents=facts.amount_cents,
                    paid_cents=facts.paid_cents,
                    due_date=facts.due_date,
                    today=today,
                    tolerance_days=ground.policy.tolerance_days,
                    holidays=ground.holidays,
                )
                if move is not None:
                    _close_promise(uow, facts, move, paid_cents=facts.paid_cents, at=now)
                    broken += 1
            return broken

        return await self.storage.write(work)

    def _day(self, now: datetime) -> date:
        return now.astimezone(self.timezone).date()


def record_promise(uow: UnitOfWork, promise: NewPromise) -> None:
    uow.negotiation.add_promise(promise)


def pay_promises(uow: UnitOfWork, agreement: AgreementFacts, amount_cents: int, *, at: datetime) -> None:
    """Money of the debtor for the portfolio counts for what they promised, the oldest promise first."""
    left = amount_cents
    for facts in uow.negotiation.open_promises(debtor_id=agreement.debtor_id):
        if facts.portfolio_id != agreement.portfolio_id or not left:
            continue
        part = min(left, facts.amount_cents - facts.paid_cents)
        left -= part
        paid = facts.paid_cents + part
        if paid == facts.amount_cents:
            _close_promise(uow, facts, PromiseMove.KEEP, paid_cents=paid, at=at)
        else:
            uow.negotiation.save_promise(facts.id, paid_cents=paid, state=facts.state, closed_at=None)


def _get_promise(uow: UnitOfWork, promise_id: str) -> PromiseFacts:
    facts = uow.negotiation.promise(promise_id)
    if facts is None:
        raise NoSuchPromise
    return facts


def _close_promise(uow: UnitOfWork, facts: PromiseFacts, move: PromiseMove, *, paid_cents: int, at: datetime) -> None:
    state = PROMISE_MOVES.next(PromiseState(facts.state), move)
    uow.negotiation.save_promise(facts.id, paid_cents=paid_cents, state=state.value, closed_at=at)
