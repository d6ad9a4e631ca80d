"""Mistakes in a plan are found before a call is."""

import dataclasses

import pytest

from ivr_flows.check import plan_problems
from ivr_flows.draw import draw_plan
from ivr_flows.outbound import outbound_plan
from ivr_flows.plan import Ask, Choice, Decide, Digits, End, FlowPlan, Go, Step, Tell, prompt

BYE = Go("bye")
GOOD: dict[str, Step] = {
    "who": Ask(say=prompt("right_party_plain"), choices=(Choice("1", BYE),), repeat_key="0"),
    "bye": End(),
}


def plan(**steps: Step) -> FlowPlan:
    return FlowPlan(name="x", entry=Go("who"), steps=GOOD | steps, gave_up=BYE, failed=BYE, too_long=BYE)


def test_the_outbound_menu_has_no_mistake() -> None:
    assert plan_problems(outbound_plan()) == []


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ({"who": Ask(say=(), choices=(Choice("1", Go("nowhere")),))}, "não existe"),
        ({"lost": End()}, "ninguém chega"),
        ({"who": Ask(say=(), choices=(Choice("1", BYE), Choice("1", Go("who"))))}, "duas opções"),
        ({"who": Ask(say=(), choices=(Choice("0", BYE),), repeat_key="0")}, "repete e também escolhe"),
        ({"who": Ask(say=(), choices=(Choice("12", BYE),))}, "só há teclas"),
        ({"who": Ask(say=())}, "sem resposta possível"),
        ({"who": Ask(say=(), choices=(Choice("1", Go("who")),))}, "não se chega a um fim"),
        ({"who": Tell(say=(), then=Go("on")), "on": Decide(way=Go("who"))}, "sem perguntar nada"),
    ],
)
def test_a_mistake_is_told(steps: dict[str, Step], told: str) -> None:
    assert any(told in problem for problem in plan_problems(plan(**steps)))


def test_a_number_is_an_answer_too() -> None:
    assert plan_problems(plan(who=Ask(say=(), digits=Digits(BYE, most=4)))) == []


def test_the_drawing_tells_keys_and_ends() -> None:
    drawn = draw_plan(dataclasses.replace(plan(), name="y")).splitlines()
    assert drawn[0] == "stateDiagram-v2"
    assert "    who --> bye: 1" in drawn
    assert "    bye --> [*]" in drawn
