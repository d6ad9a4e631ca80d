"""Agreements: made with a person on the line, looked at, renegotiated, cancelled, broken; and promises to pay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from domain.call.events import AgreementConfirmed
from domain.ids import AgreementId, AttemptId, CampaignId, UserId
from domain.money.schedule import Payment, early_settlement
from domain.negotiation.agreement import (
    LIVE_STATES,
    PROMISE_MOVES,
    Agreement,
    CancelReason,
    PromiseMove,
    PromiseState,
    decide_breach,
    decide_promise,
)
from domain.negotiation.counter_proposal import CounterOutcome, Proposal
from domain.negotiation.offer import Offer
from domain.negotiation.policy import Authority
from domain.negotiation.read_back import written_read_back
from services.negotiation.errors import (
    AgreementOver,
    ApprovalNotPending,
    AttemptHasAgreement,
    BeyondAuthority,
    NegotiationRefused,
    NoSuchAgreement,
    NoSuchPromise,
    NothingOwed,
    PromiseOver,
)
from services.negotiation.ledger import break_agreement, cancel_agreement, fall_overdue, get_agreement
from services.negotiation.negotiating import Negotiator, TableFacts, decide, get_approval, proposal_data, sit_down
from services.negotiation.policies import PAGE_SIZE, current_policy
from services.negotiation.protocols import draw_ids, free_protocol
from services.ports.clock import Clock, IdSource
from services.ports.repositories.agreements import (
    ActedBy,
    Actor,
    AgreementFacts,
    AgreementQuery,
    EventFacts,
    NewAgreement,
)
from services.ports.repositories.negotiation import NewPromise, PromiseFacts
from services.ports.storage import Storage, UnitOfWork

SWEEP_BATCH = 100


@dataclass(frozen=True, slots=True)
class AgreementPage:
    items: Sequence[AgreementFacts]
    page_size: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementDetail:
    agreement: AgreementFacts
    events: Sequence[EventFacts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Everything that is open, paid today: what each open installment comes to, and what is saved."""

    amounts_cents: tuple[int, ...]
    reduction_cents: int

    @property
    def total_cents(self) -> int:
        return sum(self.amounts_cents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Yes:
    """What the debtor said yes to: the terms of an offer or of a proposal, and whose permission or place they take."""

    proposal: Proposal
    approval_id: str | None = None
    replaces: AgreementId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepCount:
    """`last` is where the next sweep goes on; None when this one saw the end."""

    overdue: int
    broken: int
    last: AgreementId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementService:
    storage: Storage
    clock: Clock
    ids: IdSource
    timezone: tzinfo

    async def page(self, query: AgreementQuery, *, page: int) -> AgreementPage:
        offset = (page - 1) * PAGE_SIZE
        rows, total = await self.storage.read(
            lambda uow: (uow.agreements.page(query, limit=PAGE_SIZE, offset=offset), uow.agreements.count(query))
        )
        return AgreementPage(rows, PAGE_SIZE, total)

    async def detail(self, agreement_id: str) -> AgreementDetail:
        """Raises NoSuchAgreement."""
        return await self.storage.read(lambda uow: _detail(uow, AgreementId(agreement_id)))

    async def confirm(self, attempt_id: str, negotiator: Negotiator, yes: Yes) -> AgreementDetail:
        """The debtor said yes to every item that was read back.

        The terms are worked out again here: what a screen shows is never believed. Raises a NegotiationRefused.
        """
        now = self.clock.now()
        agreement_id = AgreementId(self.ids.new_id())
        draws = draw_ids(self.ids)

        def work(uow: UnitOfWork) -> AgreementDetail:
            today = self._day(now)
            if uow.agreements.of_attempt(AttemptId(attempt_id)) is not None:
                raise AttemptHasAgreement
            table = sit_down(uow, AttemptId(attempt_id), negotiator, today=today)
            if yes.replaces is not None:
                by = ActedBy(actor=Actor.DEBTOR, user_id=negotiator.user_id, reason=CancelReason.RENEGOTIATED.value)
                _make_room(uow, table, yes.replaces, by, now)
                table = sit_down(uow, AttemptId(attempt_id), negotiator, today=today)
            offer = _granted(uow, table, negotiator, yes, now)
            if uow.menu.lock_open_debts(offer.debt_ids) != frozenset(offer.debt_ids):
                raise NothingOwed
            protocol = free_protocol(uow, draws, today)
            if protocol is None:
                raise NegotiationRefused("no free protocol number was drawn")
            _store(uow, table, offer, agreement_id, protocol, negotiator, yes, now)
            return _detail(uow, agreement_id)

        return await self.storage.write(work)

    async def settlement(self, agreement_id: str) -> Settlement:
        """What settles it today, less the interest that is saved (CDC 52 §2). Raises NoSuchAgreement, AgreementOver."""
        today = self._day(self.clock.now())
        return await self.storage.read(lambda uow: settlement_of(_live(uow, AgreementId(agreement_id)), today))

    async def cancel(self, agreement_id: str, reason: CancelReason, *, note: str, by: UserId) -> AgreementDetail:
        """Raises NoSuchAgreement, AgreementOver."""
        now = self.clock.now()

        def work(uow: UnitOfWork) -> AgreementDetail:
            agreement = _live(uow, AgreementId(agreement_id), lock=True)
            words = f"{reason.value}: {note}" if note else reason.value
            cancel_agreement(uow, agreement, reason, by=ActedBy(actor=Actor.USER, user_id=by, reason=words), at=now)
            return _detail(uow, agreement.agreement_id)

        return await self.storage.write(work)

    async def sweep(self, *, after: AgreementId | None = None) -> SweepCount:
        """Move a batch of agreements whose payments did not come: overdue, then broken after the tolerance."""
        now = self.clock.now()
        today = self._day(now)
        by = ActedBy(actor=Actor.SYSTEM, reason="not_paid")

        def work(uow: UnitOfWork) -> SweepCount:
            due = uow.agreements.live_due_before(today, after=after, limit=SWEEP_BATCH)
            overdue = broken = 0
            for agreement_id in due:
                agreement = get_agreement(uow, agreement_id, lock=True)
                if agreement.state not in LIVE_STATES:
                    continue
                late = decide_breach(agreement.installments, today=today, tolerance_days=agreement.tolerance_days)
                agreement = fall_overdue(uow, agreement, late.overdue, by=by, at=now)
                overdue += len(late.overdue)
                if late.broken_by is not None:
                    broken += 1
                    break_agreement(uow, agreement, by=by, at=now)
            return SweepCount(overdue=overdue, broken=broken, last=due[-1] if len(due) == SWEEP_BATCH else None)

        return await self.storage.write(work)

    async def promise(
        self, attempt_id: str, negotiator: Negotiator, *, amount_cents: int, due_date: date
    ) -> PromiseFacts:
        """The debtor names a day and an amount; until it is due they are not called for this portfolio.

        Raises NoSuchAttempt, IdentityNotConfirmed, BeyondAuthority for a day further off than the policy lets one wait.
        """
        now = self.clock.now()
        promise_id = self.ids.new_id()

        def work(uow: UnitOfWork) -> PromiseFacts:
            today = self._day(now)
            party = sit_down(uow, AttemptId(attempt_id), negotiator, today=today).party
            limits = current_policy(uow, party.portfolio_id, today).authorities[negotiator.authority]
            if not 0 <= (due_date - today).days <= limits.max_days_to_pay:
                raise BeyondAuthority
            uow.negotiation.add_promise(
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
                )
            )
            return _get_promise(uow, promise_id)

        return await self.storage.write(work)

    async def cancel_promise(self, promise_id: str) -> PromiseFacts:
        """Raises NoSuchPromise, PromiseOver."""
        now = self.clock.now()

        def work(uow: UnitOfWork) -> PromiseFacts:
            facts = _get_promise(uow, promise_id)
            if facts.state != PromiseState.OPEN:
                raise PromiseOver
            _close_promise(uow, facts, PromiseMove.CANCEL, paid_cents=facts.paid_cents, at=now)
            return _get_promise(uow, promise_id)

        return await self.storage.write(work)

    async def sweep_promises(self) -> int:
        """Break the promises whose tolerance is over; tells how many."""
        now = self.clock.now()
        today = self._day(now)

        def work(uow: UnitOfWork) -> int:
            broken = 0
            for facts in uow.negotiation.open_promises(due_before=today):
                policy = current_policy(uow, facts.portfolio_id, today)
                move = decide_promise(
                    promised_cents=facts.amount_cents,
                    paid_cents=facts.paid_cents,
                    due_date=facts.due_date,
                    today=today,
                    tolerance_days=policy.tolerance_days,
                )
                if move is not None:
                    _close_promise(uow, facts, move, paid_cents=facts.paid_cents, at=now)
                    broken += 1
            return broken

        return await self.storage.write(work)

    def _day(self, now: datetime) -> date:
        return now.astimezone(self.timezone).date()


def settlement_of(agreement: AgreementFacts, today: date) -> Settlement:
    remaining = [Payment(one.due_date, one.open_cents) for one in agreement.installments if one.open_cents]
    amounts = early_settlement(remaining, on=today, monthly_basis_points=agreement.monthly_rate)
    owed = sum(payment.amount_cents for payment in remaining)
    return Settlement(amounts_cents=amounts, reduction_cents=owed - sum(amounts))


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


def _granted(uow: UnitOfWork, table: TableFacts, negotiator: Negotiator, yes: Yes, now: datetime) -> Offer:
    """The offer that the yes is for, within the negotiator's authority or that of an approval."""
    authority = negotiator.authority
    if yes.approval_id is not None:
        approval = get_approval(uow, yes.approval_id, lock=True)
        same = approval.attempt_id == table.party.attempt_id and approval.proposal == proposal_data(yes.proposal)
        if approval.state != "approved" or approval.expires_at <= now or not same:
            raise ApprovalNotPending
        authority = max(authority, Authority(approval.approver), key=lambda one: one.rank)
        uow.negotiation.use_approval(yes.approval_id)
    decision = decide(table, yes.proposal, authority)
    if decision.outcome is not CounterOutcome.ACCEPTED:
        raise BeyondAuthority
    return decision.offer


def _make_room(uow: UnitOfWork, table: TableFacts, replaced: AgreementId, by: ActedBy, now: datetime) -> None:
    """End the agreement that is renegotiated; a broken one has ended already."""
    earlier = get_agreement(uow, replaced, lock=True)
    if earlier.debtor_id != table.party.debtor_id or earlier.portfolio_id != table.party.portfolio_id:
        raise NoSuchAgreement
    if earlier.state in LIVE_STATES:
        cancel_agreement(uow, earlier, CancelReason.RENEGOTIATED, by=by, at=now)


def _store(
    uow: UnitOfWork,
    table: TableFacts,
    offer: Offer,
    agreement_id: AgreementId,
    protocol: str,
    negotiator: Negotiator,
    yes: Yes,
    now: datetime,
) -> None:
    party = table.party
    script = written_read_back(offer, creditor=party.creditor, sent_to=party.email).script
    uow.agreements.add(
        NewAgreement(
            agreement=Agreement(
                agreement_id=agreement_id, protocol=protocol, offer=offer, read_back=script, confirmed_at=now
            ),
            debtor_id=party.debtor_id,
            portfolio_id=party.portfolio_id,
            attempt_id=party.attempt_id,
            tolerance_days=table.policy.tolerance_days,
            by=ActedBy(actor=Actor.DEBTOR, user_id=negotiator.user_id, reason="said_yes"),
            replaces=yes.replaces,
        )
    )
    uow.menu.set_protocol(party.attempt_id, protocol, agreement_id)
    uow.record(
        AgreementConfirmed(
            at=now,
            attempt_id=party.attempt_id,
            campaign_id=CampaignId(party.campaign_id),
            agreement_id=agreement_id,
        )
    )


def _live(uow: UnitOfWork, agreement_id: AgreementId, *, lock: bool = False) -> AgreementFacts:
    agreement = get_agreement(uow, agreement_id, lock=lock)
    if agreement.state not in LIVE_STATES:
        raise AgreementOver
    return agreement


def _detail(uow: UnitOfWork, agreement_id: AgreementId) -> AgreementDetail:
    return AgreementDetail(agreement=get_agreement(uow, agreement_id), events=uow.agreements.events(agreement_id))


def _get_promise(uow: UnitOfWork, promise_id: str) -> PromiseFacts:
    facts = uow.negotiation.promise(promise_id)
    if facts is None:
        raise NoSuchPromise
    return facts


def _close_promise(uow: UnitOfWork, facts: PromiseFacts, move: PromiseMove, *, paid_cents: int, at: datetime) -> None:
    state = PROMISE_MOVES.next(PromiseState(facts.state), move)
    uow.negotiation.save_promise(facts.id, paid_cents=paid_cents, state=state.value, closed_at=at)
