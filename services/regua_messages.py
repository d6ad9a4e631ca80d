"""The messages of réguas: each planned step of today becomes one neutral message, where the rules of contact let it."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

import structlog

from domain.contact.facts import Channel, Purpose
from domain.errors import DomainError
from domain.notice.contact import MESSAGE_CHANNELS, Contact, ContactRefused, contact_at
from domain.notice.notice import NoticeKind
from domain.strategy.step_message import Go, LetBe, LookAgain, Place, decide_step_message
from services.errors import ServiceError
from services.notices.keys import notice_of_step
from services.notices.requesting import add_reminder
from services.ports.clock import Clock
from services.ports.repositories.strategy import PendingStep
from services.ports.storage import Storage, StorageError, UnitOfWork
from services.regua_steps import purpose_of, refusal, still_planned

_BATCH: Final = 100
_BROKEN_WAIT: Final = timedelta(hours=1)
"""A step that cannot be judged, as when its régua's file is broken, is in nobody's way for so long."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReguaMessages:
    """Several of them at once are harmless: a step is held while it is judged, and its message has one id for ever.

    `channels` are those that this house sends through: steps of others wait for whoever does them. `zone` is where
    the house's days are counted. A round does a hundred steps at most: the rest of a long day comes after it.
    """

    storage: Storage
    clock: Clock
    zone: tzinfo
    channels: Collection[Channel]
    seconds_between: float = 10.0

    async def run(self) -> None:
        """Until cancelled. What is to be sent is read from the plan at every round: nothing is kept in memory."""
        while True:
            try:
                await self.round()
            except StorageError as error:
                log.warning("regua_messages_failed", error=type(error).__name__)
            await asyncio.sleep(self.seconds_between)

    async def round(self) -> int:
        """How many steps were looked at. Raises StorageError."""
        now = self.clock.now()
        today, channels = now.astimezone(self.zone).date(), [channel.value for channel in self._sent_through()]
        due = await self.storage.read(
            lambda uow: uow.strategy.due_messages(channels, on_day=today, now=now, limit=_BATCH)
        )
        for step_id in due:
            await self._do(step_id)
        return len(due)

    def _sent_through(self) -> list[Channel]:
        return [channel for channel in MESSAGE_CHANNELS if channel in self.channels]

    async def _do(self, step_id: int) -> None:
        """A step that fails stands aside: the others are done all the same."""
        now = self.clock.now()
        try:
            await self.storage.write(lambda uow: send_step(uow, step_id, now=now, zone=self.zone))
        except (DomainError, ServiceError) as error:
            log.warning("regua_step_failed", step=step_id, error=type(error).__name__)
            later, reason = now + _BROKEN_WAIT, "o passo não pôde ser avaliado"
            await self.storage.write(lambda uow: uow.strategy.hold_step(step_id, reason, until=later))


def send_step(uow: UnitOfWork, step_id: int, *, now: datetime, zone: tzinfo) -> None:
    """Write its message, or why there is none: with the step itself, all in one transaction."""
    step = uow.strategy.step(step_id, lock=True)
    if step is None or step.state != "planned":
        return
    notice_id = notice_of_step(step.debt_id, step.step)
    if uow.notices.get(notice_id) is not None:
        uow.strategy.finish_step(step_id, at=now, notice_id=notice_id)
        return
    if not still_planned(uow, step, now, zone):
        uow.strategy.skip_step(step_id, "a dívida mudou desde o planejamento", at=now)
        return
    match _decide(uow, step, now, zone):
        case Go(contact):
            of_promise = purpose_of(step) is Purpose.PROMISE_REMINDER
            kind = NoticeKind.PROMISE if of_promise else NoticeKind.REMINDER
            add_reminder(uow, notice_id, step.debtor_id, step.portfolio_id, contact, by=None, now=now, kind=kind)
            uow.strategy.finish_step(step_id, at=now, notice_id=notice_id)
        case LookAgain(at, reason):
            uow.strategy.hold_step(step_id, reason, until=at)
        case LetBe(reason):
            uow.strategy.skip_step(step_id, reason, at=now)


def _decide(uow: UnitOfWork, step: PendingStep, now: datetime, zone: tzinfo) -> Go | LookAgain | LetBe:
    channel, today = Channel(step.channel), now.astimezone(zone).date()
    begins = datetime.combine(today, time(), zone)
    subject = uow.contact.subject(step.debtor_id, at=now)
    places = [] if subject is None else [
        Place(contact, refusal(subject, step.portfolio_id, channel, contact.number, now=now, purpose=purpose_of(step)))
        for contact in _contacts(uow, step, channel)
    ]  # fmt: skip
    return decide_step_message(
        places,
        told_today=uow.notices.reminded(step.debtor_id, step.portfolio_id, channel, since=begins),
        day_ends=datetime.combine(today + timedelta(days=1), time(), zone),
    )


def _contacts(uow: UnitOfWork, step: PendingStep, channel: Channel) -> list[Contact]:
    """Best first, without numbers that are somebody else's."""
    known, found = uow.notices.contacts(step.debtor_id), []
    for address in (known.email,) if channel is Channel.EMAIL else known.numbers:
        try:
            found.append(contact_at(channel, address))
        except ContactRefused:
            continue
    return found
