"""What an agent's outcome gives somebody to look at."""

import pytest

from domain.call.agent_disposition import AGENT_DISPOSITIONS
from domain.call.case import CAUSE_RULES, CaseKind, CaseStory, DelayCause, story_of
from domain.call.case_decision import DOUBTS
from domain.call.disposition import Disposition
from domain.call.disposition_rules import DISPOSITION_RULES, NextStep


@pytest.mark.parametrize("cause", CAUSE_RULES)
def test_an_agent_who_hears_a_cause_of_delay_opens_the_case_of_the_menu(cause: DelayCause) -> None:
    rule = CAUSE_RULES[cause]
    assert story_of(rule.disposition) == CaseStory(kind=rule.kind, reason=cause.value)


@pytest.mark.parametrize("disposition", Disposition)
def test_what_is_to_be_checked_or_answered_is_a_case_about_the_debts_and_nothing_else_is(
    disposition: Disposition,
) -> None:
    story, step = story_of(disposition), DISPOSITION_RULES[disposition].next_step
    expected = {NextStep.CHECK_PAYMENT: CaseKind.PAYMENT_CLAIM, NextStep.ANSWER_DISPUTE: CaseKind.DISPUTE}.get(step)
    assert (None if story is None or story.kind not in DOUBTS else story.kind) is expected
    assert story is None or disposition in AGENT_DISPOSITIONS
