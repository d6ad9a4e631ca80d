"""How a case ends, and who lets go of a debt in doubt."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call.case import CaseKind
from domain.call.case_decision import (
    AGAINST_THE_DEBTOR,
    DOUBTS,
    VERDICTS,
    CaseAlreadyDecided,
    CaseDecision,
    CaseStanding,
    CaseState,
    DebtInCase,
    Verdict,
    VerdictDoesNotFit,
    VerdictRefused,
    decide_case,
)
from domain.contact.checks import Case
from domain.contact.facts import Channel, DebtStanding, DebtStatus, PersonFacts
from domain.contact.policy import ContactPolicy
from domain.ids import CaseId, DebtId, DebtorId

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
CLAIM, DISPUTE = CaseKind.PAYMENT_CLAIM, CaseKind.DISPUTE
ONE = DebtId(1)


def case(kind: CaseKind, state: CaseState = CaseState.OPEN) -> CaseStanding:
    return CaseStanding(case_id=CaseId("C1"), kind=kind, state=state)


def decide(kind: CaseKind, verdict: Verdict, *debts: DebtInCase) -> CaseDecision:
    return decide_case(case(kind), debts, verdict, NOW)


def debt(status: DebtStatus, *others: CaseKind, number: int = 1) -> DebtInCase:
    return DebtInCase(debt_id=DebtId(number), status=status, other_cases=frozenset(others))


@pytest.mark.parametrize(
    ("kind", "verdict", "after"),
    [
        (CLAIM, Verdict.CLAIM_CONFIRMED, DebtStatus.PAID),
        (CLAIM, Verdict.CLAIM_REFUTED, DebtStatus.OPEN),
        (DISPUTE, Verdict.DISPUTE_UPHELD, DebtStatus.WITHDRAWN),
        (DISPUTE, Verdict.DISPUTE_DISMISSED, DebtStatus.OPEN),
    ],
)
def test_a_verdict_settles_the_debt_or_frees_it(kind: CaseKind, verdict: Verdict, after: DebtStatus) -> None:
    decision = decide(kind, verdict, debt(DOUBTS[kind]))
    assert decision.debts == {ONE: after}
    assert decision.resumes is decision.tell_debtor is (after is DebtStatus.OPEN)
    assert (decision.case_id, decision.verdict, decision.decided_at) == ("C1", verdict, NOW)


@pytest.mark.parametrize("kind", [kind for kind in CaseKind if kind not in DOUBTS])
def test_a_ticket_is_closed_and_changes_no_debt(kind: CaseKind) -> None:
    decision = decide(kind, Verdict.CLOSED, debt(DebtStatus.DISPUTED))
    assert (decision.debts, decision.resumes, decision.tell_debtor) == ({}, False, False)


def test_a_debt_that_another_case_holds_stays_held_as_what_that_case_says() -> None:
    refuted = decide(CLAIM, Verdict.CLAIM_REFUTED, debt(DebtStatus.CLAIMED_PAID, DISPUTE))
    assert (refuted.debts, refuted.resumes) == ({ONE: DebtStatus.DISPUTED}, False)
    dismissed = decide(DISPUTE, Verdict.DISPUTE_DISMISSED, debt(DebtStatus.DISPUTED, CLAIM, DISPUTE))
    assert dismissed.debts == {ONE: DebtStatus.CLAIMED_PAID}
    assert decide(DISPUTE, Verdict.DISPUTE_DISMISSED, debt(DebtStatus.DISPUTED, DISPUTE)).debts == {}


def test_what_is_settled_is_settled_for_every_case() -> None:
    assert decide(CLAIM, Verdict.CLAIM_CONFIRMED, debt(DebtStatus.DISPUTED, DISPUTE)).debts == {ONE: DebtStatus.PAID}


@pytest.mark.parametrize("status", [status for status in DebtStatus if status not in DOUBTS.values()])
@pytest.mark.parametrize("verdict", VERDICTS[CLAIM])
def test_a_debt_no_longer_in_doubt_stays_as_it_is(status: DebtStatus, verdict: Verdict) -> None:
    held = debt(DebtStatus.CLAIMED_PAID, number=2)
    assert decide(CLAIM, verdict, debt(status), held).debts.keys() == {2}


@pytest.mark.parametrize("kind", CaseKind)
@pytest.mark.parametrize("verdict", Verdict)
def test_a_case_ends_only_as_its_kind_does_and_only_once(kind: CaseKind, verdict: Verdict) -> None:
    with pytest.raises(CaseAlreadyDecided):
        decide_case(case(kind, CaseState.DECIDED), (), verdict, NOW)
    if verdict in VERDICTS[kind]:
        assert decide(kind, verdict).tell_debtor is (verdict in AGAINST_THE_DEBTOR)
    else:
        with pytest.raises(VerdictDoesNotFit):
            decide(kind, verdict)


Told = tuple[CaseKind, frozenset[DebtId]]
TOLD: st.SearchStrategy[Told] = st.tuples(st.sampled_from(CaseKind), st.frozensets(st.sampled_from([ONE, DebtId(2)])))


@given(st.lists(TOLD, min_size=1, max_size=5), st.lists(st.tuples(st.integers(0, 4), st.sampled_from(Verdict))))
def test_nothing_but_the_last_case_about_it_frees_a_debt_in_doubt(
    told: list[Told], verdicts: list[tuple[int, Verdict]]
) -> None:
    debts = {ONE: DebtStatus.OPEN, DebtId(2): DebtStatus.OPEN}
    cases = [case(kind) for kind, _ in told]
    for kind, about in told:
        debts |= {one: DOUBTS[kind] for one in about if kind in DOUBTS and debts[one] is DebtStatus.OPEN}
    doubted = {one for one, status in debts.items() if status is not DebtStatus.OPEN}

    def held_by(one: DebtId, *, but: int | None = None) -> frozenset[CaseKind]:
        open_ones = [place for place, known in enumerate(cases) if known.state is CaseState.OPEN and place != but]
        return frozenset(told[place][0] for place in open_ones if one in told[place][1] and told[place][0] in DOUBTS)

    for number, verdict in verdicts:
        place = number % len(cases)
        about = [
            DebtInCase(debt_id=one, status=debts[one], other_cases=held_by(one, but=place)) for one in told[place][1]
        ]
        try:
            decision = decide_case(cases[place], about, verdict, NOW)
        except VerdictRefused:
            continue
        cases[place] = replace(cases[place], state=CaseState.DECIDED)
        debts |= decision.debts
        for one in doubted:
            assert not (held_by(one) and may_be_called(debts[one]))
            assert debts[one] not in DOUBTS.values() or debts[one] in {DOUBTS[kind] for kind in held_by(one)}


def may_be_called(status: DebtStatus) -> bool:
    """What the contact rules make of a person who owes this alone."""
    owed = DebtStanding(status=status, due_date=NOW.date())
    person = PersonFacts(debtor_id=DebtorId(1), address_uf="SP", attempts_made=0, debts=(owed,))
    return Case(person, None, (), ContactPolicy(max_attempts=1), now=NOW, channel=Channel.CALL).debt_rule is None


def test_a_debt_withdrawn_is_not_collected() -> None:
    assert not may_be_called(DebtStatus.WITHDRAWN)
    assert may_be_called(DebtStatus.OPEN)
