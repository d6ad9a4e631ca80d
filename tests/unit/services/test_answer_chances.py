"""Past calls lived again: each forecast from what was known when it began, and learned when it ended."""

from datetime import UTC, datetime, timedelta

from domain.call.disposition import Disposition
from domain.contact.answer_chance import PRIOR_CHANCE
from domain.ids import PhoneId
from services.answer_chances import replay_forecasts
from services.ports.repositories.leads import PastCall

TEN = datetime(2026, 11, 24, 13, tzinfo=UTC)


def call(minute: float, disposition: Disposition | None, *, lasts: float = 0.5, phone: int = 1) -> PastCall:
    at = TEN + timedelta(minutes=minute)
    return PastCall(
        phone_id=PhoneId(phone),
        number=f"+551198765432{phone}",
        at=at,
        closed_at=at + timedelta(minutes=lasts),
        disposition=disposition,
    )


def test_the_first_call_is_forecast_by_the_prior_and_the_next_from_it() -> None:
    found = replay_forecasts([call(0, Disposition.MUDO), call(5, Disposition.NAO_ATENDE)])
    first, second = found.learned
    assert (first.chance, first.came) == (PRIOR_CHANCE, True)
    assert second.chance > PRIOR_CHANCE
    assert second.came is False
    assert found.one_rate[1].chance == (8 * PRIOR_CHANCE + 1) / 9


def test_a_call_that_still_went_on_taught_nothing_to_one_begun_meanwhile() -> None:
    long, meanwhile = call(0, Disposition.MUDO, lasts=10), call(5, Disposition.NAO_ATENDE, phone=2)
    found = replay_forecasts([meanwhile, long])
    assert [one.chance for one in found.learned] == [PRIOR_CHANCE, PRIOR_CHANCE]
    assert [one.came for one in found.learned] == [True, False]


def test_outcomes_that_tell_nothing_are_neither_forecast_nor_learned() -> None:
    calls = [call(0, Disposition.FALHA_TECNICA), call(1, None), call(2, Disposition.NAO_DISCADO, lasts=0)]
    assert replay_forecasts(calls).learned == []
    (only,) = replay_forecasts([*calls, call(3, Disposition.MUDO)]).learned
    assert only.chance == PRIOR_CHANCE


def test_a_call_that_ended_as_it_began_is_forecast_before_it_is_learned() -> None:
    found = replay_forecasts([call(0, Disposition.INEXISTENTE, lasts=0), call(1, Disposition.MUDO)])
    assert found.learned[0].chance == PRIOR_CHANCE
    assert found.learned[1].chance < PRIOR_CHANCE
