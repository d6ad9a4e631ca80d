"""Promises to pay: a day and an amount that the debtor named, without the terms of an agreement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from domain.call.events import PromiseChanged
from domain.ids import AttemptId, UserId
from domain.negotiation.agreement import PROMISE_MOVES, PromiseMove, PromiseState, decide_promise
from services.negotiation.errors import BeyondAuthority, NoSuchPromise, PromiseOver
from services.negotiation.ground import ground_of
from services.negotiation.negotiating import Negotiator, sit_down
from services.ports.clock import Clock, IdSource
from services.ports.repositories.agreements import ActedBy, Actor, AgreementFacts
from services.ports.repositories.negotiation import NewPromise, PromiseEvent, PromiseFacts
from services.ports.storage import Storage, UnitOfWork

_TOLERANCE_OVER: Final = ActedBy(actor=Actor.SYSTEM, reason="tolerance_over")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseDetail:
    """`events`: who changed it, why and when, oldest first."""

    promise: PromiseFacts
    events: Sequence[PromiseEvent]


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
                    held_until=end_of(due_date, self.timezone),
                ),
            )
            return _get_promise(uow, promise_id)

        return await self.storage.write(work)

    async def detail(self, promise_id: str) -> PromiseDetail:
        """Raises NoSuchPromise."""
        return await self.storage.read(lambda uow: _detail(uow, promise_id))

    async def cancel(self, promise_id: str, *, by: UserId | None, note: str = "") -> PromiseDetail:
        """The debtor may be called again at once. Raises NoSuchPromise, PromiseOver."""
        now = self.clock.now()

        acted = ActedBy(actor=Actor.USER, user_id=by, reason=note or "cancelled")

        def work(uow: UnitOfWork) -> PromiseDetail:
            facts = _get_promise(uow, promise_id, lock=True)
            if facts.state != PromiseState.OPEN:
                raise PromiseOver
            _close_promise(uow, facts, PromiseMove.CANCEL, paid_cents=facts.paid_cents, by=acted, at=now)
            return _detail(uow, promise_id)

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
                    _close_promise(uow, facts, move, paid_cents=facts.paid_cents, by=_TOLERANCE_OVER, at=now)
                    broken += 1
            return broken

        return await self.storage.write(work)

    def _day(self, now: datetime) -> date:
        return now.astimezone(self.timezone).date()


def end_of(due_date: date, zone: tzinfo) -> datetime:
    """Until then a promise due on that day holds the calls back: the midnight after it."""
    return datetime.combine(due_date + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)


def record_promise(uow: UnitOfWork, promise: NewPromise) -> None:
    """With its first event: whoever heard the promise wrote it down for the debtor."""
    uow.negotiation.add_promise(promise)
    by = ActedBy(actor=Actor.DEBTOR, user_id=promise.made_by, reason="promised")
    _tell(uow, promise.id, "", PromiseState.OPEN, paid_cents=0, by=by, at=promise.made_at)


def pay_promises(uow: UnitOfWork, agreement: AgreementFacts, amount_cents: int, *, by: ActedBy, at: datetime) -> None:
    """Money of the debtor for the portfolio counts for what they promised, the oldest promise first."""
    left = amount_cents
    for facts in uow.negotiation.open_promises(debtor_id=agreement.debtor_id):
        if facts.portfolio_id != agreement.portfolio_id or not left:
            continue
        part = min(left, facts.amount_cents - facts.paid_cents)
        left -= part
        paid = facts.paid_cents + part
        if paid == facts.amount_cents:
            _close_promise(uow, facts, PromiseMove.KEEP, paid_cents=paid, by=by, at=at)
        elif part:
            uow.negotiation.save_promise(facts.id, paid_cents=paid, state=facts.state, closed_at=None)
            _tell(uow, facts.id, facts.state, PromiseState(facts.state), paid_cents=paid, by=by, at=at)


def _get_promise(uow: UnitOfWork, promise_id: str, *, lock: bool = False) -> PromiseFacts:
    facts = uow.negotiation.promise(promise_id, lock=lock)
    if facts is None:
        raise NoSuchPromise
    return facts


def _detail(uow: UnitOfWork, promise_id: str) -> PromiseDetail:
    return PromiseDetail(promise=_get_promise(uow, promise_id), events=uow.negotiation.promise_events(promise_id))


def _close_promise(
    uow: UnitOfWork, facts: PromiseFacts, move: PromiseMove, *, paid_cents: int, by: ActedBy, at: datetime
) -> None:
    """Nothing is waited for any more: the hold on the calls goes with it."""
    state = PROMISE_MOVES.next(PromiseState(facts.state), move)
    uow.negotiation.save_promise(facts.id, paid_cents=paid_cents, state=state.value, closed_at=at)
    uow.negotiation.lift_promise_hold(facts, by=by.user_id, at=at)
    _tell(uow, facts.id, facts.state, state, paid_cents=paid_cents, by=by, at=at)


def _tell(
    uow: UnitOfWork, promise_id: str, before: str, after: PromiseState, *, paid_cents: int, by: ActedBy, at: datetime
) -> None:
    uow.negotiation.add_promise_event(
        PromiseEvent(
            promise_id=promise_id, from_state=before, to_state=after.value, paid_cents=paid_cents, by=by, at=at
        )
    )
    uow.record(PromiseChanged(at=at, promise_id=promise_id, state=after))
