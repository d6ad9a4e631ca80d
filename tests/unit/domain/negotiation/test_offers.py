import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.call.disposition import Disposition
from domain.ids import DebtId
from domain.negotiation.build_offers import build_offers
from domain.negotiation.debts import open_debt
from domain.negotiation.default_policy import DEFAULT_POLICY as POLICY
from domain.negotiation.law import is_time_barred
from domain.negotiation.offer import OfferKind, OfferReason, OpenDebt, discount_share, spread_discount
from domain.negotiation.policy import (
    NO_TERMS,
    Authority,
    AuthorityLimits,
    Band,
    Boost,
    DebtorProfile,
    Policy,
    Terms,
    band_of,
    granted_terms,
)

TUESDAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)
SUPERVISOR, AGENT, URA = Authority.SUPERVISOR, Authority.AGENT, Authority.URA


def debt(principal_cents: int, *, number: int = 1, due: date = date(2026, 10, 1)) -> OpenDebt:
    return open_debt(
        DebtId(number),
        contract=f"C{number}",
        description="",
        principal_cents=principal_cents,
        due_date=due,
        today=TUESDAY,
        policy=POLICY.charges,
    )


def test_the_menu_gives_half_of_the_row_and_six_payments_at_most() -> None:
    full, three, six = build_offers([debt(100_000), debt(50_001, number=2)], POLICY, URA, TUESDAY)
    assert [len(offer.installments) for offer in (full, three, six)] == [1, 3, 6]
    assert set(full.debt_ids) == {1, 2}
    # Half of the charges (3 800 and 1 900), and of 5 % of the principals where all is paid at once.
    assert (six.discount_cents, full.discount_cents) == (2_850, 2_850 + 3_750)
    assert full.total_cents == full.principal_cents + full.charges_cents - full.discount_cents
    assert three.installments[0].amount_cents - three.installments[1].amount_cents in (0, 1)


def test_the_discount_makes_payments_smaller_and_so_their_number() -> None:
    terms = Terms(instalments_off=5_000, max_instalments=10, min_instalment_cents=10_000)
    policy = replace(POLICY, bands=(Band(first_day=1, last_day=None, terms=terms),))
    longest = max(build_offers([debt(100_000)], policy, SUPERVISOR, TUESDAY), key=lambda one: len(one.installments))
    # 1,038.00 would bear ten payments of 100.00; the 538.00 left after the discount bear five.
    assert (longest.total_cents, len(longest.installments)) == (53_800, 5)
    assert min(one.amount_cents for one in longest.installments) >= 10_000


def test_a_supervisor_gives_the_whole_row_and_an_agent_a_part_of_it() -> None:
    cash, middle, long = build_offers([debt(100_000)], POLICY, SUPERVISOR, TUESDAY)
    assert (cash.total_cents, cash.discount_cents) == (95_000, 8_800)
    assert [len(offer.installments) for offer in (middle, long)] == [3, 6]
    assert long.total_cents == 100_000
    by_agent = build_offers([debt(100_000)], POLICY, AGENT, TUESDAY)[0]
    assert by_agent.discount_cents == 7_040
    assert discount_share(by_agent) == 678


def test_each_offer_says_why_it_is_made() -> None:
    cash, middle, long = build_offers([debt(100_000)], POLICY, SUPERVISOR, TUESDAY)
    assert cash.reasons == (OfferReason.LOWEST_TOTAL,)
    assert middle.reasons == ()
    assert long.reasons == (OfferReason.SMALLEST_PAYMENT,)
    assert (cash.disposition, long.disposition) == (Disposition.ACORDO_A_VISTA, Disposition.ACORDO_PARCELADO)
    assert long.kind is OfferKind.INSTALMENTS


def test_what_fits_the_month_comes_first() -> None:
    offers = build_offers([debt(100_000)], POLICY, SUPERVISOR, TUESDAY, profile=DebtorProfile(capacity_cents=17_000))
    assert [len(offer.installments) for offer in offers] == [6, 3, 1]
    assert OfferReason.FITS_CAPACITY in offers[0].reasons
    assert OfferReason.FITS_CAPACITY not in offers[1].reasons
    offers = build_offers([debt(100_000)], POLICY, SUPERVISOR, TUESDAY, profile=DebtorProfile(capacity_cents=51_000))
    assert [len(offer.installments) for offer in offers] == [2, 6, 1]


def test_the_first_payment_brings_the_entrada() -> None:
    old = debt(100_000, due=TUESDAY - timedelta(days=200))
    long = build_offers([old], POLICY, SUPERVISOR, TUESDAY)[-1]
    assert len(long.installments) == 12
    assert long.installments[0].amount_cents == 20_000
    assert long.total_cents == 100_000


def test_interest_of_instalments_is_stated_with_its_cet() -> None:
    priced = replace(POLICY, monthly_rate=100)
    cash, _, long = build_offers([debt(100_000)], priced, SUPERVISOR, TUESDAY)
    assert (cash.monthly_rate, cash.interest_cents, cash.cet()) == (0, 0, 0)
    assert long.monthly_rate == 100
    assert long.interest_cents == long.total_cents - long.settled_cents > 0
    assert 1_100 < long.cet() < 1_270
    assert long.correction_cents == 0
    assert long.multa_cents + long.juros_cents == long.charges_cents


def test_with_interest_and_without_entrada_the_first_payment_is_a_month_away() -> None:
    priced = replace(POLICY, monthly_rate=100)
    fresh = debt(100_000, due=TUESDAY - timedelta(days=10))
    long = build_offers([fresh], priced, SUPERVISOR, TUESDAY)[-1]
    assert long.installments[0].due_date == date(2026, 12, 24)
    assert long.installments[0].amount_cents != long.installments[1].amount_cents or long.interest_cents


def test_due_dates_avoid_weekends_and_the_holidays_given() -> None:
    full, *_ = build_offers([debt(100_000)], POLICY, URA, TUESDAY, holidays={FRIDAY})
    assert full.installments[0].due_date == date(2026, 11, 30)
    _, three, _ = build_offers([debt(100_000)], POLICY, URA, TUESDAY)
    assert [one.due_date for one in three.installments] == [FRIDAY, date(2026, 12, 28), date(2027, 1, 27)]


def test_instalments_too_small_are_not_offered() -> None:
    offers = build_offers([debt(1_500)], POLICY, SUPERVISOR, TUESDAY)
    assert [offer.kind for offer in offers] == [OfferKind.IN_FULL]
    assert offers[0].reasons == ()


def test_a_debt_that_is_not_late_is_only_to_be_paid() -> None:
    assert band_of(POLICY, 0) is None
    (only,) = build_offers([debt(100_000, due=TUESDAY)], POLICY, SUPERVISOR, TUESDAY)
    assert only.total_cents == 100_000
    terms = granted_terms(POLICY, URA, 0, profile=DebtorProfile(), owed_cents=1, today=TUESDAY).terms
    assert terms is NO_TERMS


def test_nothing_owed_or_all_of_it_time_barred_gives_no_offer() -> None:
    assert build_offers([], POLICY, SUPERVISOR, TUESDAY) == ()
    assert build_offers([debt(100_000, due=date(2021, 1, 1))], POLICY, SUPERVISOR, TUESDAY) == ()


def test_a_good_payer_who_spends_much_gets_the_better_of_two_rows() -> None:
    good = DebtorProfile(ltv_cents=1_000_000, good_payer=True)
    cash, *_ = build_offers([debt(30_000)], POLICY, SUPERVISOR, TUESDAY, profile=good)
    assert cash.total_cents == 25_500
    assert OfferReason.BETTER_ROW in cash.reasons
    bad = build_offers([debt(30_000)], POLICY, SUPERVISOR, TUESDAY, profile=replace(good, good_payer=False))[0]
    poor = build_offers([debt(30_000)], POLICY, SUPERVISOR, TUESDAY, profile=replace(good, ltv_cents=600_000))[0]
    without = build_offers([debt(30_000)], replace(POLICY, ltv=None), SUPERVISOR, TUESDAY, profile=good)[0]
    assert bad.total_cents == poor.total_cents == without.total_cents == 28_500
    oldest = debt(30_000, due=date(2025, 1, 2))
    assert OfferReason.BETTER_ROW not in build_offers([oldest], POLICY, SUPERVISOR, TUESDAY, profile=good)[0].reasons


def test_a_campaign_adds_to_the_row_until_its_last_day() -> None:
    boost = Boost(name="Semana", since=TUESDAY, until=TUESDAY, cash_off=1_000, charges_off=9_999, max_instalments=6)
    boosted = replace(POLICY, boosts=(boost,))
    cash, *_, long = build_offers([debt(100_000)], boosted, SUPERVISOR, TUESDAY)
    assert cash.total_cents == 85_000
    assert cash.boosts == ("Semana",)
    assert OfferReason.CAMPAIGN in cash.reasons
    assert len(long.installments) == 12
    over = replace(POLICY, boosts=(replace(boost, until=TUESDAY - timedelta(days=1), since=date(2026, 1, 1)),))
    assert build_offers([debt(100_000)], over, SUPERVISOR, TUESDAY)[0].total_cents == 95_000


def test_however_large_the_discount_a_cent_is_left_to_pay() -> None:
    free = replace(POLICY, bands=(Band(first_day=1, last_day=None, terms=Terms(charges_off=10_000, cash_off=10_000)),))
    (only,) = build_offers([debt(100_000), debt(7, number=2)], free, SUPERVISOR, TUESDAY)
    assert only.total_cents == 1


def test_the_channel_may_speak_of_fewer_payments_than_the_policy_allows() -> None:
    offers = build_offers([debt(100_000)], POLICY, SUPERVISOR, TUESDAY, longest=2)
    assert [len(offer.installments) for offer in offers] == [1, 2]


def test_a_discount_beyond_its_ceilings_is_refused() -> None:
    (offer, *_) = build_offers([debt(100_000)], POLICY, URA, TUESDAY)
    with pytest.raises(ValueError, match="ceilings"):
        spread_discount(offer.bills, (10,), 11)
    assert spread_discount(offer.bills, (0,), 0) == offer.bills


PERCENT = st.integers(0, 10_000)
TERMS = st.builds(
    Terms,
    charges_off=PERCENT,
    cash_off=PERCENT,
    instalments_off=PERCENT,
    max_instalments=st.integers(1, 24),
    min_instalment_cents=st.integers(0, 20_000),
    entrada=st.integers(0, 5_000),
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    ends = sorted(draw(st.sets(st.integers(1, 900), min_size=1, max_size=4)))
    starts = [1, *[end + 1 for end in ends]]
    bands = tuple(
        Band(first_day=first, last_day=last, terms=draw(TERMS))
        for first, last in zip(starts, [*ends, None], strict=True)
    )
    share = draw(PERCENT)
    limits = AuthorityLimits(share=share, max_instalments=draw(st.integers(1, 24)))
    return replace(
        POLICY,
        bands=bands,
        monthly_rate=draw(st.integers(0, 100)),
        authorities=dict.fromkeys(Authority, limits),
        boosts=(),
    )


DEBTS = st.lists(st.tuples(st.integers(1, 5_000_000), st.integers(-20, 2_400)), min_size=1, max_size=4)


@settings(max_examples=300, deadline=None)
@given(policies(), DEBTS, st.sampled_from(Authority), st.none() | st.integers(1, 200_000))
def test_no_offer_exceeds_the_authority_or_the_law_and_every_one_adds_up(policy, owed, authority, capacity) -> None:
    debts = [
        debt(principal, number=number, due=TUESDAY - timedelta(days=late))
        for number, (principal, late) in enumerate(owed, start=1)
    ]
    offers = build_offers(debts, policy, authority, TUESDAY, profile=DebtorProfile(capacity_cents=capacity))
    assert len(offers) <= 3
    counts = sorted(len(offer.installments) for offer in offers)
    assert all(larger >= 2 * smaller for smaller, larger in itertools.pairwise(counts))
    by_id = {one.debt_id: one for one in debts}
    limits = policy.authorities[authority]
    for offer in offers:
        payments = len(offer.installments)
        assert payments <= limits.max_instalments
        assert offer.total_cents == sum(one.amount_cents for one in offer.installments)
        assert offer.total_cents == (
            offer.principal_cents + offer.charges_cents - offer.discount_cents + offer.interest_cents
        )
        assert offer.interest_cents >= 0
        assert [one.number for one in offer.installments] == list(range(1, payments + 1))
        for bill in offer.bills:
            charges = by_id[bill.debt_id].charges
            assert not is_time_barred(by_id[bill.debt_id].due_date, today=TUESDAY)
            assert charges.multa_cents * 100 <= charges.principal_cents * 2 + 50
            index = band_of(policy, charges.days_late)
            terms = NO_TERMS if index is None else policy.bands[index].terms
            off = terms.cash_off if payments == 1 else terms.instalments_off
            ceiling = charges.added_cents * terms.charges_off + charges.principal_cents * off
            assert 0 <= bill.charges.discount_cents * 10_000**2 <= ceiling * limits.share
        if payments > 1:
            oldest = min(offer.bills, key=lambda bill: by_id[bill.debt_id].due_date)
            terms = policy.bands[band_of(policy, oldest.charges.days_late) or 0].terms
            assert payments <= terms.max_instalments
            assert min(one.amount_cents for one in offer.installments) >= terms.min_instalment_cents
            entrada = (2 * offer.settled_cents * terms.entrada + 10_000) // 20_000
            assert offer.installments[0].amount_cents >= entrada
