"""Sends what was wished for, tries again what did not go, and asks what became of what went."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from domain.contact.facts import Channel
from domain.ids import NoticeId
from domain.notice.notice import NoticeState
from services.notices.errors import NoticeError
from services.notices.leaving import Leaving, prepare
from services.notices.news import save_told, settle
from services.payments.charging import ChargeService
from services.payments.errors import PaymentRefused
from services.ports.bus import Bus
from services.ports.clock import Clock, IdSource
from services.ports.notices import (
    ChannelUnavailable,
    Delivery,
    DeliveryRefused,
    DeliveryStatus,
    NoticeChannel,
    NoticeRefused,
    NoticesError,
)
from services.ports.repositories.notices import NoticeFacts
from services.ports.storage import Storage, StorageError, UnitOfWork
from services.waiting import heard_within

MOST_TRIES: Final = 12
"""With the waits between them, some two hours."""
_TOPICS: Final = ("notice/changed/#", "agreement/confirmed/#")
_BATCH: Final = 50
_AT_ONCE: Final = 4
_FIRST_RETRY: Final = timedelta(seconds=15)
_LONGEST_RETRY: Final = timedelta(minutes=15)
_FIRST_QUESTION: Final = timedelta(seconds=5)
_LAST_QUESTION: Final = timedelta(days=1)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeKeeper:
    """Several of them at once are harmless: one sends a message while it holds it, and its key is always the same.

    `senders`: what a message says it comes from, by channel; without one, the portfolio's neutral company.
    """

    storage: Storage
    clock: Clock
    ids: IdSource
    channels: Mapping[Channel, NoticeChannel]
    charges: ChargeService
    senders: Mapping[Channel, str] = field(default_factory=dict)
    seconds_between: float = 5.0

    async def run(self, bus: Bus) -> None:
        """Until cancelled: a round at every wish that the bus tells of, and every few seconds."""
        woken = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._hear(bus, woken), name="notice-news")
            group.create_task(self._keep(woken), name="notice-rounds")

    async def round(self) -> None:
        """Raises StorageError."""
        await self._make_codes()
        while due := await self._due():
            for start in range(0, len(due), _AT_ONCE):
                await self._send_all(due[start : start + _AT_ONCE])
            if len(due) < _BATCH:
                break
        await self._ask()

    async def send(self, notice_id: NoticeId) -> None:
        """One try of one message, if it may leave now. Raises StorageError."""
        now, spare = self.clock.now(), NoticeId(self.ids.new_id())
        zone = self.charges.timezone
        leaving = await self.storage.write(lambda uow: prepare(uow, notice_id, spare, self.senders, zone=zone, now=now))
        if leaving is not None:
            delivery = await self._hand_over(leaving)
            if delivery is not None:
                await self._learn(delivery, first=True)

    async def hear(self, channel: Channel, body: bytes, *, signature: str, timestamp: str) -> int:
        """A gateway's call; how many messages of ours it told of. Raises DeliveryRefused, StorageError."""
        through = self.channels.get(channel)
        if through is None:
            raise DeliveryRefused("no such channel here")
        told = through.read_webhook(body, signature=signature, timestamp=timestamp)
        return sum([await self._learn(one, first=False) for one in told])

    async def _hear(self, bus: Bus, woken: asyncio.Event) -> None:
        async for _news in bus.subscribe(*_TOPICS):
            woken.set()

    async def _keep(self, woken: asyncio.Event) -> None:
        while True:
            try:
                await self.round()
            except (StorageError, NoticeError) as error:
                log.warning("notice_round_failed", error=type(error).__name__)
            await heard_within(woken, self.seconds_between)
            woken.clear()

    async def _send_all(self, some: list[NoticeId]) -> None:
        """All of them are tried, whatever becomes of one."""
        ends = await asyncio.gather(*(self.send(one) for one in some), return_exceptions=True)
        for error in ends:
            if error is not None:
                raise error

    async def _make_codes(self) -> None:
        """A message without its code waits for it; the provider's failure is the charge's matter."""
        try:
            await self.charges.create_waiting(limit=_BATCH)
        except PaymentRefused as error:
            log.warning("codes_not_made", error=type(error).__name__)

    async def _due(self) -> list[NoticeId]:
        now = self.clock.now()
        return list(await self.storage.read(lambda uow: uow.notices.due(now, limit=_BATCH)))

    async def _hand_over(self, leaving: Leaving) -> Delivery | None:
        """None: nothing is known, and it will be tried again."""
        channel, key = leaving.notice.contact.channel, leaving.notice.notice_id
        through = self.channels.get(channel)
        if through is None:
            return Delivery(key=key, status=DeliveryStatus.FAILED, reason="no_channel")
        try:
            return await through.send(leaving.message)
        except NoticeRefused as refused:
            return Delivery(key=key, status=DeliveryStatus.FAILED, reason=refused.reason)
        except ChannelUnavailable as error:
            log.warning("channel_unavailable", channel=channel.value, notice_id=key, error=str(error))
            return await self._try_again(leaving.notice)

    async def _try_again(self, notice: NoticeFacts) -> Delivery | None:
        if notice.tries >= MOST_TRIES:
            return Delivery(key=notice.notice_id, status=DeliveryStatus.FAILED, reason="channel_unavailable")
        at = self.clock.now() + min(_FIRST_RETRY * 2 ** (notice.tries - 1), _LONGEST_RETRY)

        def work(uow: UnitOfWork) -> None:
            now_known = uow.notices.get(notice.notice_id, lock=True)
            if now_known is not None and now_known.state is NoticeState.QUEUED:
                uow.notices.save(replace(now_known, next_try_at=at))

        await self.storage.write(work)
        return None

    async def _learn(self, told: Delivery, *, first: bool) -> bool:
        """Whether the message is ours. `first`: the answer to sending it, so its delivery is asked for soon."""
        now = self.clock.now()
        again = now + _FIRST_QUESTION if first else None
        return await self.storage.write(lambda uow: save_told(uow, told, now=now, ask_at=again))

    async def _ask(self) -> None:
        """What became of accepted messages that nobody told about: ever less often, for a day."""
        now = self.clock.now()
        for notice in await self.storage.read(lambda uow: uow.notices.unconfirmed(before=now, limit=_BATCH)):
            through = self.channels.get(notice.contact.channel)
            try:
                told = None if through is None else await through.find(notice.notice_id)
            except NoticesError as error:
                log.warning("channel_unavailable", channel=notice.contact.channel.value, error=str(error))
                told = None
            if told is not None and told.status is not DeliveryStatus.ACCEPTED:
                await self._learn(told, first=False)
            else:
                await self._ask_later(notice, now)

    async def _ask_later(self, notice: NoticeFacts, now: datetime) -> None:
        age = now - (notice.accepted_at or notice.requested_at)
        at = now + max(_FIRST_QUESTION, age) if age < _LAST_QUESTION else None
        await self.storage.write(lambda uow: settle(uow, notice.notice_id, ask_at=at))
