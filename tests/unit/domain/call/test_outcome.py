"""Every combination of facts has one outcome; what the menu committed outranks how the call ended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass, HangupCause
from domain.call.outcome import AttemptFacts, MenuReport, decide_outcome

MENUS = st.builds(
    MenuReport,
    pressed_keys=st.booleans(),
    identity_confirmed=st.booleans(),
    disposition=st.none() | st.sampled_from(Disposition),
)
FACTS = st.builds(
    AttemptFacts,
    dialed=st.booleans(),
    answered=st.booleans(),
    hangup_cause=st.integers(0, 127),
    menu=st.none() | MENUS,
    asked_for_person=st.booleans(),
    bridged=st.booleans(),
    lost_track=st.booleans(),
)


def answered(menu: MenuReport | None = None, **facts: bool) -> Disposition:
    known = AttemptFacts(dialed=True, answered=True, hangup_cause=HangupCause.NORMAL, menu=menu, **facts)
    return decide_outcome(known).disposition


def left(*, keys: bool, identity: bool, disposition: Disposition | None = None) -> MenuReport:
    return MenuReport(pressed_keys=keys, identity_confirmed=identity, disposition=disposition)


@pytest.mark.parametrize(
    ("cause", "disposition"),
    [
        (HangupCause.UNALLOCATED, Disposition.INEXISTENTE),
        (HangupCause.INVALID_NUMBER, Disposition.INEXISTENTE),
        (HangupCause.BUSY, Disposition.OCUPADO),
        (HangupCause.NO_ANSWER, Disposition.NAO_ATENDE),
        (HangupCause.DESTINATION_OUT_OF_ORDER, Disposition.FORA_DE_AREA),
        (HangupCause.CONGESTION, Disposition.CONGESTIONAMENTO),
        (99, Disposition.FALHA_TECNICA),
    ],
)
def test_an_unanswered_call_ends_as_the_network_says(cause, disposition):
    outcome = decide_outcome(AttemptFacts(dialed=True, answered=False, hangup_cause=cause))
    assert (outcome.disposition, outcome.answer_class) == (disposition, None)


def test_a_call_never_ordered_is_not_dialled_whatever_else_is_said():
    facts = AttemptFacts(dialed=False, answered=True, hangup_cause=HangupCause.BUSY, bridged=True)
    assert decide_outcome(facts).disposition is Disposition.NAO_DISCADO


def test_a_call_let_go_before_an_answer_is_cancelled_whatever_cause_the_network_gives():
    for cause in (0, HangupCause.NORMAL, HangupCause.INTERWORKING):
        facts = AttemptFacts(dialed=True, answered=False, hangup_cause=cause, cancelled=True)
        assert decide_outcome(facts).disposition is Disposition.CANCELADA
    lost = AttemptFacts(dialed=True, answered=False, hangup_cause=0, cancelled=True, lost_track=True)
    assert decide_outcome(lost).disposition is Disposition.FALHA_TECNICA
    late = AttemptFacts(dialed=True, answered=True, hangup_cause=16, cancelled=True, asked_for_person=True)
    assert decide_outcome(late).disposition is Disposition.ABANDONO, "answered while the order was on its way"


def test_an_unanswered_call_that_was_lost_sight_of_is_a_failure_of_the_house():
    facts = AttemptFacts(dialed=True, answered=False, hangup_cause=HangupCause.BUSY, lost_track=True)
    assert decide_outcome(facts).disposition is Disposition.FALHA_TECNICA


def test_what_the_menu_committed_outranks_a_lost_track():
    agreed = left(keys=True, identity=True, disposition=Disposition.ACORDO_A_VISTA)
    assert answered(agreed, lost_track=True, asked_for_person=True) is Disposition.ACORDO_A_VISTA


def test_who_talked_with_an_agent_waits_for_the_agents_word():
    assert answered(left(keys=True, identity=True), bridged=True, asked_for_person=True) is Disposition.TRANSBORDO


def test_who_asked_for_a_person_and_found_nobody_was_abandoned():
    assert answered(left(keys=True, identity=True), asked_for_person=True) is Disposition.ABANDONO


@pytest.mark.parametrize(
    ("menu", "disposition"),
    [
        (left(keys=True, identity=True), Disposition.DESLIGOU),
        (left(keys=True, identity=False), Disposition.DESLIGOU_ANTES),
        (left(keys=False, identity=False), Disposition.MUDO),
        (None, Disposition.FALHA_TECNICA),
    ],
)
def test_who_left_without_a_choice_is_told_by_how_far_they_came(menu, disposition):
    assert answered(menu) is disposition


def test_a_menu_lost_sight_of_without_a_verdict_is_a_failure_of_the_house():
    assert answered(left(keys=True, identity=True), lost_track=True) is Disposition.FALHA_TECNICA


@given(FACTS)
def test_an_answer_has_a_class_and_its_absence_has_none(facts):
    outcome = decide_outcome(facts)
    assert (outcome.answer_class is None) == (not facts.dialed or not facts.answered)


@given(FACTS)
def test_only_a_key_or_a_talk_makes_a_human(facts):
    outcome = decide_outcome(facts)
    heard = facts.bridged or (facts.menu is not None and facts.menu.pressed_keys)
    if outcome.answer_class is AnswerClass.HUMAN:
        assert heard
