"""The waiting room, word by word."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call.waiting import QueuePlace
from domain.contact.soonest import SoonestCallback
from ivr_flows.check import plan_problems
from ivr_flows.contract import (
    Do,
    Event,
    HangUp,
    HungUp,
    Key,
    PromptEnded,
    Say,
    ServiceDone,
    ServiceFailed,
    Silence,
    Started,
)
from ivr_flows.engine import Flow
from ivr_flows.waiting import GoBack, LookAtQueue, PromiseCallback, WaitTalk, waiting_plan
from sounds.manifest import DEBT_WORDS
from tests.support.menu import PLANNER, STARTED_AT, menu_context, results

TODAY = SoonestCallback(
    day=date(2026, 11, 24), today=True, starts_at=STARTED_AT, ends_at=STARTED_AT + timedelta(hours=3)
)


class Waiter:
    """Feeds the room and keeps what was said; `place` is what the next look at the queue finds."""

    def __init__(self, *, callback: SoonestCallback | None = TODAY, limit_seconds: float = 600) -> None:
        self.talk = WaitTalk(menu_context(), callback=callback)
        self.flow = Flow(waiting_plan(), self.talk, limit_seconds=limit_seconds)
        self.place: QueuePlace | None = None
        self.said: list[str] = []
        self.asked: list[Any] = []
        self.at_ms = 0
        self.actions: list[Any] = []
        self.feed(Started("waiting"))

    def feed(self, event: Event) -> "Waiter":
        self.actions = self.flow.feed(event, at_ms=self.at_ms)
        self.at_ms += 4000
        for action in self.actions:
            if isinstance(action, Say):
                self.said.append(PLANNER.text(action.pieces))
            if isinstance(action, Do):
                self.asked.append(action.request)
        if self.actions and isinstance(self.actions[-1], Do) and isinstance(self.actions[-1].request, LookAtQueue):
            self.talk.place = self.place
            self.feed(ServiceDone(result=self.talk.news))
        return self

    def waits(self, rounds: int = 1) -> "Waiter":
        for _ in range(rounds):
            self.feed(PromptEnded())
            self.feed(Silence())
        return self

    def press(self, key: str) -> "Waiter":
        return self.feed(Key(key))


def told(position: int, wait_seconds: int | None, **more: Any) -> str:
    waiter = Waiter(**more)
    waiter.place = QueuePlace(position=position, wait_seconds=wait_seconds)
    return waiter.waits().said[-1]


def test_the_room_has_no_mistake() -> None:
    assert plan_problems(waiting_plan()) == []


def test_the_first_word_comes_before_anything_is_known() -> None:
    assert Waiter().said == ["Aguarde um instante, por favor. Já vamos atender você."]


@pytest.mark.parametrize(
    ("position", "words"),
    [
        (1, "Você é a próxima pessoa a ser atendida."),
        (2, "Há uma pessoa na sua frente."),
        (3, "Na sua frente há duas pessoas."),
        (22, "Na sua frente há vinte e uma pessoas."),
    ],
)
def test_the_place_is_told(position: int, words: str) -> None:
    assert told(position, 0).startswith(words)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "menos de um minuto"),
        (60, "cerca de um minuto"),
        (120, "cerca de dois minutos"),
        (None, "pode ser longa"),
    ],
)
def test_the_wait_is_told(seconds: int | None, words: str) -> None:
    assert words in told(1, seconds)


def test_a_callback_is_offered_only_where_one_can_be_made() -> None:
    assert "tecle 1" in told(1, 0)
    assert "tecle 1" not in told(1, 0, callback=None)
    assert "Para voltar ao menu, tecle 2." in told(1, 0, callback=None)


def test_the_same_place_is_not_told_all_the_time() -> None:
    waiter = Waiter()
    waiter.place = QueuePlace(position=2, wait_seconds=120)
    waiter.waits(20)
    places = [said for said in waiter.said if "na sua frente" in said]
    comforts = [said for said in waiter.said if said.startswith("Obrigada por aguardar")]
    assert 2 <= len(places) < len(comforts)


def test_moving_up_is_told_at_once() -> None:
    waiter = Waiter()
    waiter.place = QueuePlace(position=2, wait_seconds=120)
    waiter.waits(2)
    waiter.place = QueuePlace(position=1, wait_seconds=60)
    assert "Você é a próxima" in waiter.waits().said[-1]


def test_without_news_of_the_queue_there_is_comfort_and_no_invention() -> None:
    said = " ".join(Waiter().waits(6).said)
    assert "frente" not in said
    assert "minuto" not in said


def test_where_nobody_is_at_work_that_is_said_and_the_menu_goes_on() -> None:
    waiter = Waiter()
    waiter.place = QueuePlace(position=0, wait_seconds=None)
    waiter.waits()
    assert waiter.said[-1].startswith("Agora não há ninguém da nossa equipe disponível.")
    waiter.waits()
    assert isinstance(waiter.asked[-1], GoBack)


def test_one_key_takes_the_callback_and_its_protocol_is_told() -> None:
    waiter = Waiter().press("1")
    assert isinstance(waiter.asked[-1], PromiseCallback)
    waiter.feed(ServiceDone("12345678901234"))
    assert waiter.said[-1].startswith("Combinado. Vamos ligar para você ainda hoje.")
    assert "protocolo" in waiter.said[-1]
    waiter.waits()
    assert isinstance(waiter.actions[-1], HangUp)


def test_a_callback_on_another_day_tells_which() -> None:
    later = SoonestCallback(
        day=date(2026, 11, 30), today=False, starts_at=STARTED_AT, ends_at=STARTED_AT + timedelta(hours=3)
    )
    waiter = Waiter(callback=later).press("1").feed(ServiceDone("12345678901234"))
    assert "Vamos ligar para você no dia trinta de novembro." in waiter.said[-1]


@pytest.mark.parametrize("answer", [ServiceDone(result="impossible"), ServiceFailed()])
def test_a_callback_that_could_not_be_made_is_not_promised(answer: Event) -> None:
    waiter = Waiter().press("1").feed(answer)
    assert waiter.said[-1].startswith("Não foi possível marcar a ligação agora.")
    assert "Combinado" not in " ".join(waiter.said)


def test_the_other_key_goes_back_to_the_menu_without_another_word() -> None:
    waiter = Waiter().press("2")
    said = len(waiter.said)
    assert isinstance(waiter.asked[-1], GoBack)
    waiter.feed(ServiceDone())
    assert isinstance(waiter.actions[-1], HangUp)
    assert len(waiter.said) == said


def test_being_given_to_somebody_is_no_hang_up() -> None:
    waiter = Waiter().waits(2).feed(HungUp())
    assert results(waiter.talk.steps) == [("queue", "joined")]
    assert waiter.flow.is_over


def test_nobody_waits_for_ever() -> None:
    waiter = Waiter(limit_seconds=60)
    for _ in range(40):
        if waiter.flow.is_over or isinstance(waiter.asked[-1] if waiter.asked else None, GoBack):
            break
        waiter.waits()
    assert isinstance(waiter.asked[-1], GoBack)


EVENTS = st.sampled_from(
    [PromptEnded(), Silence(), ServiceDone("12345678901234"), ServiceFailed(), *(Key(key) for key in "0123456789*#")]
)
PLACES = st.none() | st.builds(
    lambda position, wait: QueuePlace(position=position, wait_seconds=wait),
    st.integers(0, 40),
    st.none() | st.integers(0, 600),
)


@given(events=st.lists(st.tuples(EVENTS, PLACES), max_size=40), callback=st.sampled_from([None, TODAY]))
def test_whatever_happens_nothing_is_said_of_debts_and_no_event_breaks_it(
    events: list[tuple[Event, QueuePlace | None]], callback: SoonestCallback | None
) -> None:
    waiter = Waiter(callback=callback)
    for event, place in events:
        waiter.place = place
        waiter.feed(event)
    assert not any(DEBT_WORDS.search(said) for said in waiter.said)
