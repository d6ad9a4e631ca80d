"""A recorded day is learned from and lived again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass
from services.ports.repositories.call_history import CallFacts, WorkSpan
from simulator.whatif.assumptions import Assumptions
from simulator.whatif.behaviour import Verdict, Wish
from simulator.whatif.forecast import behaviour_of
from simulator.whatif.history import TooFewCalls, learn
from simulator.whatif.recorded import RecordedDay, day_of, spans_of
from simulator.whatif.replay import ReplayPlan, replay_day, what_was

OPENS = datetime(2026, 11, 24, 13, tzinfo=UTC)
ZONE = ZoneInfo("America/Sao_Paulo")
STATED = Assumptions()


def call(number: int, **facts: object) -> CallFacts:
    """Nobody answered, after twenty seconds; one call every five."""
    at = OPENS + timedelta(seconds=5 * number)
    usual: dict[str, object] = {
        "mode": "menu_first", "originated_at": at, "answered_at": None, "person_requested_at": None,
        "bridged_at": None, "closed_at": at + timedelta(seconds=20), "disposed_at": None,
        "disposition": Disposition.NAO_ATENDE, "answer_class": None, "nobody_free": False, "settled_alone": False,
        "agreed_cents": None,
    }  # fmt: skip
    return CallFacts(**(usual | facts))  # type: ignore[arg-type]


def answered(number: int, *, stays: float, **facts: object) -> CallFacts:
    at = OPENS + timedelta(seconds=5 * number + 8)
    more = {"answered_at": at, "closed_at": at + timedelta(seconds=stays), "answer_class": AnswerClass.HUMAN}
    return call(number, **(more | facts))


def talked(number: int, *, waited: float = 0.0, agreed: int | None = None) -> CallFacts:
    """Eighteen seconds in the menu, a hundred with an agent, twelve after."""
    asked = OPENS + timedelta(seconds=5 * number + 8 + 18)
    bridged = asked + timedelta(seconds=waited)
    closed = bridged + timedelta(seconds=100)
    return answered(
        number, stays=0, person_requested_at=asked, bridged_at=bridged, closed_at=closed,
        disposed_at=closed + timedelta(seconds=12), agreed_cents=agreed,
        disposition=Disposition.ACORDO_A_VISTA if agreed else Disposition.RECUSA_NEGOCIAR,
    )  # fmt: skip


def a_day(calls: int = 300) -> list[CallFacts]:
    """Of ten calls: one talks and agrees, one talks and does not, one settles alone, one leaves, one is a machine."""
    kinds = {
        0: lambda number: talked(number, agreed=30000),
        1: talked,
        2: lambda number: answered(
            number, stays=40, settled_alone=True, agreed_cents=20000, disposition=Disposition.ACORDO_A_VISTA
        ),
        3: lambda number: answered(number, stays=6, disposition=Disposition.DESLIGOU_ANTES),
        4: lambda number: answered(
            number, stays=12, disposition=Disposition.CAIXA_POSTAL, answer_class=AnswerClass.MACHINE
        ),
        5: lambda number: call(number, disposition=Disposition.OCUPADO),
    }
    return [kinds.get(number % 10, call)(number) for number in range(calls)]


def test_a_campaign_teaches_its_rates_and_times() -> None:
    learned = learn(a_day(), STATED, zone=ZONE)
    assumed = learned.assumptions
    assert assumed.answer_rate == pytest.approx(0.4)
    assert assumed.machine_rate == pytest.approx(1 / 6)
    assert assumed.wrong_party_share == pytest.approx(0.25)
    assert assumed.settles_alone_share == pytest.approx(0.25)
    assert assumed.agreement_share == pytest.approx(0.5)
    assert assumed.agreement_cents == 25000
    assert assumed.answer_rate_by_hour == {10: 1.0}
    behaviour = learned.behaviour
    assert behaviour.talk.mean == pytest.approx(100)
    assert behaviour.wrap.mean == pytest.approx(12)
    assert behaviour.menu_leave.mean == pytest.approx(6)
    assert behaviour.busy == pytest.approx(0.2)


def test_too_few_calls_teach_nothing() -> None:
    with pytest.raises(TooFewCalls) as few:
        learn(a_day(199), STATED, zone=ZONE)
    assert few.value.calls == 199


def test_what_few_calls_show_stays_as_stated() -> None:
    calls = [call(number) for number in range(300)]
    learned = learn(calls, STATED, zone=ZONE)
    assert learned.assumptions.answer_rate == 0
    assert learned.assumptions.wrong_party_share == STATED.wrong_party_share
    assert learned.behaviour.talk == behaviour_of(STATED).talk


def test_a_call_meets_its_recorded_fate() -> None:
    day = RecordedDay(a_day(10), behaviour_of(STATED), seed=1)
    fates = []
    while (who := day.next(0.0)) is not None:
        fates.append(day.fate(who, 0.0))
        day.ended(who, Disposition.NAO_ATENDE, 0.0)
    assert day.worked(0.0)
    assert [fate.verdict for fate in fates[:6]] == [Verdict.PERSON] * 4 + [Verdict.MACHINE, Verdict.BUSY]
    assert [fate.wish for fate in fates[:4]] == [Wish.ASKS, Wish.ASKS, Wish.SETTLES, Wish.LEAVES]
    assert fates[0].talk_seconds == 100
    assert fates[0].direct_talk_seconds == 100 + behaviour_of(STATED).verify
    assert (fates[0].menu_seconds, fates[0].wrap_seconds, fates[0].verdict_seconds) == (18, 12, 8)
    assert fates[0].luck < 1 == fates[1].luck


def test_a_call_given_back_is_dialled_later() -> None:
    day = RecordedDay(a_day(10), behaviour_of(STATED), seed=1)
    assert day.next(0.0) == 0
    day.give_back(0, 0.0)
    assert (day.next(0.0), day.left) == (0, 9)


def sessions(agents: int) -> list[WorkSpan]:
    return [WorkSpan(OPENS, None)] * agents


def test_what_was_is_counted_from_the_record() -> None:
    calls = a_day()
    lost = answered(600, stays=30, person_requested_at=OPENS + timedelta(seconds=3020), nobody_free=True)
    was = what_was([*calls, lost, talked(601, waited=9)], sessions(20), STATED)
    sums = was.sums
    assert (sums.dials, sums.persons, sums.settled) == (302, 122, 30)
    assert (sums.needed, sums.lost, sums.late, sums.right_parties) == (62, 1, 1, 61)
    assert sums.talk_seconds == pytest.approx(6100)
    assert was.agreements == 60
    assert 0.1 < sums.occupancy < 0.4


@pytest.mark.parametrize(("mode", "agents"), [("menu_first", None), ("menu_first", 6), ("predictive", 12)])
def test_a_day_lived_again_calls_the_same_people(mode: str, agents: int | None) -> None:
    calls = a_day()
    plan = ReplayPlan(calls=calls, sessions=sessions(20), assumptions=replace(STATED, mode=mode), agents=agents)
    again = replay_day(plan)
    assert again.agents == (agents or 20)
    assert again.sums.dials + again.leads_left == 300
    assert again.sums.dials > 100
    assert again.sums.contacts <= 90
    assert replay_day(plan).sums == again.sums


def test_a_day_with_enough_agents_comes_out_as_it_was() -> None:
    calls = a_day()
    was = what_was(calls, sessions(60), STATED)
    again = replay_day(ReplayPlan(calls=calls, sessions=sessions(60), assumptions=STATED))
    assert again.list_worked
    assert again.sums.settled == was.sums.settled
    assert again.sums.right_parties == pytest.approx(was.sums.right_parties, abs=6)
    assert again.agreements == pytest.approx(was.agreements, abs=4)


def test_sessions_are_clipped_to_the_day() -> None:
    hour = timedelta(hours=1)
    before, after = OPENS - hour, OPENS + hour
    told = [WorkSpan(before, after), WorkSpan(after, None), WorkSpan(before - hour, before)]
    assert spans_of(told, opens=OPENS, seconds=7200) == [[(0.0, 3600.0)], [(3600.0, 7200.0)]]
    assert day_of(a_day(2)) == (OPENS, pytest.approx(132.0))
