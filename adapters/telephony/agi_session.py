"""One channel's FastAGI session: a command at a time, each with a limit, and the hang-up known at once."""

import asyncio
from collections.abc import Mapping

from adapters.telephony.agi_protocol import (
    AgiEnvironment,
    AgiError,
    AgiEvent,
    AgiHangup,
    AgiParser,
    AgiProtocolError,
    AgiReply,
    command_line,
)

REPLY_SECONDS = 5.0


class AgiHungUp(AgiError):
    """The channel hung up, or Asterisk closed the session."""


class AgiTimeout(AgiError):
    """Asterisk did not answer a command in its time; the session is closed, for its next reply would be misread."""


class AgiCommandFailed(AgiError):
    """Asterisk does not know the command or its arguments (510, 520)."""


class AgiSession(asyncio.Protocol):
    """Made by the server. `closed` is set when the socket is gone, `hung_up` also when only the channel is."""

    def __init__(self) -> None:
        self._parser = AgiParser()
        self._transport: asyncio.Transport | None = None
        self._reply: asyncio.Future[AgiReply] | None = None
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._environment: dict[str, str] = {}
        self._hung_up = False
        self._closed = False
        self.last_reply_at = 0.0
        """Loop time of the latest reply: since then nobody in Asterisk was reading keys for us."""

    @property
    def environment(self) -> Mapping[str, str]:
        return self._environment

    @property
    def path(self) -> str:
        """The script's name in the dialplan's `agi://host:port/path`, without a query."""
        return self._environment.get("agi_network_script", "").partition("?")[0]

    @property
    def hung_up(self) -> bool:
        return self._hung_up

    @property
    def closed(self) -> bool:
        return self._closed

    def argument(self, number: int) -> str:
        """The dialplan's argument to AGI(), counted from 1; empty when there was none."""
        return self._environment.get(f"agi_arg_{number}", "")

    async def execute(self, command: str, *arguments: str, timeout_seconds: float = REPLY_SECONDS) -> AgiReply:
        """Asterisk's reply (200). Raises AgiHungUp, AgiTimeout, AgiCommandFailed or AgiInjection.

        `timeout_seconds` must be longer than the command can take: after it the session is lost.
        """
        line = command_line(command, *arguments)
        if self._hung_up or self._closed or self._transport is None:
            raise AgiHungUp("the call is over")
        if self._reply is not None:
            raise AgiError("one command at a time")
        loop = asyncio.get_running_loop()
        self._reply = reply = loop.create_future()
        self._transport.write(line)
        try:
            async with asyncio.timeout(timeout_seconds):
                answer = await reply
        except TimeoutError:
            self.abort()
            raise AgiTimeout(f"no answer to {command} in {timeout_seconds:g} s") from None
        except asyncio.CancelledError:
            # The reply may still come and would be taken for the next command's.
            self.abort()
            raise
        finally:
            self._reply = None
        self.last_reply_at = loop.time()
        return _checked(answer, command)

    async def wait_ready(self, timeout_seconds: float) -> None:
        """Until the environment is in; raises AgiHungUp, AgiProtocolError or AgiTimeout."""
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._ready
        except TimeoutError:
            raise AgiTimeout("no AGI environment in time") from None

    def close(self) -> None:
        """Give the channel back to the dialplan."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a stream server makes no other
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        try:
            for event in self._parser.feed(data):
                self._take(event)
        except AgiProtocolError as error:
            if not self._ready.done():
                self._ready.set_exception(error)
            self.abort()

    def eof_received(self) -> bool:
        self._hang_up()
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - however it was lost
        self._closed = True
        self._hang_up()
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(AgiHungUp("the session was closed"))
        if not self._ready.done():
            self._ready.set_exception(AgiHungUp("the session was closed before it began"))

    def _take(self, event: AgiEvent) -> None:
        if isinstance(event, AgiEnvironment):
            self._environment = event.variables
            if not self._ready.done():
                self._ready.set_result(None)
        elif isinstance(event, AgiHangup):
            self._hang_up()
        elif self._reply is not None and not self._reply.done():
            self._reply.set_result(event)
        else:
            raise AgiProtocolError("a reply that nobody asked for")

    def _hang_up(self) -> None:
        # A running command still gets its reply: Asterisk sends it before or after HANGUP.
        self._hung_up = True


def _checked(reply: AgiReply, command: str) -> AgiReply:
    if reply.code == 200:
        return reply
    if reply.code == 511:
        raise AgiHungUp("the channel is gone")
    raise AgiCommandFailed(f"{command} was refused ({reply.code})")
