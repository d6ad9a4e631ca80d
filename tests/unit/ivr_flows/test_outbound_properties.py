"""Whatever a caller, the line and the database do, the menu ends in order and in time, and keeps its secret."""

from collections import deque

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.contact.facts import Channel
from domain.notice.contact import Contact
from ivr_flows.contract import (
    Agree,
    Do,
    Event,
    HangUp,
    Hear,
    HeardOut,
    HungUp,
    Key,
    LeaveMessage,
    Listen,
    LookForPayment,
    PromptEnded,
    Request,
    RequestPerson,
    Say,
    ServiceDone,
    ServiceFailed,
    Silence,
)
from ivr_flows.outbound import outbound_plan
from ivr_flows.settings import ALL_OPTIONS, OTHER_OPTIONS, FlowSettings
from sounds.manifest import DEBT_WORDS
from tests.support.menu import Walk, menu_context

KEYS = st.sampled_from("0123456789*#").map(Key)
EVENTS = st.one_of(KEYS, KEYS, KEYS, st.just(Silence()), st.just(PromptEnded()), st.just(ServiceFailed()))
OPENINGS = st.sampled_from(
    ["1", "2", "22", "3", "4", "9", "0", "*", "-", "10503", "10503929"]
    + [f"10503929{more}" for more in ("1", "11", "12", "26", "2612", "3", "3250#1", "4#1", "410112")]
    + [f"10503929{more}" for more in ("511", "521", "523", "525", "5321", "541", "6", "116", "115", "19")]
)
SMS, EMAIL = Contact(Channel.SMS, "+5511987654321"), Contact(Channel.EMAIL, "maria@exemplo.com.br")
CONTEXTS = st.builds(
    menu_context,
    principals_cents=st.lists(st.integers(1, 10**7), max_size=3),
    birth_date=st.sampled_from([None, menu_context().call.birth_date]),
    name=st.sampled_from(["", "MARIA SILVA", "João"]),
    contacts=st.sampled_from([(), (SMS,), (SMS, EMAIL)]),
    identity_locked=st.sampled_from([False, False, False, True]),
    in_doubt=st.sampled_from([False, False, False, True]),
)
PLANS = st.builds(
    FlowSettings,
    options=st.permutations(ALL_OPTIONS).map(lambda names: ("a_vista", *[one for one in names if one != "a_vista"])),
    others=st.permutations([one for one in OTHER_OPTIONS if one != "contestar"]).map(tuple),
    survey=st.booleans(),
    comment=st.booleans(),
    voicemail=st.booleans(),
).map(outbound_plan) | st.just(outbound_plan())
CHARACTERS_A_SECOND = 12
LIMIT_MINUTES = 11
"""The menu's own eight; who answers at the last moment hears the goodbye, and a payment is waited for to its end."""
LIMIT_EVENTS = 2_000


def answer(walk: Walk, script: deque[Event]) -> Event:
    """The next event, of a kind that the last action can bring about; time passes as the words and waits take it."""
    match walk.actions[-1]:
        case Do(request):
            return carried_out(request, walk, script)
        case Listen(seconds):
            event = script.popleft() if script else Silence()
            walk.at_ms += 1000 if isinstance(event, Key) else round(seconds * 1000)
            return Silence() if isinstance(event, PromptEnded) else event
        case Hear(most_seconds=seconds):
            from_ms, event = walk.at_ms, script.popleft() if script else Silence()
            walk.at_ms += round(seconds * 1000)
            ended_by = {Key: "key", PromptEnded: "limit"}.get(type(event), "silence")
            until_ms = from_ms if isinstance(event, Silence) else walk.at_ms
            return HeardOut(from_ms=from_ms, until_ms=until_ms, ended_by=ended_by)
        case _:
            event = script.popleft() if script else PromptEnded()
            walk.at_ms += len(walk.last_said) * 1000 // CHARACTERS_A_SECOND
            return PromptEnded() if isinstance(event, Silence) else event


def carried_out(request: Request, walk: Walk, script: deque[Event]) -> Event:
    if script and isinstance(script[0], ServiceFailed):
        return script.popleft()
    walk.at_ms += 500
    if isinstance(request, LeaveMessage):
        return ServiceDone(result="spent" if script and script[0] == Silence() else "granted")
    if isinstance(request, LookForPayment):
        return ServiceDone(result="paid" if script and script[0] == Key("1") else "not_yet")
    if isinstance(request, Agree):
        changed = bool(script) and script[0] == Silence()
        return ServiceDone(result="changed") if changed else ServiceDone("261124123456", agreement_id="G1")
    return ServiceDone("261124123456")


def keeps_its_secret(walk: Walk) -> bool:
    said = " ".join(walk.said)
    return walk.talk.identity_confirmed or not (DEBT_WORDS.search(said) or "Loja Exemplo" in said)


@settings(max_examples=400, deadline=None)
@given(CONTEXTS, PLANS, st.lists(EVENTS, max_size=60), OPENINGS)
def test_every_call_ends_in_time_and_no_debt_is_named_before_identity(context, plan, events, opening) -> None:
    walk = Walk(context, plan=plan).start()
    script = deque([Silence() if key == "-" else Key(key) for key in opening] + events)
    for _ in range(LIMIT_EVENTS):
        assert keeps_its_secret(walk)
        if isinstance(walk.actions[-1], HangUp | RequestPerson):
            break
        walk.feed(answer(walk, script))
        assert walk.actions, "a call that is up always has something to do"
    assert walk.flow.is_over
    assert walk.talk.steps
    assert walk.at_ms < LIMIT_MINUTES * 60_000


@settings(max_examples=200, deadline=None)
@given(CONTEXTS, st.lists(st.one_of(KEYS, st.just(PromptEnded())), max_size=400))
def test_who_never_stops_pressing_keys_is_not_kept_for_ever(context, events) -> None:
    walk = Walk(context).start()
    script: deque[Event] = deque([*map(Key, "10503929"), *events])
    for _ in range(LIMIT_EVENTS):
        if isinstance(walk.actions[-1], HangUp | RequestPerson):
            break
        walk.feed(answer(walk, script))
    assert walk.flow.is_over
    assert walk.at_ms < LIMIT_MINUTES * 60_000


@settings(max_examples=300, deadline=None)
@given(CONTEXTS, st.lists(st.one_of(EVENTS, st.just(ServiceDone("1", agreement_id="G1"))), max_size=60), st.booleans())
def test_events_out_of_order_do_no_harm(context, events, identified) -> None:
    walk = Walk(context).start()
    walk.keys("10503929" if identified else "")
    for event in events:
        walk.feed(event)
        assert keeps_its_secret(walk)
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
