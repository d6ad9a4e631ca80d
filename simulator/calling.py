"""Debtors who call us: their calls placed through the carrier's own Asterisk, and performed once they are answered."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final, Protocol

import structlog

from adapters.telephony.agi_session import AgiSession
from adapters.telephony.ami_client import AmiClient, AmiSettings
from adapters.telephony.ami_errors import AmiError
from services.waiting import heard_within
from simulator.callers import call_script
from simulator.people import LineEntry
from simulator.performance import MARGIN_SECONDS, Performance, Stage
from simulator.personas import Caller

CALL_PATH: Final = "call"
ANSWER_SECONDS: Final = 20.0
_MANAGER: Final = "debtors"
log = structlog.get_logger(__name__)


class Exchange(Protocol):
    async def place(self, ticket: str, *, calling: str) -> bool:
        """Call the published number from `calling` (digits of E.164), known to the carrier by `ticket` when it is
        answered. False when it could not even be tried.
        """
        ...


@dataclass(frozen=True, slots=True)
class ManagedExchange:
    """The carrier's Asterisk, told through its manager. `published` is called at the SIP address `product`."""

    client: AmiClient
    published: str
    product: str
    endpoint: str

    async def place(self, ticket: str, *, calling: str) -> bool:
        order = {
            "Channel": f"PJSIP/{self.endpoint}/sip:{self.published}@{self.product}",
            "CallerID": f"+{calling}",
            "Context": "callers",
            "Exten": "s",
            "Priority": "1",
            "Timeout": str(round(ANSWER_SECONDS * 1000)),
            "Variable": f"TICKET={ticket}",
            "Async": "true",
        }
        try:
            await self.client.send("Originate", order)
        except AmiError as error:
            log.warning("debtor_could_not_call", error=type(error).__name__)
            return False
        return True


def exchange_manager(*, address: str, port: int, secret: str, uniform: Callable[[], float]) -> AmiClient:
    """The line to the manager of the carrier's Asterisk; it is up while the client runs."""
    return AmiClient(AmiSettings(host=address, port=port, username=_MANAGER, secret=secret), uniform=uniform)


@dataclass(slots=True)
class _Call:
    caller: Caller
    person: LineEntry
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class CallingDebtors:
    """Who is to call us is told by `soon`; while `run` runs, each makes their calls one after the other."""

    def __init__(self, exchange: Exchange, stage: Stage, *, seconds: Callable[[Random], float], seed: int) -> None:
        """`seconds` draws how long somebody waits before a call."""
        self._exchange = exchange
        self._stage = stage
        self._seconds = seconds
        self._seed = seed
        self._coming: asyncio.Queue[tuple[str, LineEntry]] = asyncio.Queue()
        self._calls: dict[str, _Call] = {}
        self._setting_up = asyncio.Lock()

    def soon(self, number: str, person: LineEntry) -> None:
        """`number`: the digits of E.164 that they call from."""
        self._coming.put_nowait((number, person))

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                number, person = await self._coming.get()
                group.create_task(self._call(number, person), name=f"caller-{person.ref}")

    async def answered(self, session: AgiSession) -> None:
        """One of the calls was answered: perform it."""
        ticket = session.argument(1)
        call = self._calls.get(ticket)
        if call is None:
            return
        call.answered.set()
        try:
            patient = self._stage.is_patient(call.person)
            performance = Performance(session, self._stage, ref=ticket, patient=patient)
            await performance.run(call.caller, call_script(call.caller, call.person))
        finally:
            call.ended.set()

    async def _call(self, number: str, person: LineEntry) -> None:
        rng = Random(f"{self._seed}:{number}:calls")  # noqa: S311 - a reproducible draw
        for place, caller in enumerate(person.calls_back, start=1):
            await asyncio.sleep(self._seconds(rng))
            ticket = call_ref(person.ref, place)
            call = self._calls[ticket] = _Call(caller, person)
            try:
                if await self._set_up(call, ticket, number):
                    await call.ended.wait()
                else:
                    self._stage.log.write(asyncio.get_running_loop().time(), "", "unanswered", ref=ticket)
            finally:
                del self._calls[ticket]

    async def _set_up(self, call: _Call, ticket: str, number: str) -> bool:
        """One call at a time, so that the product counts calls in the order in which they are told here."""
        async with self._setting_up:
            placed = await self._exchange.place(ticket, calling=number)
            return placed and await heard_within(call.answered, ANSWER_SECONDS + MARGIN_SECONDS)


def call_ref(ref: str, place: int) -> str:
    """What logs call the person's `place`-th call to us."""
    return f"{ref}.c{place}"
