"""An Asterisk manager without the Asterisk: says and does what a test tells it to."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

GREETING = b"Asterisk Call Manager/9.0.0\r\n"
UNKNOWN = "Invalid/unknown command: {}. Use Action: ListCommands to show available commands."
NO_CHANNEL = {"Hangup": "No such channel", "Redirect": "Channel does not exist: {}"}
Message = dict[str, str | list[str]]
Answer = Callable[[Message], Sequence[Mapping[str, str]] | None]


class FakeAmi:
    """`actions` are all received ones but pings; `answers` replace the default answer by action name.

    An answer of None is silence. `mute` makes it read and say nothing more, as a half-open link does.
    """

    def __init__(self, *, secret: str = "secret", boots: bool = True) -> None:  # noqa: S107
        self.secret = secret
        self.boots = boots
        self.mute = False
        self.actions: list[Message] = []
        self.pings = 0
        self.logins = 0
        self.connections = 0
        self.answers: dict[str, Answer] = {
            "Ping": lambda _action: [{"Response": "Success", "Ping": "Pong"}],
            "Originate": lambda _action: [{"Response": "Success", "Message": "Originate successfully queued"}],
            "Redirect": lambda _action: [{"Response": "Success", "Message": "Redirect successful"}],
            "Hangup": lambda _action: [{"Response": "Success", "Message": "Channel Hungup"}],
            "Logoff": lambda _action: [{"Response": "Goodbye", "Message": "Thanks for all the fish."}],
            "CoreShowChannels": lambda _action: channel_list([]),
        }
        self.channels: set[str] | None = None
        """The channels that exist; None means any that is asked for."""
        self.port = 0
        self._writers: set[asyncio.StreamWriter] = set()

    def named(self, name: str) -> list[Message]:
        return [action for action in self.actions if action["Action"] == name]

    def emit(self, event: str, **headers: str) -> None:
        """Tell every logged-in client an event."""
        self.write(encode({"Event": event, **headers}))

    def write(self, data: bytes) -> None:
        for writer in self._writers:
            writer.write(data)

    def drop(self) -> None:
        """Cut every connection without a word."""
        for writer in list(self._writers):
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            writer.write(GREETING)
            while True:
                block = await reader.readuntil(b"\r\n\r\n")
                if not self.mute:
                    self._take(decode(block), writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    def _take(self, action: Message, writer: asyncio.StreamWriter) -> None:
        name = str(action["Action"])
        if name == "Ping":
            self.pings += 1
        else:
            self.actions.append(action)
        for message in self._answer(name, action):
            writer.write(encode({**message, "ActionID": str(action.get("ActionID", ""))}))
        refused = name == "Login" and action.get("Secret") != self.secret
        if name == "Logoff" or refused:
            writer.close()
        elif name == "Login" and self.boots:
            writer.write(encode({"Event": "FullyBooted", "Status": "Fully Booted"}))

    def _answer(self, name: str, action: Message) -> Sequence[Mapping[str, str]]:
        if name == "Login":
            self.logins += 1
            right = action.get("Secret") == self.secret
            return [
                {"Response": "Success", "Message": "Authentication accepted"}
                if right
                else {"Response": "Error", "Message": "Authentication failed"}
            ]
        if self.channels is not None and name in NO_CHANNEL and action.get("Channel") not in self.channels:
            return [{"Response": "Error", "Message": NO_CHANNEL[name].format(action.get("Channel"))}]
        answer = self.answers.get(name)
        return [{"Response": "Error", "Message": UNKNOWN.format(name)}] if answer is None else answer(action) or []

    async def close(self) -> None:
        self.drop()
        while self._writers:  # noqa: ASYNC110 - the serving tasks end within a few turns
            await asyncio.sleep(0)


@asynccontextmanager
async def fake_ami(*, secret: str = "secret", boots: bool = True, port: int = 0) -> AsyncIterator[FakeAmi]:  # noqa: S107
    """A FakeAmi listening on loopback, port in `.port`."""
    ami = FakeAmi(secret=secret, boots=boots)
    server = await asyncio.start_server(ami.serve, "127.0.0.1", port, limit=1 << 20)
    ami.port = server.sockets[0].getsockname()[1]
    try:
        yield ami
    finally:
        server.close()
        await ami.close()
        await server.wait_closed()


def channel_list(channels: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [
        {"Response": "Success", "EventList": "start", "Message": "Channels will follow"},
        *({"Event": "CoreShowChannel", **channel} for channel in channels),
        {"Event": "CoreShowChannelsComplete", "EventList": "Complete", "ListItems": str(len(channels))},
    ]


def encode(headers: Mapping[str, str]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode() + b"\r\n"


def decode(block: bytes) -> Message:
    message: Message = {}
    for line in block.decode().split("\r\n"):
        if not line:
            continue
        name, _, value = line.partition(": ")
        known = message.get(name)
        if known is None:
            message[name] = value
        else:
            message[name] = [*([known] if isinstance(known, str) else known), value]
    return message
