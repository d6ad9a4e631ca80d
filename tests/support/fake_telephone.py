"""A switch in memory that lives on when its user dies, and a line to it that loses, delays, repeats and reorders."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from domain.call.waiting import QueuePlace
from domain.ids import AgentLegId, AttemptId
from services.ports.clock import Clock
from services.ports.telephone import (
    LegAnswered,
    LegBridged,
    LegHungUp,
    LegRinging,
    LiveLeg,
    OriginateCall,
    TelephoneConnected,
    TelephoneDisconnected,
    TelephoneEvent,
    TelephoneRefused,
    TelephoneUnavailable,
    TelephoneUncertain,
)


@dataclass(slots=True, eq=False)
class Leg:
    leg_id: str
    number: str
    answered: bool = False
    bridged_with: "Leg | None" = None
    waiting: bool = False
    """Asked for a person and is held."""
    waiting_since: float = 0.0
    returned: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    life: "asyncio.Task[None] | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Chances per event or order; all zero is a perfect line."""

    lose: float = 0.0
    repeat: float = 0.0
    delay: float = 0.0
    refuse: float = 0.0
    uncertain: float = 0.0
    """An order without an answer, carried out or not."""


PERFECT = Faults()
Debtor = Callable[["Switch", Leg], Any]
"""What a called number does: a coroutine function that lives as long as its leg."""


class Switch:
    """The legs that are up; `debtor` says how each called number behaves, `originated` remembers every order."""

    def __init__(self, clock: Clock, rng: random.Random, debtor: Debtor) -> None:
        self.clock = clock
        self.rng = rng
        self.debtor = debtor
        self.legs: dict[str, Leg] = {}
        self.originated: list[OriginateCall] = []
        self.told_places: list[tuple[AttemptId, QueuePlace]] = []
        self.before_originate: Callable[[OriginateCall], None] = lambda _call: None
        self.agent_answers: Callable[[str], bool] = lambda _seat: True
        self.faults = PERFECT
        self.loses_bridges = False
        """No bridge is told of."""
        self.line: FakeTelephone | None = None
        self.tasks: set[asyncio.Task[None]] = set()

    def spawn(self, coroutine: Any, name: str) -> "asyncio.Task[None]":
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(coroutine, name=name)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    def originate(self, call: OriginateCall) -> None:
        self.before_originate(call)
        self.originated.append(call)
        leg = Leg(call.attempt_id, call.number)
        self.legs[leg.leg_id] = leg
        leg.life = self.spawn(self.debtor(self, leg), f"debtor-{leg.leg_id}")

    def call_agent(self, leg_id: AgentLegId, seat: str) -> None:
        leg = Leg(leg_id, seat)
        self.legs[leg_id] = leg
        leg.life = self.spawn(self._agent(leg), f"agent-{leg_id}")

    async def _agent(self, leg: Leg) -> None:
        await asyncio.sleep(self.rng.uniform(0.1, 0.5))
        if not self.agent_answers(leg.number):
            self.end(leg.leg_id, cause=19)
            return
        self.answer(leg)

    def ring(self, leg: Leg) -> None:
        self.tell(LegRinging(at=self.clock.now(), leg_id=AttemptId(leg.leg_id)))

    def answer(self, leg: Leg) -> None:
        if leg.leg_id in self.legs:
            leg.answered = True
            self.tell(LegAnswered(at=self.clock.now(), leg_id=AttemptId(leg.leg_id)))

    def bridge(self, attempt_id: str, agent_leg_id: str) -> None:
        debtor, agent = self.legs.get(attempt_id), self.legs.get(agent_leg_id)
        if debtor is None or agent is None or not debtor.waiting or not agent.answered:
            raise TelephoneRefused("no such leg waits")
        if agent.bridged_with is not None:
            raise AssertionError(f"two debtors on one agent: {attempt_id} and {agent.bridged_with.leg_id}")
        debtor.waiting = False
        debtor.bridged_with, agent.bridged_with = agent, debtor
        if not self.loses_bridges:
            self._tell_of_bridge(attempt_id, agent_leg_id)

    def _tell_of_bridge(self, attempt_id: str, agent_leg_id: str) -> None:
        self.tell(LegBridged(at=self.clock.now(), leg_id=AttemptId(attempt_id), agent_leg_id=AgentLegId(agent_leg_id)))

    def return_to_menu(self, attempt_id: str) -> None:
        leg = self.legs.get(attempt_id)
        if leg is None or not leg.waiting:
            raise TelephoneRefused("no such leg waits")
        leg.waiting = False
        leg.returned.set()

    def end(self, leg_id: str, *, cause: int = 16) -> None:
        leg = self.legs.pop(leg_id, None)
        if leg is None:
            return
        leg.gone.set()
        peer = leg.bridged_with
        if peer is not None:
            peer.bridged_with = None
            leg.bridged_with = None
            if leg.leg_id.startswith("agent-"):
                self.end(peer.leg_id)
        self.tell(LegHungUp(at=self.clock.now(), leg_id=AttemptId(leg_id), cause=cause))

    def crash(self) -> None:
        """Every leg is gone, and nobody says so."""
        for leg in list(self.legs.values()):
            leg.gone.set()
            if leg.life is not None:
                leg.life.cancel()
        self.legs.clear()

    def tell(self, event: TelephoneEvent) -> None:
        if self.line is not None:
            self.line.arrive(event)


class FakeTelephone:
    """Implements `services.ports.telephone.Telephone` over one line to a switch, for one dialer's life."""

    def __init__(self, switch: Switch, *, action_timeout_seconds: float = 5.0) -> None:
        self._switch = switch
        self._timeout = action_timeout_seconds
        self._events: asyncio.Queue[TelephoneEvent] = asyncio.Queue()
        self._connected = False
        self.dead = False
        switch.line = self

    @property
    def connected(self) -> bool:
        return self._connected and not self.dead

    def connect(self) -> None:
        if not self._connected:
            self._connected = True
            self._events.put_nowait(TelephoneConnected(at=self._switch.clock.now()))

    def disconnect(self) -> None:
        if self._connected:
            self._connected = False
            self._events.put_nowait(TelephoneDisconnected(at=self._switch.clock.now()))

    def arrive(self, event: TelephoneEvent) -> None:
        rng, faults = self._switch.rng, self._switch.faults
        if not self.connected or rng.random() < faults.lose:
            return
        copies = 2 if rng.random() < faults.repeat else 1
        for _ in range(copies):
            if rng.random() < faults.delay:
                asyncio.get_running_loop().call_later(rng.uniform(0.0, 4.0), self._deliver, event)
            else:
                self._deliver(event)

    def _deliver(self, event: TelephoneEvent) -> None:
        if self.connected:
            self._events.put_nowait(event)

    async def originate(self, call: OriginateCall) -> None:
        await self._order(lambda: self._switch.originate(call))

    async def call_agent(self, leg_id: AgentLegId, *, seat: str, ring_timeout_seconds: float) -> None:
        await self._order(lambda: self._switch.call_agent(leg_id, seat))

    async def bridge(self, attempt_id: AttemptId, agent_leg_id: AgentLegId) -> None:
        await self._order(lambda: self._switch.bridge(attempt_id, agent_leg_id))

    async def tell_place(self, attempt_id: AttemptId, place: QueuePlace) -> None:
        await self._order(lambda: self._switch.told_places.append((attempt_id, place)))

    async def return_to_menu(self, attempt_id: AttemptId, *, reason: str) -> None:
        await self._order(lambda: self._switch.return_to_menu(attempt_id))

    async def hang_up(self, leg_id: AttemptId | AgentLegId) -> None:
        await self._order(lambda: self._switch.end(leg_id))

    async def list_legs(self) -> tuple[LiveLeg, ...]:
        found: list[tuple[LiveLeg, ...]] = []
        await self._order(lambda: found.append(self._legs()))
        return found[0]

    def _legs(self) -> tuple[LiveLeg, ...]:
        return tuple(
            LiveLeg(
                leg_id=AttemptId(leg.leg_id),
                answered=leg.answered,
                bridged=leg.bridged_with is not None,
                bridged_with=None if leg.bridged_with is None else AttemptId(leg.bridged_with.leg_id),
            )
            for leg in self._switch.legs.values()
        )

    async def events(self) -> AsyncIterator[TelephoneEvent]:
        while True:
            yield await self._events.get()

    async def _order(self, effect: Callable[[], None]) -> None:
        rng, faults = self._switch.rng, self._switch.faults
        if not self.connected:
            raise TelephoneUnavailable("not connected")
        await asyncio.sleep(rng.uniform(0.0, 0.01) if faults is not PERFECT else 0.0)
        if not self.connected:
            raise TelephoneUnavailable("the line broke before the order left")
        if rng.random() < faults.refuse:
            raise TelephoneRefused("the test said so")
        if rng.random() < faults.uncertain:
            if rng.random() < 0.5:
                effect()
            await asyncio.sleep(self._timeout)
            raise TelephoneUncertain("no answer in time")
        effect()
        if faults is not PERFECT:
            await asyncio.sleep(rng.uniform(0.0, 0.02))
            if not self.connected:
                raise TelephoneUncertain("the line broke before the answer came")
