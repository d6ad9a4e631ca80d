from datetime import UTC, datetime, timedelta

import pytest

from domain.call.disposition import Disposition
from domain.contact.facts import PastDial, PhoneFacts
from domain.contact.phone_ranking import Evidence, Try, evidence_of, rank_phones
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
