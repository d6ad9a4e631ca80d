"""The channels of messages: e-mail by SMTP, SMS and WhatsApp by an HTTP gateway, or an outbox; see docs/notices.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from domain.contact.facts import Channel


class NoticesError(Exception):
    """Root of what goes wrong on a channel."""


class ChannelUnavailable(NoticesError):
    """No answer, or one that makes no sense: it may have gone out, so send it again with the same key."""


class NoticeRefused(NoticesError):
    """The channel will not take this message; sending it again changes nothing. `reason` is a word for programs."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class DeliveryRefused(NoticesError):
    """The call did not come from the gateway, or is none of its messages."""


class DeliveryStatus(StrEnum):
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG that an e-mail shows at `{cid:name}` of its HTML."""

    name: str
    png: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingNotice:
    """`key` makes sending it again harmless: the same key is the same message.

    `subject`, `html` and `pictures` are for e-mail; `template` and `parameters` for channels whose messages are
    approved beforehand (WhatsApp), where `text` is what they come to.
    """

    key: str
    to: str = field(repr=False)
    sender: str
    text: str = field(repr=False)
    subject: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    pictures: tuple[Picture, ...] = ()
    template: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a channel says of a message: `key` is ours, `reference` the channel's own; `reason` of a failure."""

    key: str
    status: DeliveryStatus
    reference: str = ""
    reason: str = ""


class NoticeChannel(Protocol):
    """One way of sending. Every method has a time limit of its own and raises ChannelUnavailable when it passes."""

    @property
    def channel(self) -> Channel: ...

    async def send(self, notice: OutgoingNotice) -> Delivery:
        """Idempotent by key where the channel can be. Raises NoticeRefused."""
        ...

    async def find(self, key: str) -> Delivery | None:
        """What became of a message; None: the channel does not know it, or cannot tell."""
        ...

    def read_webhook(self, body: bytes, *, signature: str, timestamp: str) -> Sequence[Delivery]:
        """What the gateway tells by calling us; the same may be told many times. Raises DeliveryRefused."""
        ...
