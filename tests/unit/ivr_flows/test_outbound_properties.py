"""Whatever a caller, the line and the database do, the menu ends in order and keeps its secret."""

from collections import deque

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_flows.contract import (
    Do,
    Event,
    HangUp,
    HungUp,
    Key,
    Listen,
    PromptEnded,
    RequestPerson,
    Say,
    ServiceDone,
    ServiceFailed,
    Silence,
)
from sounds.manifest import DEBT_WORDS
from tests.support.menu import Walk, menu_context

KEYS = st.sampled_from("0123456789*#").map(Key)
EVENTS = st.one_of(KEYS, KEYS, KEYS, st.just(Silence()), st.just(PromptEnded()))
SENSIBLE = st.sampled_from(["1", "2", "3", "4", "9", "0", "*", "-", "0503", "10503", "105031", "1050311", "1050321"])
CONTEXTS = st.builds(
    menu_context,
    principals_cents=st.lists(st.integers(1, 10**7), max_size=3),
    birth_date=st.sampled_from([None, menu_context().call.birth_date]),
    name=st.sampled_from(["", "MARIA SILVA", "João"]),
)
LIMIT_EVENTS = 2_000


def answer(walk: Walk, script: deque[Event]) -> Event:
    """The next event, of a kind that the last action can bring about."""
    match walk.actions[-1]:
        case Do():
            return ServiceFailed() if script and script[0] == Silence() else ServiceDone("261124123456")
        case Listen():
            event = script.popleft() if script else Silence()
            return Silence() if isinstance(event, PromptEnded) else event
        case _:
            event = script.popleft() if script else PromptEnded()
            return PromptEnded() if isinstance(event, Silence) else event


@settings(max_examples=300, deadline=None)
@given(CONTEXTS, st.lists(EVENTS, max_size=60), SENSIBLE)
def test_every_call_ends_and_no_debt_is_named_before_identity(context, events, opening) -> None:
    walk = Walk(context).start()
    script = deque([Silence() if key == "-" else Key(key) for key in opening] + events)
    for _ in range(LIMIT_EVENTS):
        if not walk.talk.identity_confirmed:
            assert not DEBT_WORDS.search(" ".join(walk.said))
            assert "Loja Exemplo" not in " ".join(walk.said)
        if isinstance(walk.actions[-1], HangUp | RequestPerson):
            break
        walk.feed(answer(walk, script))
        assert walk.actions, "a call that is up always has something to do"
    assert walk.flow.is_over
    assert walk.talk.steps


@settings(max_examples=300, deadline=None)
@given(CONTEXTS, st.lists(st.one_of(EVENTS, st.just(ServiceDone("1")), st.just(ServiceFailed())), max_size=60))
def test_events_out_of_order_do_no_harm(context, events) -> None:
    walk = Walk(context).start()
    for event in events:
        walk.feed(event)
        if not walk.talk.identity_confirmed:
            assert not DEBT_WORDS.search(" ".join(walk.said))
    walk.feed(HungUp())
    assert walk.flow.is_over


@given(st.lists(st.tuples(EVENTS, st.integers(0, 60_000)), max_size=80))
def test_past_the_limit_one_more_answer_leads_out(timed_events) -> None:
    walk = Walk().start()
    for event, wait_ms in timed_events:
        if not isinstance(walk.actions[-1], Say | Listen):
            return
        walk.at_ms += wait_ms
        was_late = walk.at_ms > 480_000
        walk.feed(event)
        if was_late and not isinstance(event, PromptEnded):
            assert walk.flow.step in ("farewell", "hang_up")
            return
