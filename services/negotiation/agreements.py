"""Agreements: made with a person on the line, looked at, renegotiated, cancelled, broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from domain.ids import AgreementId, AttemptId, CampaignId, UserId
from domain.negotiation.agreement import (
    LIVE_STATES,
    Agreement,
    CancelReason,
    decide_breach,
)
from domain.negotiation.counter_proposal import CounterOutcome, Proposal
from domain.negotiation.offer import Offer
from domain.negotiation.policy import Authority
from domain.negotiation.read_back import written_read_back
from domain.negotiation.settlement import Settlement
from services.negotiation.errors import (
    AgreementOver,
    ApprovalNotPending,
    AttemptHasAgreement,
    BeyondAuthority,
    NegotiationRefused,
    NoSuchAgreement,
    NothingOwed,
)
from services.negotiation.ledger import break_agreement, cancel_agreement, fall_overdue, get_agreement
from services.negotiation.making import make_agreement
from services.negotiation.negotiating import Negotiator, TableFacts, decide, get_approval, proposal_data, sit_down
from services.negotiation.policies import PAGE_SIZE
from services.negotiation.protocols import draw_ids, free_protocol
from services.negotiation.settling import settlement_of
from services.notices.following import draw_follow_up
from services.ports.clock import Clock, IdSource
from services.ports.repositories.agreements import (
    ActedBy,
    Actor,
    AgreementFacts,
    AgreementQuery,
    EventFacts,
    NewAgreement,
)
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

        The terms are worked out again here: what a screen shows is never believed. The first charge and the message
        about it are written with the agreement. Raises a NegotiationRefused.
        """
        now = self.clock.now()
        agreement_id = AgreementId(self.ids.new_id())
        draws, follow_up = draw_ids(self.ids), draw_follow_up(self.ids, self.timezone)

        def work(uow: UnitOfWork) -> AgreementDetail:
            today = self._day(now)
            if uow.agreements.of_attempt(AttemptId(attempt_id)) is not None:
                raise AttemptHasAgreement
            table = sit_down(uow, AttemptId(attempt_id), negotiator, now=now, zone=self.timezone)
            if yes.replaces is not None:
                by = ActedBy(actor=Actor.DEBTOR, user_id=negotiator.user_id, reason=CancelReason.RENEGOTIATED.value)
                _make_room(uow, table, yes.replaces, by, now)
                table = sit_down(uow, AttemptId(attempt_id), negotiator, now=now, zone=self.timezone)
            offer = _granted(uow, table, negotiator, yes, now)
            if uow.menu.lock_open_debts(offer.debt_ids) != frozenset(offer.debt_ids):
                raise NothingOwed
            protocol = free_protocol(uow, draws, today)
            if protocol is None:
                raise NegotiationRefused("no free protocol number was drawn")
            new = _new_agreement(table, offer, agreement_id, protocol, negotiator, yes, now)
            make_agreement(uow, new, follow_up, campaign_id=CampaignId(table.party.campaign_id))
            return _detail(uow, agreement_id)

        return await self.storage.write(work)

    async def settlement(self, agreement_id: str) -> Settlement:
        """What settles it today, less the interest that is saved (CDC 52 §2), with what the late installments cost.

        Raises NoSuchAgreement, AgreementOver.
        """
        today = self._day(self.clock.now())
        return await self.storage.read(lambda uow: settlement_of(uow, _live(uow, AgreementId(agreement_id)), today))

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
                late = decide_breach(
                    agreement.installments,
                    today=today,
                    tolerance_days=agreement.tolerance_days,
                    holidays=uow.contact.local_holidays(agreement.debtor_id),
                )
                agreement = fall_overdue(uow, agreement, late.overdue, by=by, at=now)
                overdue += len(late.overdue)
                if late.broken_by is not None:
                    broken += 1
                    break_agreement(uow, agreement, by=by, at=now)
            return SweepCount(overdue=overdue, broken=broken, last=due[-1] if len(due) == SWEEP_BATCH else None)

        return await self.storage.write(work)

    def _day(self, now: datetime) -> date:
        return now.astimezone(self.timezone).date()


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


def _new_agreement(
    table: TableFacts,
    offer: Offer,
    agreement_id: AgreementId,
    protocol: str,
    negotiator: Negotiator,
    yes: Yes,
    now: datetime,
) -> NewAgreement:
    party = table.party
    script = written_read_back(offer, creditor=party.creditor, sent_to=party.email).script
    return NewAgreement(
        agreement=Agreement(
            agreement_id=agreement_id, protocol=protocol, offer=offer, read_back=script, confirmed_at=now
        ),
        debtor_id=party.debtor_id,
        portfolio_id=party.portfolio_id,
        attempt_id=party.attempt_id,
        tolerance_days=table.ground.policy.tolerance_days,
        by=ActedBy(actor=Actor.DEBTOR, user_id=negotiator.user_id, reason="said_yes"),
        replaces=yes.replaces,
    )


def _live(uow: UnitOfWork, agreement_id: AgreementId, *, lock: bool = False) -> AgreementFacts:
    agreement = get_agreement(uow, agreement_id, lock=lock)
    if agreement.state not in LIVE_STATES:
        raise AgreementOver
    return agreement


def _detail(uow: UnitOfWork, agreement_id: AgreementId) -> AgreementDetail:
    return AgreementDetail(agreement=get_agreement(uow, agreement_id), events=uow.agreements.events(agreement_id))
