"""Offers, counter-proposals and approvals for the debtor of a call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Final

from domain.access import Role
from domain.call.events import ApprovalChanged
from domain.ids import AttemptId, DebtorId, PortfolioId, UserId
from domain.negotiation.build_offers import build_offers
from domain.negotiation.counter_proposal import (
    CounterDecision,
    CounterOutcome,
    NothingToAgree,
    Proposal,
    decide_counter,
)
from domain.negotiation.debts import open_debt
from domain.negotiation.offer import Offer, OpenDebt
from domain.negotiation.policy import Authority, DebtorProfile
from services.negotiation.errors import (
    ApprovalNotPending,
    BeyondAuthority,
    IdentityNotConfirmed,
    NoSuchApproval,
    NoSuchAttempt,
    NothingOwed,
)
from services.negotiation.ground import Ground, ground_of
from services.negotiation.policies import PAGE_SIZE
from services.ports.clock import Clock, IdSource
from services.ports.repositories.negotiation import ApprovalFacts, NewApproval, Party
from services.ports.storage import Storage, UnitOfWork

APPROVAL_LIFE: Final = timedelta(hours=24)
_GOOD_PAYER_RATIO: Final = 4
AUTHORITY_OF: Final = {
    Role.AGENT: Authority.AGENT,
    Role.SUPERVISOR: Authority.SUPERVISOR,
    Role.MANAGER: Authority.SUPERVISOR,
    Role.ADMIN: Authority.SUPERVISOR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Negotiator:
    """A user who negotiates."""

    user_id: UserId
    role: Role

    @property
    def authority(self) -> Authority:
        return AUTHORITY_OF[self.role]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFacts:
    """Everything an offer is made of, read in one go."""

    party: Party
    debts: tuple[OpenDebt, ...]
    ground: Ground
    profile: DebtorProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterAnswer:
    """`approval_id` when what was asked waits for somebody above."""

    decision: CounterDecision
    party: Party
    approval_id: str | None


@dataclass(frozen=True, slots=True)
class ApprovalPage:
    items: Sequence[ApprovalFacts]
    page_size: int
    total: int


def sit_down(
    uow: UnitOfWork, attempt_id: AttemptId, negotiator: Negotiator, *, now: datetime, zone: tzinfo
) -> TableFacts:
    """The debtor of a call whose identity is confirmed. An agent's call is the one in hand, nobody else's.

    Raises NoSuchAttempt and IdentityNotConfirmed.
    """
    party = uow.negotiation.party(attempt_id)
    if party is None or (negotiator.role is Role.AGENT and party.in_hand_of != negotiator.user_id):
        raise NoSuchAttempt
    if not party.identity_confirmed:
        raise IdentityNotConfirmed
    ground = ground_of(uow, party.debtor_id, party.portfolio_id, now=now, zone=zone)
    debts = debts_of(uow, party.debtor_id, party.portfolio_id, ground)
    return TableFacts(party=party, debts=debts, ground=ground, profile=profile_of(uow, party.debtor_id))


def debts_of(uow: UnitOfWork, debtor_id: DebtorId, portfolio_id: PortfolioId, ground: Ground) -> tuple[OpenDebt, ...]:
    return tuple(
        open_debt(
            facts.debt_id,
            contract=facts.contract,
            description=facts.description,
            principal_cents=facts.principal_cents,
            due_date=facts.due_date,
            today=ground.today,
            policy=ground.policy.charges,
            holidays=ground.holidays,
        )
        for facts in uow.menu.open_debts(debtor_id, portfolio_id)
    )


def profile_of(uow: UnitOfWork, debtor_id: DebtorId) -> DebtorProfile:
    """A good payer paid on time at least four times as often as late."""
    facts = uow.negotiation.profile(debtor_id)
    if facts is None:
        return DebtorProfile()
    on_time, late = facts.paid_on_time or 0, facts.paid_late or 0
    return DebtorProfile(
        ltv_cents=facts.ltv_cents or 0,
        good_payer=on_time > 0 and on_time >= _GOOD_PAYER_RATIO * late,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NegotiationService:
    storage: Storage
    clock: Clock
    ids: IdSource
    timezone: tzinfo

    async def offers(
        self, attempt_id: str, negotiator: Negotiator, *, capacity_cents: int | None = None
    ) -> tuple[Party, tuple[Offer, ...]]:
        """At most three, the best for this debtor first. Raises NoSuchAttempt, IdentityNotConfirmed."""
        now = self.clock.now()

        def read(uow: UnitOfWork) -> tuple[Party, tuple[Offer, ...]]:
            table = sit_down(uow, AttemptId(attempt_id), negotiator, now=now, zone=self.timezone)
            profile, ground = replace(table.profile, capacity_cents=capacity_cents), table.ground
            offers = build_offers(
                table.debts,
                ground.policy,
                negotiator.authority,
                ground.today,
                profile=profile,
                holidays=ground.holidays,
            )
            return table.party, offers

        return await self.storage.read(read)

    async def counter(self, attempt_id: str, negotiator: Negotiator, proposal: Proposal) -> CounterAnswer:
        """Only looks: nothing is agreed upon or asked for. Raises NothingOwed, ProposalRefused and as `offers`."""
        now = self.clock.now()

        def read(uow: UnitOfWork) -> CounterAnswer:
            table = sit_down(uow, AttemptId(attempt_id), negotiator, now=now, zone=self.timezone)
            return CounterAnswer(
                decision=decide(table, proposal, negotiator.authority), party=table.party, approval_id=None
            )

        return await self.storage.read(read)

    async def ask_approval(self, attempt_id: str, negotiator: Negotiator, proposal: Proposal) -> CounterAnswer:
        """Send a proposal to whom may grant it. Raises BeyondAuthority when nobody may, and as `counter`."""
        now = self.clock.now()
        approval_id = self.ids.new_id()

        def work(uow: UnitOfWork) -> CounterAnswer:
            table = sit_down(uow, AttemptId(attempt_id), negotiator, now=now, zone=self.timezone)
            decision = decide(table, proposal, negotiator.authority)
            if decision.outcome is CounterOutcome.ACCEPTED:
                return CounterAnswer(decision=decision, party=table.party, approval_id=None)
            if decision.wanted is None or decision.approver is None:
                raise BeyondAuthority
            uow.negotiation.add_approval(
                NewApproval(
                    id=approval_id,
                    party=table.party,
                    proposal=proposal_data(proposal),
                    approver=decision.approver.value,
                    total_cents=decision.wanted.total_cents,
                    discount_cents=decision.wanted.discount_cents,
                    installments=len(decision.wanted.installments),
                    requested_by=negotiator.user_id,
                    requested_at=now,
                    expires_at=now + APPROVAL_LIFE,
                )
            )
            uow.record(ApprovalChanged(at=now, approval_id=approval_id, state="pending"))
            return CounterAnswer(decision=decision, party=table.party, approval_id=approval_id)

        return await self.storage.write(work)

    async def approvals(self, state: str | None, *, page: int) -> ApprovalPage:
        offset = (page - 1) * PAGE_SIZE
        rows, total = await self.storage.read(
            lambda uow: (
                uow.negotiation.approvals(state, limit=PAGE_SIZE, offset=offset),
                uow.negotiation.count_approvals(state),
            )
        )
        return ApprovalPage(rows, PAGE_SIZE, total)

    async def approval(self, approval_id: str) -> ApprovalFacts:
        """Raises NoSuchApproval."""
        return await self.storage.read(lambda uow: get_approval(uow, approval_id))

    async def decide_approval(
        self, approval_id: str, negotiator: Negotiator, *, approve: bool, reason: str
    ) -> ApprovalFacts:
        """Raises NoSuchApproval, ApprovalNotPending, BeyondAuthority."""
        now = self.clock.now()
        state = "approved" if approve else "refused"

        def work(uow: UnitOfWork) -> ApprovalFacts:
            facts = get_approval(uow, approval_id, lock=True)
            if facts.state != "pending" or facts.expires_at <= now:
                raise ApprovalNotPending
            if negotiator.authority.rank < Authority(facts.approver).rank:
                raise BeyondAuthority
            uow.negotiation.decide_approval(approval_id, state, by=negotiator.user_id, reason=reason, at=now)
            uow.record(ApprovalChanged(at=now, approval_id=approval_id, state=state))
            return get_approval(uow, approval_id)

        return await self.storage.write(work)


def decide(table: TableFacts, proposal: Proposal, authority: Authority) -> CounterDecision:
    """Raises NothingOwed and ProposalRefused."""
    ground = table.ground
    try:
        return decide_counter(
            proposal,
            table.debts,
            ground.policy,
            authority,
            ground.today,
            profile=table.profile,
            holidays=ground.holidays,
        )
    except NothingToAgree as error:
        raise NothingOwed from error


def proposal_data(proposal: Proposal) -> Mapping[str, object]:
    first_due = proposal.first_due
    return {
        "payments": proposal.payments,
        "payment_cents": proposal.payment_cents,
        "total_cents": proposal.total_cents,
        "first_due": None if first_due is None else first_due.isoformat(),
    }


def get_approval(uow: UnitOfWork, approval_id: str, *, lock: bool = False) -> ApprovalFacts:
    facts = uow.negotiation.approval(approval_id, lock=lock)
    if facts is None:
        raise NoSuchApproval
    return facts
