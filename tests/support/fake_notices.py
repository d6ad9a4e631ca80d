"""A channel in memory, and the house's keeper of messages over it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.contact.facts import Channel
from runtime.clock import UlidSource
from services.notices.keeper import NoticeKeeper
from services.notices.requesting import NoticeService
from services.ports.notices import Delivery, DeliveryRefused, DeliveryStatus, NoticesError, OutgoingNotice
from tests.support.negotiating import ZONE, Desk


@dataclass
class FakeChannel:
    """Implements `services.ports.notices.NoticeChannel`; `error` is raised by whatever is asked of it."""

    channel: Channel
    sent: list[OutgoingNotice] = field(default_factory=list)
    states: dict[str, DeliveryStatus] = field(default_factory=dict)
    asked: int = 0
    error: NoticesError | None = None

    async def send(self, notice: OutgoingNotice) -> Delivery:
        self._raise()
        self.sent.append(notice)
        return Delivery(key=notice.key, status=DeliveryStatus.ACCEPTED, reference=f"r-{notice.key}")

    async def find(self, key: str) -> Delivery | None:
        self.asked += 1
        self._raise()
        return Delivery(key=key, status=self.states[key]) if key in self.states else None

    def read_webhook(self, body: bytes, *, signature: str, timestamp: str) -> Sequence[Delivery]:
        if signature != "good":
            raise DeliveryRefused(timestamp)
        key, status, reason = body.decode().split()
        return [Delivery(key=key, status=DeliveryStatus(status), reason=reason)]

    def _raise(self) -> None:
        if self.error is not None:
            raise self.error


@dataclass
class Mailroom:
    desk: Desk
    sms: FakeChannel
    email: FakeChannel
    keeper: NoticeKeeper
    service: NoticeService


def open_mailroom(desk: Desk) -> Mailroom:
    sms, email = FakeChannel(Channel.SMS), FakeChannel(Channel.EMAIL)
    given = {"storage": desk.database, "clock": desk.clock, "ids": UlidSource()}
    return Mailroom(
        desk=desk,
        sms=sms,
        email=email,
        keeper=NoticeKeeper(**given, channels={Channel.SMS: sms, Channel.EMAIL: email}, charges=desk.charges),
        service=NoticeService(**given, timezone=ZONE),
    )
