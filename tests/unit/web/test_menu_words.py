"""What the menu notes is shown in words, in both languages."""

import re
from pathlib import Path

import pytest

from ivr_flows.questions import Lapse
from ivr_flows.steps import Step

ROOT = Path(__file__).parents[3]
NOTE = re.compile(r'_note\("(\w+)", "(\w+)"\)')
NOTED = NOTE.findall((ROOT / "ivr_flows/outbound.py").read_text(encoding="utf-8"))
UNSEEN = {Step.NOT_STARTED, Step.WORKING, Step.HANDING_OVER, Step.FAREWELL, Step.OVER}


@pytest.mark.parametrize("language", ["pt", "en"])
def test_every_step_and_result_that_the_menu_notes_has_its_words(language):
    words = (ROOT / f"web/src/text/{language}/menu.ts").read_text(encoding="utf-8")
    known = set(re.findall(r"^    (\w+):", words, flags=re.MULTILINE))
    assert NOTED
    noted = {word for pair in NOTED for word in pair} | {lapse.value for lapse in Lapse}
    assert noted | {step.value for step in Step if step not in UNSEEN} <= known
