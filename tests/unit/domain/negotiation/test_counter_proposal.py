from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.negotiation.counter_proposal import (
    CounterOutcome,
    Limit,
    NothingToAgree,
    Proposal,
    ProposalRefused,
    decide_counter,
)
from domain.negotiation.default_policy import DEFAULT_POLICY as POLICY
from domain.negotiation.offer import OfferReason
from domain.negotiation.policy import Authority
from tests.unit.domain.negotiation.test_offers import AGENT, SUPERVISOR, TUESDAY, URA, debt

DEBTS = [debt(100_000)]


def decide(authority: Authority = AGENT, *, policy=POLICY, **proposal):
    return decide_counter(Proposal(**proposal), DEBTS, policy, authority, TUESDAY)


def test_a_number_within_the_row_is_accepted() -> None:
    decision = decide(payments=4)
    assert decision.outcome is CounterOutcome.ACCEPTED
    assert len(decision.offer.installments) == 4
    assert decision.offer.reasons == (OfferReason.PROPOSED,)
    assert decision.wanted is None


def test_a_number_beyond_everybody_is_answered_with_the_nearest() -> None:
    decision = decide(payments=7)
    assert decision.outcome is CounterOutcome.NEAREST
    assert len(decision.offer.installments) == 6
    assert decision.limits == (Limit.PAYMENTS,)
    assert decision.approver is None


def test_the_machine_sends_more_payments_than_its_own_to_a_person() -> None:
    machine = replace(POLICY.authorities[URA], max_instalments=2)
    policy = replace(POLICY, authorities=POLICY.authorities | {URA: machine})
    decision = decide(URA, policy=policy, payments=5)
    assert decision.outcome is CounterOutcome.FOR_APPROVAL
    assert decision.approver is AGENT
    assert decision.wanted is not None
    assert len(decision.wanted.installments) == 5
    assert len(decision.offer.installments) == 2


def test_a_total_is_met_with_no_more_discount_than_it_takes() -> None:
    decision = decide(total_cents=100_000)
    assert decision.outcome is CounterOutcome.ACCEPTED
    assert decision.offer.total_cents == 100_000
    assert decide(total_cents=500_000).offer.total_cents == 103_800


def test_a_total_below_the_agents_ceiling_waits_for_the_supervisor() -> None:
    decision = decide(total_cents=96_000)
    assert decision.outcome is CounterOutcome.FOR_APPROVAL
    assert (decision.approver, decision.limits) == (SUPERVISOR, (Limit.TOTAL,))
    assert decision.wanted is not None
    assert decision.wanted.total_cents == 96_000
    assert decision.offer.total_cents == 96_760


def test_a_total_below_everybody_is_answered_with_the_least() -> None:
    decision = decide(SUPERVISOR, total_cents=50_000)
    assert decision.outcome is CounterOutcome.NEAREST
    assert decision.offer.total_cents == 95_000


def test_a_payment_by_the_month_gets_the_fewest_payments_that_fit() -> None:
    decision = decide(SUPERVISOR, payment_cents=25_000)
    assert decision.outcome is CounterOutcome.ACCEPTED
    assert len(decision.offer.installments) == 4
    assert decide(SUPERVISOR, payment_cents=10_000).limits == (Limit.PAYMENT,)
    assert decide(SUPERVISOR, payment_cents=200_000).offer.kind == "in_full"


def test_a_number_of_payments_of_an_amount_is_a_total() -> None:
    decision = decide(SUPERVISOR, payments=4, payment_cents=25_500)
    assert decision.outcome is CounterOutcome.ACCEPTED
    assert decision.offer.total_cents == 102_000
    assert decide(SUPERVISOR, payments=4, payment_cents=10_000).limits == (Limit.TOTAL,)


def test_a_day_is_accepted_answered_or_sent_up() -> None:
    assert decide(first_due=TUESDAY + timedelta(days=10)).outcome is CounterOutcome.ACCEPTED
    later = decide(first_due=TUESDAY + timedelta(days=20))
    assert (later.outcome, later.approver, later.limits) == (CounterOutcome.FOR_APPROVAL, SUPERVISOR, (Limit.DATE,))
    assert later.offer.installments[0].due_date == date(2026, 12, 4)
    assert decide(first_due=TUESDAY + timedelta(days=99)).outcome is CounterOutcome.NEAREST


@pytest.mark.parametrize(
    "proposal",
    [{"payments": 0}, {"payment_cents": 0}, {"total_cents": -1}, {"first_due": TUESDAY - timedelta(days=1)}],
)
def test_nonsense_is_refused(proposal) -> None:
    with pytest.raises(ProposalRefused):
        decide(**proposal)


def test_without_a_debt_there_is_nothing_to_agree_upon() -> None:
    with pytest.raises(NothingToAgree):
        decide_counter(Proposal(), [], POLICY, AGENT, TUESDAY)


PROPOSALS = st.builds(
    Proposal,
    payments=st.none() | st.integers(1, 30),
    payment_cents=st.none() | st.integers(1, 150_000),
    total_cents=st.none() | st.integers(1, 150_000),
    first_due=st.none() | st.integers(0, 120).map(lambda days: TUESDAY + timedelta(days=days)),
)


@settings(max_examples=300, deadline=None)
@given(PROPOSALS, st.sampled_from(Authority), st.sampled_from([0, 100]))
def test_whatever_is_asked_the_answer_is_within_the_authority(proposal, authority, rate) -> None:
    policy = replace(POLICY, monthly_rate=rate)
    decision = decide_counter(proposal, DEBTS, policy, authority, TUESDAY)
    limits = policy.authorities[authority]
    offer = decision.offer
    assert offer.authority is authority
    assert len(offer.installments) <= min(6, limits.max_instalments)
    assert offer.discount_cents * 10_000 <= 8_800 * limits.share
    assert (offer.installments[0].due_date - TUESDAY).days <= max(limits.max_days_to_pay, 31) + 5
    assert (decision.outcome is CounterOutcome.ACCEPTED) == (not decision.limits)
    assert (decision.wanted is not None) == (decision.outcome is CounterOutcome.FOR_APPROVAL)
    if decision.outcome is CounterOutcome.ACCEPTED and proposal.total_cents is not None:
        assert offer.total_cents <= proposal.total_cents
