from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call.disposition import Disposition
from domain.contact.facts import PastDial, PhoneFacts
from domain.contact.phone_ranking import Evidence, Try, evidence_of, explain_ranking, rank_phones
from domain.ids import DebtorId, PhoneId

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
ONE, TWO, THREE = (PhoneFacts(phone_id=PhoneId(n), number=f"+551198765432{n}", rank=n) for n in (1, 2, 3))


def tried(phone: PhoneFacts, disposition: Disposition | None, *, days: int = 3, hours: int = 0) -> Try:
    return Try(phone_id=phone.phone_id, at=NOW - timedelta(days=days, hours=hours), disposition=disposition)


def order(*tries: Try, dials: tuple[PastDial, ...] = ()) -> list[int]:
    return [phone.phone_id for phone in rank_phones([ONE, TWO, THREE], tries, dials, now=NOW)]


@pytest.mark.parametrize(
    ("disposition", "evidence"),
    [
        (None, Evidence.UNKNOWN),
        (Disposition.NAO_ATENDE, Evidence.UNKNOWN),
        (Disposition.MUDO, Evidence.ANSWERED),
        (Disposition.PROMESSA, Evidence.RIGHT_PARTY),
        (Disposition.NAO_CONHECE, Evidence.BAD),
    ],
)
def test_what_an_outcome_shows_of_a_number(disposition: Disposition | None, evidence: Evidence) -> None:
    assert evidence_of(disposition) is evidence


def test_without_evidence_the_file_s_order_holds() -> None:
    assert order() == [1, 2, 3]


def test_where_the_debtor_spoke_comes_first_and_bad_numbers_last() -> None:
    assert order(
        tried(THREE, Disposition.DESLIGOU), tried(TWO, Disposition.MUDO), tried(ONE, Disposition.INEXISTENTE)
    ) == [3, 2, 1]


def test_a_number_that_proved_wrong_at_last_is_bad_whatever_it_was_before() -> None:
    assert order(tried(ONE, Disposition.DESLIGOU, days=9), tried(ONE, Disposition.NAO_CONHECE, days=1)) == [2, 3, 1]


def test_the_number_that_answers_at_this_hour_is_tried_now() -> None:
    evening, now = tried(ONE, Disposition.DESLIGOU, hours=5), tried(TWO, Disposition.DESLIGOU, hours=1)
    assert order(evening, now) == [2, 1, 3]


def test_numbers_that_showed_the_same_take_turns() -> None:
    dial = PastDial(debtor_id=DebtorId(1), number=ONE.number, at=NOW - timedelta(hours=5))
    assert order(dials=(dial, dial)) == [2, 3, 1]


def by_chance(chances: dict[int, float], *tries: Try, dials: tuple[PastDial, ...] = ()) -> list[int]:
    told = {PhoneId(phone): chance for phone, chance in chances.items()}
    return [phone.phone_id for phone in rank_phones([ONE, TWO, THREE], tries, dials, now=NOW, chances=told)]


def test_the_likelier_to_answer_goes_first_and_a_number_without_a_chance_last() -> None:
    assert by_chance({1: 0.1, 2: 0.4, 3: 0.2}) == [2, 3, 1]
    assert by_chance({1: 0.1, 3: 0.2}) == [3, 1, 2]


def test_a_likely_answer_by_somebody_else_is_worth_less_than_one_by_the_debtor() -> None:
    others, debtor = tried(ONE, Disposition.MUDO), tried(TWO, Disposition.DESLIGOU)
    assert by_chance({1: 0.4, 2: 0.35, 3: 0.4}, others, debtor) == [2, 3, 1]


def test_a_bad_number_stays_last_however_likely_it_answers() -> None:
    assert by_chance({1: 0.9, 2: 0.1, 3: 0.1}, tried(ONE, Disposition.NAO_CONHECE)) == [2, 3, 1]


def test_chances_that_hardly_differ_are_taken_in_turn() -> None:
    dial = PastDial(debtor_id=DebtorId(1), number=TWO.number, at=NOW - timedelta(hours=5))
    assert by_chance({1: 0.2, 2: 0.201, 3: 0.2}, dials=(dial,)) == [1, 3, 2]


def test_the_ranking_explains_itself() -> None:
    spoke, dead, others = Disposition.DESLIGOU, Disposition.INEXISTENTE, Disposition.MUDO
    seen = [tried(ONE, spoke, days=9), tried(ONE, dead), tried(TWO, others)]
    bad, good, fresh = (
        one
        for phone in (ONE, TWO, THREE)
        for one in explain_ranking(
            [ONE, TWO, THREE],
            seen,
            [PastDial(debtor_id=DebtorId(1), number=TWO.number, at=NOW - timedelta(days=3))],
            now=NOW,
            chances={phone.phone_id: 0.4},
        )
        if one.phone == phone
    )
    assert (bad.bad, bad.right_party, bad.best) == (True, 0.02, Evidence.RIGHT_PARTY)
    assert (good.bad, good.dialled, good.worth) == (False, 1, pytest.approx(0.4 * 0.35))
    assert (fresh.best, fresh.dialled, fresh.worth) == (Evidence.UNKNOWN, 0, pytest.approx(0.2))
    assert explain_ranking([ONE], [], [], now=NOW)[0].worth == 0


SEEN = st.tuples(st.sampled_from([ONE, TWO, THREE]), st.sampled_from(Disposition), st.integers(0, 80))


@given(
    st.permutations([1, 2, 3]),
    st.lists(st.floats(0, 1), min_size=3, max_size=3),
    st.lists(SEEN, max_size=8),
)
def test_every_number_keeps_a_place_whatever_was_seen_and_none_twice(
    order_: list[int], chances: list[float], seen: list[tuple[PhoneFacts, Disposition, int]]
) -> None:
    tries = [tried(phone, disposition, days=days) for phone, disposition, days in seen]
    told = {PhoneId(number): chance for number, chance in zip(order_, chances, strict=True)}
    ranked = explain_ranking([ONE, TWO, THREE], tries, [], now=NOW, chances=told)
    assert sorted(one.phone.phone_id for one in ranked) == [1, 2, 3]
    assert [one.bad for one in ranked] == sorted(one.bad for one in ranked)
    assert rank_phones([ONE, TWO, THREE], tries, [], now=NOW, chances=told) == [one.phone for one in ranked]
