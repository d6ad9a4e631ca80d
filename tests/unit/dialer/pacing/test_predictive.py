"""The predictive ways of dialing: what makes them place more or fewer calls, and what they tell of it."""

import pytest

from dialer.pacing import Pacer, PacingPolicy, create_pacer
from dialer.pacing.situation import Situation
from dialer.pacing.under_way import UnderWay
from domain.pacing.decision import PacingDecision, Reason
from domain.pacing.words import say_decision


def why(pacer: Pacer) -> PacingDecision:
    decision = pacer.explain()
    assert decision is not None
    return decision


def taught(mode: str, *, answered: float, policy: PacingPolicy | None = None, minutes: int = 4) -> Pacer:
    """A pacer that saw one call each second, twelve seconds to an answer, and never anybody lost."""
    pacer = create_pacer(mode, policy=policy)
    for second in range(60 * minutes):
        pacer.on_event(second, "dial", call=second)
        verdict, call = second - 12, second - 12
        if verdict < 0:
            continue
        hit = int(call * answered) != int((call + 1) * answered)
        if not hit:
            pacer.on_event(second, "no_answer", call=call)
        elif mode == "menu_first":
            pacer.on_event(second, "menu_enter", call=call)
            pacer.on_event(second, "menu_exit", call=call, reason="left")
        else:
            pacer.on_event(second, "answer_human", call=call)
            pacer.on_event(second, "connect", call=call, agent=0, wait=0.0)
        pacer.calls_to_place(second, 0, 1, 0, 12)
    for call in range(60 * minutes):
        pacer.on_event(60 * minutes, "no_answer", call=call)
    return pacer


def test_fewer_answers_make_it_dial_more() -> None:
    placed = [taught("predictive", answered=rate).calls_to_place(240, 6, 0, 0, 0) for rate in (0.1, 0.3, 0.9)]
    assert placed[0] > placed[1] > placed[2] >= 6


def test_a_stricter_target_makes_it_dial_less() -> None:
    placed = [
        taught("predictive", answered=0.2, policy=PacingPolicy(abandonment_target=target)).calls_to_place(
            240, 6, 0, 0, 0
        )
        for target in (0.005, 0.03, 0.1)
    ]
    assert 6 <= placed[0] < placed[1] < placed[2]


def test_it_says_what_it_decided_from() -> None:
    pacer = taught("predictive", answered=0.25)
    calls = pacer.calls_to_place(240, 3, 0, 0, 0)
    decision = why(pacer)
    assert decision.reason is Reason.DIALING
    assert decision.answer_rate == pytest.approx(0.25, abs=0.03)
    assert decision.agents_soon_free == 3
    assert decision.risk is not None
    assert decision.risk_limit is not None
    assert decision.risk > decision.risk_limit
    assert say_decision(decision).startswith("3 agentes livres em 1")
    assert say_decision(decision).endswith(f"atendem: discando {calls}")


def test_enough_calls_under_way_are_the_reason_to_wait() -> None:
    pacer = taught("predictive", answered=0.25)
    pacer.calls_to_place(240, 2, 0, 0, 60)
    decision = why(pacer)
    assert decision.reason is Reason.ENOUGH_UNDER_WAY
    assert decision.answers_expected is not None
    assert decision.answers_expected > 5


def test_agents_in_wrap_up_count_as_soon_free_as_those_before_them_were() -> None:
    pacer = create_pacer("predictive")
    for agent in range(40):
        pacer.on_event(0, "agent_talk", agent=agent, call=agent)
    for agent in range(40):
        pacer.on_event(50, "agent_wrap", agent=agent)
    for agent in range(32):
        pacer.on_event(55, "agent_ready", agent=agent)
    pacer.calls_to_place(55, 0, 0, 8, 0)
    soon = why(pacer).agents_soon_free
    assert soon is not None
    assert 4 < soon <= 8


def test_agents_who_leave_are_not_counted_on() -> None:
    pacer = taught("predictive", answered=0.25)
    staying = pacer.calls_to_place(240, 6, 0, 0, 0)
    assert pacer.calls_to_place(240, 6, 0, 0, 0, agents_leaving=3) < staying
    assert why(pacer).agents_leaving == 3


def test_answers_that_other_campaigns_expect_take_agents_away() -> None:
    pacer = taught("predictive", answered=0.25)
    alone = pacer.calls_to_place(240, 6, 0, 0, 0)
    assert pacer.calls_to_place(240, 6, 0, 0, 0, answers_elsewhere=2.5) < alone


def test_people_who_wait_take_agents_away() -> None:
    pacer = taught("predictive", answered=0.25)
    nobody = pacer.calls_to_place(240, 6, 0, 0, 0)
    assert pacer.calls_to_place(240, 6, 0, 0, 0, people_waiting=3) < nobody
    assert why(pacer).people_waiting == 3


def test_a_stop_of_abandonment_dials_one_call_per_free_agent() -> None:
    pacer = taught("predictive", answered=0.1)
    assert pacer.calls_to_place(240, 4, 0, 0, 1, overdial=False) == 3
    assert why(pacer).reason is Reason.ABANDONMENT_STOP


def test_numbers_that_answer_rarely_are_dialed_more_at_once() -> None:
    pacer = create_pacer("predictive")
    pacer.start({"hints": True})
    for call in range(200):
        pacer.on_event(call, "dial", call=call, hint=0.25)
        pacer.on_event(call + 0.9, "no_answer" if call % 4 else "answer_human", call=call)
        pacer.on_event(call + 0.9, "connect", call=call, agent=1, wait=0.0)
        pacer.calls_to_place(call + 0.9, 0, 1, 0, 0)
    likely = pacer.calls_to_place(201, 5, 0, 0, 0, next_hints=[0.9] * 64)
    assert pacer.calls_to_place(201, 5, 0, 0, 0, next_hints=[0.05] * 64) > 2 * likely


def test_behind_a_menu_only_who_asks_needs_an_agent() -> None:
    menu = taught("menu_first", answered=0.25)
    direct = taught("predictive", answered=0.25)
    assert menu.calls_to_place(240, 5, 0, 0, 0) > 2 * direct.calls_to_place(240, 5, 0, 0, 0)
    assert why(menu).request_rate is not None
    assert "destes pedem um agente" in say_decision(why(menu))


def test_people_in_the_menu_are_foresight() -> None:
    pacer = create_pacer("menu_first")
    for call in range(30):
        pacer.on_event(0, "dial", call=call)
        pacer.on_event(10, "menu_enter", call=call)
    pacer.calls_to_place(25, 2, 0, 0, 30)
    decision = why(pacer)
    assert decision.answers_expected is not None
    assert decision.answers_expected > 3
    assert decision.calls == 0


def test_a_request_whose_exit_was_missed_leaves_the_menu() -> None:
    pacer = create_pacer("menu_first")
    pacer.on_event(0, "dial", call="a")
    pacer.on_event(9, "menu_enter", call="a")
    pacer.on_event(25, "agent_request", call="a")
    pacer.calls_to_place(25, 0, 1, 0, 1)
    decision = why(pacer)
    assert decision.people_waiting == 1


def test_a_new_mode_or_promise_told_at_the_start_counts() -> None:
    pacer = taught("predictive", answered=0.25)
    direct = pacer.calls_to_place(240, 5, 0, 0, 0)
    pacer.start({"mode": "menu", "goal": "relaxed", "patience": 3.0})
    pacer.calls_to_place(240, 5, 0, 0, 0)
    assert why(pacer).mode == "menu_first"
    pacer.start({"mode": "direct", "target": 0.0})
    assert pacer.calls_to_place(240, 5, 0, 0, 0) == 5 < direct


def test_calls_unheard_of_are_believed_to_ring() -> None:
    pacer = taught("predictive", answered=0.25)
    before = pacer.calls_to_place(240, 6, 0, 0, 0)
    assert pacer.calls_to_place(240, 6, 0, 0, before) < before


def test_calls_beyond_the_count_are_forgotten_the_oldest_first() -> None:
    under_way = UnderWay()
    for call, since in (("stale", 0.0), ("menu", 60.0), ("fresh", 95.0)):
        times = under_way.menus if call == "menu" else under_way.ringing
        times.add(call, since)
    under_way.settle(Situation(0, 0, 0, ringing=2), 100.0)
    assert under_way.ringing.ages(100).tolist() == [5]
    under_way.settle(Situation(0, 0, 0, ringing=1), 100.0)
    assert len(under_way.menus) == 0
    under_way.settle(Situation(0, 0, 0, ringing=0), 100.0)
    assert len(under_way.ringing) == 0
