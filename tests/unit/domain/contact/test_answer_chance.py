"""The chance that somebody answers: calibrated on a town that behaves as it does, and explained level by level."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from domain.call.disposition import Disposition
from domain.contact.answer_chance import PRIOR_CHANCE, AnswerModel, answered, chances_of, context_of
from domain.contact.facts import PhoneFacts
from domain.contact.phone_ranking import Evidence, Try
from domain.ids import PhoneId

TEN = datetime(2026, 11, 24, 13, tzinfo=UTC)  # Tuesday, 10:00 in Brasília
SP, AC = "+5511987654321", "+5568987654321"
PHONE = PhoneId(1)


def tried(days_ago: int, disposition: Disposition, *, hours: int = 0) -> Try:
    return Try(phone_id=PHONE, at=TEN - timedelta(days=days_ago, hours=hours), disposition=disposition)


def test_the_context_is_of_the_numbers_own_place_and_past() -> None:
    tries = [
        tried(3, Disposition.NAO_ATENDE),
        tried(1, Disposition.ACORDO_A_VISTA, hours=6),
        tried(2, Disposition.FALHA_TECNICA),
    ]
    context = context_of(PHONE, SP, tries, at=TEN)
    assert (context.hour, context.weekend, context.uf) == (10, False, "SP")
    assert (context.tries, context.last) == (2, Evidence.RIGHT_PARTY)
    assert (context.number_calls, context.number_answered, context.hour_calls, context.hour_answered) == (2, 1, 1, 0)
    fresh = context_of(PHONE, AC, [], at=TEN + timedelta(days=4))
    assert (fresh.hour, fresh.weekend, fresh.uf, fresh.last) == (8, True, "AC", None)
    assert context_of(PHONE, "+5500", [], at=TEN).uf == ""


@pytest.mark.parametrize(
    ("disposition", "expected"),
    [(None, None), (Disposition.FALHA_TECNICA, None), (Disposition.NAO_ATENDE, False), (Disposition.MUDO, True)],
)
def test_only_outcomes_that_tell_count(disposition: Disposition | None, expected: object) -> None:
    assert answered(disposition) is expected


def test_without_calls_the_prior_is_all_there_is() -> None:
    steps = AnswerModel().explain(context_of(PHONE, SP, [], at=TEN))
    assert [step.level for step in steps] == ["all", "hour", "place", "history", "number", "number_hour"]
    assert all(step.chance == PRIOR_CHANCE for step in steps)


def test_a_number_that_answers_at_this_hour_is_likelier_and_one_that_never_does_is_not() -> None:
    model = AnswerModel()
    fresh = model.chance(context_of(PHONE, SP, [], at=TEN))
    good = model.chance(context_of(PHONE, SP, [tried(day, Disposition.PROMESSA) for day in range(1, 5)], at=TEN))
    bad = model.chance(context_of(PHONE, SP, [tried(day, Disposition.NAO_ATENDE) for day in range(1, 5)], at=TEN))
    evening = model.chance(
        context_of(PHONE, SP, [tried(day, Disposition.PROMESSA, hours=-8) for day in range(1, 5)], at=TEN)
    )
    assert bad < fresh < evening < good


def test_it_is_calibrated_on_a_town_with_habits() -> None:
    rng = random.Random(7)
    model = AnswerModel()
    bins: dict[int, list[tuple[float, bool]]] = {}
    pasts: dict[int, list[Try]] = {}
    for call in range(12_000):
        phone = rng.randrange(3000)
        likes_evening = phone % 2 == 0
        at = TEN + timedelta(days=call // 150, hours=rng.choice((0, 8)))
        evening = at.hour > 18
        chance = (0.45 if evening == likes_evening else 0.12) * (0.3 if phone % 5 == 0 else 1.0)
        context = context_of(PhoneId(phone), SP, pasts.get(phone, []), at=at)
        said, came = model.chance(context), rng.random() < chance
        if call > 6000:
            bins.setdefault(int(said * 10), []).append((said, came))
        model.learn_history([(context, came)])
        outcome = Disposition.MUDO if came else Disposition.NAO_ATENDE
        pasts.setdefault(phone, []).append(Try(phone_id=PhoneId(phone), at=at, disposition=outcome))
    total = sum(len(found) for found in bins.values())
    error = sum(abs(sum(s for s, _ in one) - sum(c for _, c in one)) for one in bins.values()) / total
    assert error < 0.03, "expected calibration error"
    assert len([1 for found in bins.values() if len(found) > 100]) >= 3, "it tells people apart"


def test_of_several_numbers_each_has_its_own_chance() -> None:
    one, other = (PhoneFacts(phone_id=PhoneId(n), number=SP, rank=n) for n in (1, 2))
    silent = [tried(day, Disposition.NAO_ATENDE) for day in range(1, 5)]
    chances = chances_of(AnswerModel(), [one, other], {PHONE: silent}, at=TEN)
    assert chances[PhoneId(1)] < chances[PhoneId(2)] == PRIOR_CHANCE
