"""A whole telephone for tests: two real Asterisks, the adapter, and a menu in the test's hands."""

import asyncio
import math
import random
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from adapters.telephony.agi_arrival import Arrive, with_arrivals
from adapters.telephony.agi_server import FastAgiServer
from adapters.telephony.agi_voice import voice_handler
from adapters.telephony.ami_client import AmiClient, AmiSettings
from adapters.telephony.asterisk_telephone import AsteriskTelephone
from domain.ids import AgentLegId, AttemptId
from services.ports.telephone import LegEvent, LiveLeg, OriginateCall, TelephoneConnected, TelephoneEvent
from services.ports.voice import VoiceChannel
from tests.support.asterisk import AMI_SECRET, Line, LineOptions, telephone_line

E = TypeVar("E", bound=TelephoneEvent)
Menu = Callable[[VoiceChannel], Awaitable[None]]


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(slots=True)
class Switchboard:
    line: Line
    telephone: AsteriskTelephone
    seen: list[TelephoneEvent] = field(default_factory=list)
    seen_at: list[float] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _numbers: int = 0

    async def dial(self, number: str, *, ring_timeout_seconds: float = 10) -> AttemptId:
        attempt_id = self.new_attempt()
        await self.telephone.originate(
            OriginateCall(
                attempt_id=attempt_id,
                number=number,
                trunk="trunk",
                caller_id="+551130000000",
                ring_timeout_seconds=ring_timeout_seconds,
            )
        )
        return attempt_id

    def new_attempt(self) -> AttemptId:
        self._numbers += 1
        return AttemptId(f"01JD0000000000000000{self._numbers:06d}")

    async def call_agent(self, *, seat: str = "seat01") -> AgentLegId:
        leg = AgentLegId(f"agent-{self.new_attempt()}")
        await self.telephone.call_agent(leg, seat=seat, ring_timeout_seconds=10)
        return leg

    async def wait_for(self, kind: type[E], leg: str | None = None, *, within_seconds: float = 45, count: int = 1) -> E:
        """The `count`-th event of that kind (and leg), past or to come."""
        async with asyncio.timeout(within_seconds), self._news:
            while True:
                found = [event for event in self.seen if isinstance(event, kind) and _is_of(event, leg)]
                if len(found) >= count:
                    return found[count - 1]
                await self._news.wait()

    async def until_legs(self, *legs: LiveLeg) -> None:
        """Until exactly these are up: an event of one leg says nothing yet of the other."""
        async with asyncio.timeout(45):
            while set(await self.telephone.list_legs()) != set(legs):  # noqa: ASYNC110 - the switch is asked again
                await asyncio.sleep(0.05)

    def of(self, kind: type[E]) -> list[E]:
        """All of that kind so far."""
        return [event for event in self.seen if isinstance(event, kind)]

    def kinds(self, leg: str) -> list[str]:
        return [type(event).__name__ for event in self.seen if _is_of(event, leg)]

    def arrival(self, event: TelephoneEvent) -> float:
        """The loop time at which the event was heard."""
        return self.seen_at[next(index for index, seen in enumerate(self.seen) if seen is event)]

    def recording(self, attempt_id: AttemptId) -> Path:
        return self.line.settings.recordings_dir / "open" / f"{attempt_id}.raw"

    async def wait_seconds_of(self, attempt_id: AttemptId, seconds: float) -> None:
        """Until the call's recording holds so many seconds: time as the line counts it."""
        async with asyncio.timeout(seconds * 3 + 20):
            while self.recording(attempt_id).stat().st_size < seconds * 8000 * 4:  # noqa: ASYNC110 - a file tells nobody
                await asyncio.sleep(0.05)

    async def listen(self) -> None:
        async for event in self.telephone.events():
            async with self._news:
                self.seen.append(event)
                self.seen_at.append(asyncio.get_running_loop().time())
                self._news.notify_all()


@asynccontextmanager
async def switchboard(
    folder: Path,
    menu: Menu,
    options: LineOptions | None = None,
    *,
    waiting: Menu | None = None,
    inbound: Menu | None = None,
    arrive: Arrive | None = None,
) -> AsyncIterator[Switchboard]:
    """Everything up and connected, with the tones `low` and `high` (one second each) among the sounds."""
    handler = voice_handler(menu, sounds_root=str(folder / "sounds"), waiting=waiting, inbound=inbound)
    if arrive is not None:
        handler = with_arrivals(handler, arrive)
    async with FastAgiServer(handler, host="127.0.0.1", port=0) as server:
        options = replace(options or LineOptions(), fastagi_port=server.port)
        async with telephone_line(folder, options) as line:
            write_tone(line.settings.sounds_dir / "low.sln", hertz=440)
            write_tone(line.settings.sounds_dir / "high.sln", hertz=1000)
            settings = AmiSettings(
                host="127.0.0.1",
                port=line.settings.ami_port,
                username=line.settings.ami_username,
                secret=AMI_SECRET,
                ping_interval_seconds=1,
            )
            telephone = AsteriskTelephone(AmiClient(settings, uniform=random.random), clock=RealClock())
            board = Switchboard(line, telephone)
            running = asyncio.create_task(telephone.run(), name="telephone")
            listening = asyncio.create_task(board.listen(), name="events")
            try:
                await board.wait_for(TelephoneConnected)
                yield board
            finally:
                running.cancel()
                listening.cancel()
                await asyncio.gather(running, listening, return_exceptions=True)


def write_tone(path: Path, *, hertz: float, seconds: float = 1.0) -> None:
    """Raw 8 kHz 16-bit, as Asterisk's `.sln`."""
    samples = (int(8000 * math.sin(2 * math.pi * hertz * i / 8000)) for i in range(round(8000 * seconds)))
    path.write_bytes(b"".join(struct.pack("<h", sample) for sample in samples))


def _is_of(event: TelephoneEvent, leg: str | None) -> bool:
    return leg is None or (isinstance(event, LegEvent) and event.leg_id == leg)
