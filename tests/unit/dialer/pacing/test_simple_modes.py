"""Preview, progressive and power: what they place for free agents, and how they say so."""

from dialer.pacing import Pacer, PacingPolicy, create_pacer
from domain.pacing.decision import PacingDecision, Reason
from domain.pacing.words import say_decision


def why(pacer: Pacer) -> PacingDecision:
    decision = pacer.explain()
    assert decision is not None
    return decision


def test_progressive_dials_one_call_per_free_agent() -> None:
    pacer = create_pacer("progressive")
    assert pacer.calls_to_place(0, 5, 3, 1, 2) == 3
    assert pacer.calls_to_place(1, 2, 3, 1, 5) == 0
    assert why(pacer).reason is Reason.NOBODY_FREE


def test_progressive_keeps_an_agent_for_who_waits_and_counts_on_nobody_who_leaves() -> None:
    pacer = create_pacer("progressive")
    pacer.on_event(0, "answer_human", call=1)
    assert pacer.calls_to_place(1, 3, 0, 0, 0) == 2
    assert pacer.calls_to_place(1, 3, 0, 0, 0, agents_leaving=1) == 1
    pacer.on_event(1, "connect", call=1, agent=1)
    assert pacer.calls_to_place(1, 3, 0, 0, 0) == 3


def test_people_waiting_as_told_outweigh_the_events() -> None:
    pacer = create_pacer("progressive")
    for call in range(3):
        pacer.on_event(0, "answer_human", call=call)
    assert pacer.calls_to_place(1, 3, 0, 0, 0, people_waiting=1) == 2
    assert pacer.calls_to_place(1, 3, 0, 0, 0, people_waiting=2) == 1


def test_who_waits_for_minutes_was_lost_unheard() -> None:
    pacer = create_pacer("progressive")
    pacer.on_event(0, "answer_human", call=1)
    assert pacer.calls_to_place(119, 1, 0, 0, 0) == 0
    assert pacer.calls_to_place(121, 1, 0, 0, 0) == 1


def test_power_dials_its_lines_per_free_agent() -> None:
    pacer = create_pacer("power", policy=PacingPolicy(lines_per_agent=1.1))
    assert pacer.calls_to_place(0, 10, 0, 0, 0) == 11
    assert pacer.calls_to_place(0, 10, 0, 0, 4) == 7
    assert say_decision(why(pacer)) == "10 agentes livres: discando 7"


def test_power_is_stopped_by_abandonment() -> None:
    pacer = create_pacer("power", policy=PacingPolicy(lines_per_agent=3))
    assert pacer.calls_to_place(0, 4, 0, 0, 1, overdial=False) == 3
    assert why(pacer).reason is Reason.ABANDONMENT_STOP
    assert pacer.calls_to_place(0, 0, 0, 0, 0, overdial=False) == 0
    assert why(pacer).reason is Reason.NO_AGENTS


def test_power_without_a_target_dials_one_call_per_free_agent() -> None:
    pacer = create_pacer("power", policy=PacingPolicy(lines_per_agent=3, abandonment_target=0))
    assert pacer.calls_to_place(0, 4, 0, 0, 1) == 3
    pacer.start({"target": 0.03})
    assert pacer.calls_to_place(0, 4, 0, 0, 1) == 11


def test_preview_dials_what_agents_asked_for() -> None:
    pacer = create_pacer("preview")
    assert pacer.calls_to_place(0, 4, 0, 0, 0) == 0
    assert why(pacer).reason is Reason.NOTHING_ASKED
    assert pacer.calls_to_place(0, 4, 0, 0, 0, previews_accepted=2) == 2
    assert pacer.calls_to_place(0, 1, 0, 0, 0, previews_accepted=2) == 1
    assert why(pacer).reason is Reason.DIALING
