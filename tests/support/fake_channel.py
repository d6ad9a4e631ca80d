"""The Asterisk side of a FastAGI session, in a test's hands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

ENVIRONMENT = b"agi_network: yes\nagi_network_script: menu\nagi_uniqueid: A1\nagi_arg_1: answered\n\n"


class FakeChannel:
    """`commands` are the lines received so far; `answer` reads one and replies to it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.commands: list[str] = []

    async def answer(self, reply: str) -> str:
        """The next command, answered with `reply`."""
        command = await self.next_command()
        self.say(reply)
        return command

    async def next_command(self) -> str:
        line = await self._reader.readline()
        if not line:
            raise EOFError("the session was closed")
        self.commands.append(line.decode().removesuffix("\n"))
        return self.commands[-1]

    async def closed(self) -> bool:
        """True once the server closed the session without another word."""
        return await self._reader.read() == b""

    def say(self, line: str) -> None:
        self._writer.write(line.encode() + b"\n")

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    def reset(self) -> None:
        self._writer.transport.abort()


@asynccontextmanager
async def fake_channel(port: int, *, environment: bytes = ENVIRONMENT) -> AsyncIterator[FakeChannel]:
    """A channel that entered the server's menu."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(environment)
    try:
        yield FakeChannel(reader, writer)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
