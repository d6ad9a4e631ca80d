"""A word on the call after the marks: asked for where a portfolio wants it, heard out, and never in anybody's way."""

import pytest

from ivr_flows.check import plan_problems
from ivr_flows.contract import Hear, HeardOut, HungUp, Key, ServiceDone
from ivr_flows.hearing import Hearing
from ivr_flows.outbound import outbound_plan
from ivr_flows.settings import FlowSettings
from services.ports.voice import CallEnded, Heard
from tests.support.aio import run
from tests.support.menu import Walk, results

PLAN = outbound_plan(FlowSettings(comment=True))
VOICE, NOBODY = Heard(voice=True), Heard(voice=False, silent_seconds=0.9)
HEAR = Hear(most_seconds=30.0, silence_seconds=2.5, start_seconds=4.0)


def after_marks(**options: bool) -> Walk:
    plan = outbound_plan(FlowSettings(**options))  # type: ignore[arg-type]
    walk = Walk(plan=plan).start().keys("10503929").keys("4#1").feed(ServiceDone("261124123456"))
    return walk.keys("4").feed(ServiceDone())


def test_the_plan_can_be_run() -> None:
    assert plan_problems(PLAN) == []


def test_nobody_is_asked_for_a_word_unless_the_portfolio_wants_it() -> None:
    assert after_marks().last_said == "Obrigada pela avaliação. Obrigada pela atenção. Até logo."


def test_who_gave_marks_is_told_that_the_comment_is_recorded_and_how_to_end_it() -> None:
    walk = after_marks(comment=True)
    assert walk.last_said.startswith("Obrigada pela avaliação. Se quiser,")
    assert "fica gravado" in walk.last_said
    assert "tecle jogo da velha ou desligue" in walk.last_said
    (hear,) = walk.listen().actions
    assert isinstance(hear, Hear)
    assert hear.most_seconds <= 30


def test_what_was_said_is_kept_with_its_place_and_thanked_for() -> None:
    walk = after_marks(comment=True).listen().feed(HeardOut(from_ms=61_000, until_ms=70_500))
    assert walk.talk.comment == (61_000, 70_500)
    assert results(walk.talk.steps)[-1] == ("comment", "spoken")
    assert walk.last_said == "Obrigada pela atenção. Até logo."


@pytest.mark.parametrize(
    "event", [HeardOut(from_ms=6, until_ms=6), HeardOut(from_ms=6, until_ms=6, ended_by="key"), Key("#")]
)
def test_who_says_nothing_or_presses_a_key_is_let_go(event: HeardOut | Key) -> None:
    walk = after_marks(comment=True)
    if isinstance(event, HeardOut):
        walk.listen()
    walk.feed(event)
    assert walk.talk.comment is None
    assert walk.last_said == "Obrigada pela atenção. Até logo."


def test_hanging_up_before_the_comment_is_a_hang_up_like_any_other() -> None:
    walk = after_marks(comment=True).feed(HungUp())
    assert results(walk.talk.steps)[-1] == ("comment", "hung_up")


class Line:
    """Moments of about a second each; the call ends where they do."""

    def __init__(self, *moments: Heard) -> None:
        self._moments = list(moments)
        self.now_ms = 10_000

    async def hear(self) -> Heard:
        if not self._moments:
            raise CallEnded
        moment = self._moments.pop(0)
        self.now_ms += 900 if not moment.voice else 1500
        return moment


def heard_on(*moments: Heard) -> HeardOut:
    line = Line(*moments)
    hearing = Hearing(line, HEAR, at_ms=lambda: line.now_ms)
    run(hearing.to_its_end())
    return hearing.heard


def test_three_quiet_moments_after_a_voice_end_it_and_are_no_part_of_it() -> None:
    assert heard_on(VOICE, VOICE, NOBODY, NOBODY, NOBODY) == HeardOut(from_ms=10_000, until_ms=13_000)


def test_a_breath_does_not_end_it() -> None:
    heard = heard_on(VOICE, NOBODY, NOBODY, VOICE, NOBODY, NOBODY, NOBODY)
    assert heard.until_ms == 10_000 + 1500 + 2 * 900 + 1500


def test_one_has_longer_to_begin_than_to_go_on() -> None:
    heard = heard_on(NOBODY, NOBODY, NOBODY, NOBODY, VOICE, NOBODY, NOBODY, NOBODY)
    assert heard.until_ms == 10_000 + 4 * 900 + 1500


def test_who_never_begins_said_nothing() -> None:
    heard = heard_on(NOBODY, NOBODY, NOBODY, NOBODY, NOBODY)
    assert heard.from_ms == heard.until_ms


def test_a_key_ends_it() -> None:
    heard = heard_on(VOICE, Heard(voice=True, key="#"))
    assert (heard.until_ms, heard.ended_by) == (13_000, "key")


def test_a_word_and_a_silence_within_one_moment_are_told_apart() -> None:
    word = Heard(voice=True, silent_seconds=0.9)
    assert heard_on(word, NOBODY, NOBODY).until_ms == 10_000 + 1500 - 900


def test_nobody_speaks_for_longer_than_the_limit() -> None:
    heard = heard_on(*[VOICE] * 40)
    assert 27_000 <= heard.until_ms - heard.from_ms <= 30_000
    assert heard.ended_by == "limit"


def test_what_was_said_up_to_a_hang_up_is_known() -> None:
    line = Line(VOICE, VOICE)
    hearing = Hearing(line, HEAR, at_ms=lambda: line.now_ms)
    with pytest.raises(CallEnded):
        run(hearing.to_its_end())
    assert hearing.heard == HeardOut(from_ms=10_000, until_ms=13_000, ended_by="hang_up")
