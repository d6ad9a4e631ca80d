"""The dialers we measure against behave as they are described."""

from simulator.whatif.peers import AdaptiveLevel, SuccessRatio


def test_idle_agents_raise_the_level_up_to_its_cap() -> None:
    peer = AdaptiveLevel(most=2.0)
    placed = [peer.calls_to_place(t, 10, 0, 0, 0) for t in range(200)]
    assert placed[0] >= 10
    assert max(placed) == 20
    assert placed.count(0) > 100


def test_drops_over_the_limit_bring_the_level_down() -> None:
    peer = AdaptiveLevel(hard=True)
    for t in range(120):
        peer.calls_to_place(t, 10, 0, 0, 0)
    for call in range(60):
        peer.on_event(120, "dial", call=call)
        peer.on_event(120, "answer_human", call=call)
        peer.on_event(121, "abandon" if call < 10 else "connect", call=call)
    placed = [peer.calls_to_place(t, 10, 0, 0, 0) for t in range(121, 200)]
    assert placed[-20:].count(10) >= 5
    assert max(placed[-20:]) == 10


def test_more_than_half_of_a_minute_dropped_halves_the_level() -> None:
    peer = AdaptiveLevel(limit=1.0)
    for t in range(179):
        peer.calls_to_place(t, 10, 0, 0, 0)
    for call in range(30):
        peer.on_event(179, "dial", call=call)
        peer.on_event(179, "answer_human", call=call)
        peer.on_event(179, "abandon", call=call)
    placed = [peer.calls_to_place(t, 10, 0, 0, 0) for t in range(180, 190)]
    assert 0 < max(placed) <= 20


def test_waiting_people_are_not_dialled_for() -> None:
    peer = SuccessRatio()
    peer.on_event(0, "answer_human", call=1)
    assert peer.calls_to_place(0, 4, 0, 0, 1) == 2
    assert peer.calls_to_place(1, 4, 0, 0, 1) == 0
    peer.on_event(2, "connect", call=1)
    assert peer.calls_to_place(3, 4, 0, 0, 1) == 3


def test_a_low_success_rate_is_dialled_against_down_to_a_fifth() -> None:
    peer = SuccessRatio()
    for call in range(100):
        peer.on_event(call, "dial", call=call)
        peer.on_event(call, "answer_human" if call % 20 == 0 else "no_answer", call=call)
        if call % 20 == 0:
            peer.on_event(call, "connect", call=call)
    assert peer.calls_to_place(100, 2, 0, 0, 0) == 10
    assert peer.calls_to_place(3000, 2, 0, 0, 0) == 2
    assert peer.explain() is None


def test_only_talks_far_beyond_the_mean_count_as_about_to_finish() -> None:
    peer = SuccessRatio()
    for agent in range(10):
        peer.on_event(0, "agent_talk", agent=agent, call=agent)
        peer.on_event(60, "agent_wrap", agent=agent, call=agent)
    peer.on_event(60, "agent_talk", agent=1, call=99)
    assert peer.calls_to_place(200, 0, 1, 0, 0) == 0
    assert peer.calls_to_place(300, 0, 1, 0, 0) == 1
