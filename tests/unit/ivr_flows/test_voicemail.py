"""A line on which nobody acts: the message of a portfolio that leaves one, and nothing where it leaves none."""

from domain.call.disposition import Disposition
from ivr_flows.check import plan_problems
from ivr_flows.contract import Do, Hear, HeardOut, LeaveMessage, ServiceDone, ServiceFailed, Silence
from ivr_flows.outbound import outbound_plan
from ivr_flows.settings import FlowSettings
from sounds.manifest import DEBT_WORDS
from tests.support.menu import Walk, menu_context, results

PLAN = outbound_plan(FlowSettings(voicemail=True))
QUIET = HeardOut(from_ms=40_000, until_ms=40_000)


def unanswered(walk: Walk, times: int = 2) -> Walk:
    walk.start()
    for _ in range(times):
        walk.listen().feed(Silence())
    return walk


def silent(**context: object) -> Walk:
    return unanswered(Walk(menu_context(**context), plan=PLAN))  # type: ignore[arg-type]


def test_the_plan_can_be_run() -> None:
    assert plan_problems(PLAN) == []


def test_by_itself_the_menu_leaves_no_message() -> None:
    walk = unanswered(Walk(), times=3)
    assert walk.flow.step == "farewell"
    assert not any(isinstance(request, LeaveMessage) for request in walk.requests)


def test_the_end_of_the_greeting_is_waited_for_before_anything_is_said() -> None:
    walk = silent()
    assert isinstance(walk.actions[0], Hear)
    assert walk.feed(QUIET).actions == [Do(LeaveMessage())]


def test_the_message_tells_who_called_and_where_to_call_back_and_no_more() -> None:
    walk = silent().feed(QUIET).feed(ServiceDone(result="granted"))
    assert walk.last_said.startswith("Olá! Aqui é da Concilia Atendimento")
    assert "um um, três dois meia cinco, quatro três dois um" in walk.last_said
    assert not DEBT_WORDS.search(walk.last_said)
    for secret in ("Maria", "Loja Exemplo", "reais"):
        assert secret not in walk.last_said
    assert walk.talk.disposition is Disposition.MUDO
    assert results(walk.talk.steps)[-1] == ("voicemail", "message")


def test_who_got_one_this_week_gets_the_usual_goodbye() -> None:
    for answer in (ServiceDone(result="spent"), ServiceFailed()):
        walk = silent().feed(QUIET).feed(answer)
        assert "vamos ligar em outro momento" in walk.last_said
        assert walk.talk.disposition is Disposition.MUDO


def test_a_voice_that_goes_on_speaking_is_left_no_message() -> None:
    walk = silent().feed(HeardOut(from_ms=40_000, until_ms=52_000, ended_by="limit"))
    assert "vamos ligar em outro momento" in walk.last_said
    assert walk.requests == []


def test_who_presses_a_key_after_all_is_asked_again_and_is_no_machine() -> None:
    walk = silent().feed(HeardOut(from_ms=40_000, until_ms=40_000, ended_by="key"))
    assert walk.flow.step == "right_party"
    assert walk.talk.pressed_keys
    unanswered_again = walk.listen().feed(Silence()).listen().feed(Silence())
    assert unanswered_again.requests == []


def test_who_pressed_a_key_before_is_left_none() -> None:
    walk = Walk(plan=PLAN).start().keys("55")
    assert walk.flow.step == "farewell"
    assert walk.requests == []


def test_without_a_number_to_call_back_there_is_no_message() -> None:
    assert silent(callback_number="").flow.step == "farewell"
