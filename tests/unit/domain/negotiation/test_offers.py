from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call.disposition import Disposition
from domain.errors import IllegalTransition
from domain.ids import DebtId
from domain.money.charges import ChargesPolicy
from domain.negotiation.agreement import AGREEMENT_MOVES, AgreementMove, AgreementState
from domain.negotiation.business_days import add_business_days, is_business_day, next_business_day
from domain.negotiation.identity import IdentityQuestion, challenge_for
from domain.negotiation.offer import NegotiationPolicy, OfferKind, OpenDebt, decide_offers, open_debt
from domain.negotiation.protocol import protocol_number

TUESDAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)
MONDAY = date(2026, 11, 30)


def debt(principal_cents: int, *, number: int = 1, due: date = date(2026, 10, 1)) -> OpenDebt:
    return open_debt(
        DebtId(number),
        contract=f"C{number}",
        description="",
        principal_cents=principal_cents,
        due_date=due,
        today=TUESDAY,
        policy=ChargesPolicy(),
    )


def test_all_debts_are_offered_together_in_full_or_in_two() -> None:
    full, two = decide_offers([debt(100_000), debt(50_001, number=2)], NegotiationPolicy(), today=TUESDAY)
    assert full.kind is OfferKind.IN_FULL
    assert full.debt_ids == (1, 2)
    assert full.principal_cents == 150_001
    assert full.total_cents == full.principal_cents + full.charges_cents
    assert [installment.number for installment in two.installments] == [1, 2]
    assert two.total_cents == full.total_cents
    assert two.installments[0].amount_cents - two.installments[1].amount_cents in (0, 1)


def test_due_dates_that_fall_on_a_weekend_move_to_monday() -> None:
    policy = NegotiationPolicy(days_to_pay=4, days_between_instalments=30)
    _, two = decide_offers([debt(100_000)], policy, today=TUESDAY)
    assert two.installments[0].due_date == MONDAY
    assert two.installments[1].due_date == date(2026, 12, 28)


def test_due_dates_avoid_the_holidays_given() -> None:
    full, *_ = decide_offers([debt(100_000)], NegotiationPolicy(days_to_pay=3), today=TUESDAY, holidays={FRIDAY})
    assert full.installments[0].due_date == MONDAY


def test_instalments_too_small_are_not_offered() -> None:
    offers = decide_offers([debt(1_500, due=TUESDAY)], NegotiationPolicy(), today=TUESDAY)
    assert [offer.kind for offer in offers] == [OfferKind.IN_FULL]


def test_nothing_owed_gives_no_offer() -> None:
    assert decide_offers([], NegotiationPolicy(), today=TUESDAY) == ()


def test_an_accepted_offer_tells_the_disposition() -> None:
    full, two = decide_offers([debt(100_000)], NegotiationPolicy(), today=TUESDAY)
    assert full.disposition is Disposition.ACORDO_A_VISTA
    assert two.disposition is Disposition.ACORDO_PARCELADO


@given(st.lists(st.integers(1, 10**8), min_size=1, max_size=5))
def test_no_cent_is_lost_between_debts_and_installments(principals: list[int]) -> None:
    debts = [debt(principal, number=number) for number, principal in enumerate(principals)]
    for offer in decide_offers(debts, NegotiationPolicy(), today=TUESDAY):
        assert offer.total_cents == sum(item.charges.total_cents for item in debts)
        assert offer.total_cents == offer.principal_cents + offer.charges_cents - offer.discount_cents


def test_business_days_skip_weekends_and_holidays() -> None:
    assert is_business_day(FRIDAY)
    assert not is_business_day(FRIDAY, holidays={FRIDAY})
    assert next_business_day(date(2026, 11, 28)) == MONDAY
    assert next_business_day(FRIDAY) == FRIDAY
    assert add_business_days(FRIDAY, 2) == date(2026, 12, 1)
    assert add_business_days(FRIDAY, 0) == FRIDAY


def test_a_confirmed_agreement_is_paid_in_parts_and_then_kept() -> None:
    state = AgreementState.PROPOSED
    for move in (AgreementMove.CONFIRM, AgreementMove.PAY_PART, AgreementMove.PAY_PART, AgreementMove.PAY_ALL):
        state = AGREEMENT_MOVES.next(state, move)
    assert state is AgreementState.KEPT


def test_a_broken_agreement_is_not_mended() -> None:
    with pytest.raises(IllegalTransition):
        AGREEMENT_MOVES.next(AgreementState.BROKEN, AgreementMove.PAY_ALL)


def test_identity_is_asked_by_birth_day_and_month() -> None:
    challenge = challenge_for(birth_date=date(1980, 3, 5), document="52998224725")
    assert challenge.question is IdentityQuestion.BIRTH_DAY_AND_MONTH
    assert challenge.digits_asked == 4
    assert challenge.is_met_by("0503")
    assert not challenge.is_met_by("0305")


def test_without_a_birth_date_identity_is_asked_by_the_document() -> None:
    challenge = challenge_for(birth_date=None, document="52998224725")
    assert challenge.question is IdentityQuestion.DOCUMENT_START
    assert challenge.is_met_by("529")
    assert not challenge.is_met_by("52")


def test_the_answer_is_in_no_printed_form() -> None:
    assert "0503" not in repr(challenge_for(birth_date=date(1980, 3, 5), document="52998224725"))


def test_a_protocol_is_twelve_digits_that_begin_with_the_day() -> None:
    protocol = protocol_number("01JD0000000000000000000000", day=TUESDAY)
    assert len(protocol) == 12
    assert protocol.isdigit()
    assert protocol.startswith("261124")
    assert protocol != protocol_number("01JD0000000000000000000001", day=TUESDAY)
