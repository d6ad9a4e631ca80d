"""What the menu notes is shown in words, in both languages."""

import re
from pathlib import Path

import pytest

from ivr_flows.asking import Lapse
from ivr_flows.check import all_ways
from ivr_flows.inbound import inbound_plan
from ivr_flows.outbound import outbound_plan
from ivr_flows.plan import Ask, Commit, HearOut
from ivr_flows.settings import FlowSettings
from ivr_flows.waiting import waiting_plan

ROOT = Path(__file__).parents[3]
PLANS = [outbound_plan(FlowSettings(comment=True, voicemail=True)), inbound_plan(), waiting_plan()]
NOTED = {word for plan in PLANS for go in all_ways(plan) for word in go.note or ()}
WAITING = {name for plan in PLANS for name, step in plan.steps.items() if isinstance(step, Ask | Commit | HearOut)}
OTHERWISE = {"hung_up", "time_is_up", "technical_problem", *Lapse}


@pytest.mark.parametrize("language", ["pt", "en"])
def test_every_step_and_result_that_the_menu_notes_has_its_words(language):
    words = (ROOT / f"web/src/text/{language}/menu.ts").read_text(encoding="utf-8")
    known = set(re.findall(r"^    (\w+):", words, flags=re.MULTILINE))
    assert NOTED
    assert known >= NOTED | WAITING | OTHERWISE
