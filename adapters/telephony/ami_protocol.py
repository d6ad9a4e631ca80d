"""panoramisk's protocol and manager with their reading mended and their hidden habits taken away.

Only this module touches panoramisk. What each guard is against is told in docs/decisions/0003.
"""

import asyncio
import codecs
from collections.abc import Callable, Mapping
from typing import Any

from panoramisk.actions import Action
from panoramisk.ami_protocol import AMIProtocol
from panoramisk.manager import Manager
from panoramisk.message import Message

Headers = Mapping[str, Any]
"""Header → value, or a list of values for a repeated header. Names as Asterisk spells them."""

MAX_MESSAGE_BYTES = 1 << 20
_END = "\r\n\r\n"


class _Everything:
    """Every action is forgettable: none is ever sent a second time by panoramisk on its own."""

    def __contains__(self, _item: object) -> bool:
        return True


class GuardedProtocol(AMIProtocol):  # type: ignore[misc]
    """Decodes incrementally, keeps empty headers, and cuts off a peer that never ends its message."""

    def __init__(self, manager: "GuardedManager") -> None:
        self._manager = manager
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._text = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        # panoramisk sets it only later, and a peer that closes at once would find None there.
        self.factory = self._manager

    def data_received(self, data: bytes) -> None:
        messages = (self._text + self._decoder.decode(data)).split(_END)
        self._text = messages.pop()
        if len(self._text) > MAX_MESSAGE_BYTES:
            self.transport.abort()
            return
        for text in messages:
            message = _parse(text)
            if message is not None:
                self.handle_message(message)

    def forget(self, action: Action) -> None:
        """An action that nobody waits for any more must not stay in the table."""
        self.responses.pop(action.id, None)


def _parse(text: str) -> Message | None:
    # Without the final blank panoramisk drops an empty header ("Value:").
    if ":\r\n" in text:
        text = text.replace(":\r\n", ": \r\n")
    if text.endswith(":"):
        text += " "
    return Message.from_line(text.strip("\r\n"))


class GuardedManager(Manager):  # type: ignore[misc]
    """One connection's manager: it never reconnects, pings or logs in by itself, and its callbacks cannot raise."""

    def __init__(self, *, on_event: Callable[[Headers], None], on_lost: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(loop=loop, forgetable_actions=_Everything(), encoding="utf8")
        self.pinger: asyncio.TimerHandle | None = None
        self._on_event = on_event
        self._on_lost = on_lost

    def take_over(self, transport: asyncio.BaseTransport, protocol: GuardedProtocol) -> None:
        opened: asyncio.Future[Any] = self.loop.create_future()
        opened.set_result((transport, protocol))
        self.connection_made(opened)

    def ping(self) -> None:
        """The client has its own watchdog, which looks at the answers."""

    def dispatch(self, event: Message) -> list[str]:
        self._on_event(as_headers(event))
        return []

    def connection_lost(self, _exc: object) -> None:
        if self.pinger is not None:
            self.pinger.cancel()
            self.pinger = None
        self._on_lost()


def as_headers(message: Message) -> dict[str, Any]:
    """A plain dict: panoramisk's own mapping answers '' to any misspelt name and cannot be copied."""
    headers = dict(message._store.values())  # noqa: SLF001 - its items() costs four times as much
    # panoramisk adds a body to every message.
    if not headers.get("content"):
        headers.pop("content", None)
    return headers


def build_action(name: str, headers: Headers, action_id: str | None) -> Action:
    fields: dict[str, Any] = {"Action": name, **headers}
    if action_id is not None:
        fields["ActionID"] = action_id
    return Action(fields, as_list=False)
