"""The yardstick of `make bench` (a): the least that can place calls, run a FastAGI menu and see them end.

No database, no logic, no state but a counter. What it reaches through the same
Asterisk to the same carrier is the ceiling that the product is held against.
"""

import asyncio
import itertools
import resource
import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class BareSettings:
    """`channel` is the dial string; `context` calls our FastAGI port on answer; `prompt` lasts the whole call."""

    ami_host: str
    ami_port: int
    ami_username: str
    ami_secret: str
    agi_host: str
    agi_port: int
    channel: str
    context: str
    prompt: str
    concurrent: int
    seconds: float
    run_name: str


@dataclass(slots=True)
class BareResult:
    placed: int = 0
    answered: int = 0
    ended: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    ended_at: list[float] = field(default_factory=list)


class BareDialer:
    def __init__(self, settings: BareSettings) -> None:
        self.settings = settings
        self.result = BareResult()
        self._live: set[str] = set()
        self._idle = asyncio.Event()
        self._numbers = itertools.count(1)

    async def run(self) -> BareResult:
        settings = self.settings
        server = await asyncio.start_server(self._menu, settings.agi_host, settings.agi_port, backlog=512)
        reader, self._ami = await asyncio.open_connection(settings.ami_host, settings.ami_port)
        self._send("Login", Username=settings.ami_username, Secret=settings.ami_secret)
        started, cpu_started = time.monotonic(), _cpu_seconds()
        async with asyncio.timeout(settings.seconds + 60):
            events = asyncio.create_task(self._read_events(reader), name="bare-ami")
            while time.monotonic() - started < settings.seconds:
                self._top_up()
                await asyncio.sleep(0.02)
            self.result.seconds = time.monotonic() - started
            self.result.cpu_seconds = _cpu_seconds() - cpu_started
            await self._idle.wait()
            events.cancel()
        self._ami.close()
        server.close()
        return self.result

    def _top_up(self) -> None:
        for _ in range(min(self.settings.concurrent - len(self._live), 10)):
            call = f"{self.settings.run_name}-{next(self._numbers)}"
            self._live.add(call)
            self._idle.clear()
            self.result.placed += 1
            self._send(
                "Originate",
                Channel=self.settings.channel,
                Context=self.settings.context,
                Exten="s",
                Priority="1",
                Async="true",
                ChannelId=call,
                Timeout="30000",
            )

    def _send(self, action: str, **headers: str) -> None:
        lines = [f"Action: {action}", *(f"{name}: {value}" for name, value in headers.items())]
        self._ami.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    async def _read_events(self, reader: asyncio.StreamReader) -> None:
        await reader.readline()
        while True:
            block = await reader.readuntil(b"\r\n\r\n")
            if block.startswith(b"Event: Hangup"):
                fields = dict(line.split(b": ", 1) for line in block.split(b"\r\n") if b": " in line)
                call = fields[b"Uniqueid"].decode()
                if call in self._live:
                    self._live.discard(call)
                    self.result.ended += 1
                    self.result.ended_at.append(time.monotonic())
                    if not self._live:
                        self._idle.set()

    async def _menu(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.result.answered += 1
        try:
            await reader.readuntil(b"\n\n")
            writer.write(f'STREAM FILE {self.settings.prompt} ""\n'.encode())
            while line := await reader.readline():
                if not line.startswith(b"HANGUP"):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
