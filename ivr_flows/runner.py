"""Drives a flow over one call: says, listens, commits, and leaves every fact committed whatever the call does."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from domain.errors import DomainError
from domain.ids import AttemptId
from domain.reporting.survey import SpokenComment
from ivr_flows.book import FlowBook
from ivr_flows.contract import (
    Action,
    Do,
    Event,
    HangUp,
    Hear,
    HeardOut,
    HungUp,
    Key,
    Listen,
    PromptEnded,
    Remember,
    Request,
    RequestPerson,
    Say,
    ServiceDone,
    ServiceFailed,
    Silence,
    Started,
)
from ivr_flows.desk import Desk, MenuDesk
from ivr_flows.engine import Flow
from ivr_flows.hearing import Hearing
from ivr_flows.outbound import outbound_plan
from ivr_flows.prompts import PromptBook
from ivr_flows.settings import DEFAULT_SETTINGS
from ivr_flows.talk import Talk
from ivr_flows.trace import TracedVoice
from services.menu_house import MenuHouse
from services.ports.clock import Clock
from services.ports.repositories.menu import MenuProgress
from services.ports.storage import StorageError
from services.ports.voice import CallEnded, VoiceChannel, VoiceFailed

SERVICE_TIMEOUT_SECONDS: Final = 8.0
VOICE_FAILURES_BORNE: Final = 2
_ALL_KEYS: Final = "0123456789*#"
log = structlog.get_logger()


async def run_menu(
    channel: VoiceChannel,
    *,
    house: MenuHouse,
    prompts: PromptBook,
    clock: Clock,
    flows: FlowBook | None = None,
) -> None:
    """One debtor's way through the menu; returns when it is over or the debtor waits for a person.

    What the menu learned is committed on return, also when the debtor hung up or the process is being stopped.
    Raises UnknownAttempt, StorageError or TimeoutError when the call cannot even be looked up.
    """
    entered_at = clock.now()
    async with asyncio.timeout(SERVICE_TIMEOUT_SECONDS):
        context = await house.menu.load(channel.attempt_id)
    settings = DEFAULT_SETTINGS
    if flows is not None:
        settings, prompts = flows.of(context.call.portfolio, prompts)
    talk = Talk(prompts.speakable(context))
    flow = Flow(outbound_plan(settings), talk, limit_seconds=settings.limit_seconds)
    earlier = context.call.earlier
    await run_flow(
        channel,
        flow,
        desk=MenuDesk(house, prompts),
        prompts=prompts,
        clock=clock,
        started_at=entered_at if earlier is None else earlier.started_at,
        resumed=earlier is not None,
    )


async def run_flow(
    channel: VoiceChannel,
    flow: Flow[Any],
    *,
    desk: Desk,
    prompts: PromptBook,
    clock: Clock,
    started_at: datetime,
    resumed: bool = False,
) -> None:
    """Any flow over one call, as `run_menu`. `resumed`: the call was in the menu before, so it is not started anew."""
    async with asyncio.TaskGroup() as group:
        await _FlowRun(channel, flow, desk, prompts, clock, group, started_at).drive(resumed=resumed)


class _FlowRun:
    def __init__(
        self,
        channel: VoiceChannel,
        flow: Flow[Any],
        desk: Desk,
        prompts: PromptBook,
        clock: Clock,
        group: asyncio.TaskGroup,
        started_at: datetime,
    ) -> None:
        self._flow = flow
        self._desk = desk
        self._prompts = prompts
        self._clock = clock
        self._group = group
        self._started_at = started_at
        self._channel = TracedVoice(
            channel,
            prompts.digests,
            at_ms=self._at_ms,
            step=lambda: flow.step,
            personal=lambda: flow.keys_are_personal,
        )
        self._background: list[asyncio.Task[None]] = []
        self._voice_failures = 0
        self._saved = False

    async def drive(self, *, resumed: bool) -> None:
        if not resumed:
            self._in_background("menu_start", self._desk.start(self._attempt_id, at=self._started_at))
        try:
            await self._follow(Started(self._channel.reason))
        except CallEnded:
            self._feed(HungUp())
        finally:
            # Also when the process is being stopped: the facts of this call are worth a moment more.
            await self._save(ended=not self._flow.plan.may_be_taken_away)

    async def _follow(self, first: Event) -> None:
        actions = self._feed(first)
        while actions:
            event = await self._act(actions.pop(0))
            if event is not None:
                actions = self._feed(event)

    async def _act(self, action: Action) -> Event | None:
        match action:
            case Say() | Listen():
                return await self._speak_or_listen(action)
            case Hear():
                return await self._hear(action)
            case Do(request):
                return await self._commit(request)
            case Remember():
                self._in_background("menu_remember", self._desk.save(self._flow.talk, self._progress(ended=False)))
            case RequestPerson():
                await self._save(ended=False)
                await self._channel.request_person()
            case HangUp():
                # The dialplan hangs up when the menu returns, and tells the network a normal clearing; a hang-up
                # ordered from here would tell none.
                await self._save(ended=True)
        return None

    async def _speak_or_listen(self, action: Say | Listen) -> Event:
        try:
            return await (self._say(action) if isinstance(action, Say) else self._listen(action))
        except VoiceFailed:
            self._voice_failures += 1
            log.warning("voice_failed", attempt_id=self._attempt_id, failures=self._voice_failures)
            if self._voice_failures > VOICE_FAILURES_BORNE:
                return ServiceFailed()
            return PromptEnded() if isinstance(action, Say) else Silence()

    async def _say(self, say: Say) -> Event:
        clips = self._prompts.clips(say.pieces)
        if not clips:
            # A rendered sound is missing: what cannot be heard may not be agreed to.
            return ServiceFailed()
        if say.fresh:
            await self._channel.forget_keys()
        key = await self._channel.play(clips, stop_keys=_ALL_KEYS if say.barge_in else "")
        return PromptEnded() if key is None else Key(key)

    async def _listen(self, listen: Listen) -> Event:
        key = await self._channel.read_key(timeout_seconds=listen.timeout_seconds)
        return Silence() if key is None else Key(key)

    async def _hear(self, hear: Hear) -> HeardOut:
        hearing = Hearing(self._channel, hear, at_ms=self._at_ms)
        try:
            await hearing.to_its_end()
        except VoiceFailed:
            log.warning("voice_failed", attempt_id=self._attempt_id, failures=1)
        except CallEnded:
            # To hang up is one of the ways to end it.
            self._feed(hearing.heard)
            raise
        return hearing.heard

    async def _commit(self, request: Request) -> Event:
        talk = self._flow.talk
        try:
            async with asyncio.timeout(SERVICE_TIMEOUT_SECONDS):
                done: ServiceDone = await self._desk.carry_out(request, talk, self._progress(ended=False))
        except (StorageError, DomainError, TimeoutError) as error:
            log.warning("menu_commit_failed", attempt_id=self._attempt_id, error=type(error).__name__)
            return ServiceFailed()
        return done

    async def _save(self, *, ended: bool) -> None:
        """Once per run; the background saves come first, so that the last word is the last one written."""
        if self._saved:
            return
        self._saved = True
        if self._background:
            await asyncio.wait(self._background)
        progress = replace(self._progress(ended=ended), trace=self._channel.trace())
        await self._quietly("menu_save", self._desk.save(self._flow.talk, progress))

    def _in_background(self, name: str, work: Awaitable[None]) -> None:
        self._background.append(self._group.create_task(self._quietly(name, work), name=name))

    async def _quietly(self, name: str, work: Awaitable[None]) -> None:
        """A failed save does not end the call: whatever comes next writes the same facts again."""
        try:
            async with asyncio.timeout(SERVICE_TIMEOUT_SECONDS):
                await work
        except (StorageError, TimeoutError) as error:
            log.warning("menu_write_failed", attempt_id=self._attempt_id, write=name, error=type(error).__name__)

    def _feed(self, event: Event) -> list[Action]:
        before = self._flow.step
        actions = self._flow.feed(event, at_ms=self._at_ms())
        if self._flow.step != before:
            log.debug("menu_step", attempt_id=self._attempt_id, step_from=before, step_to=self._flow.step)
        return actions

    def _progress(self, *, ended: bool) -> MenuProgress:
        talk = self._flow.talk
        confirmed = talk.identity_confirmed_ms
        return MenuProgress(
            attempt_id=self._attempt_id,
            started_at=self._started_at,
            ended_at=self._clock.now() if ended else None,
            pressed_keys=talk.pressed_keys,
            identity_confirmed_at=(None if confirmed is None else self._started_at + timedelta(milliseconds=confirmed)),
            disposition=talk.disposition,
            steps=tuple(dict(step) for step in talk.steps),
            comment=self._comment(),
        )

    def _comment(self) -> SpokenComment | None:
        """Where the recording holds it; nothing is kept of a call of which no recording is known."""
        if self._flow.talk.comment is None:
            return None
        began, ended = (self._channel.in_recording(at_ms) for at_ms in self._flow.talk.comment)
        return None if began is None or ended is None else SpokenComment(began, ended)

    def _at_ms(self) -> int:
        return round((self._clock.now() - self._started_at).total_seconds() * 1000)

    @property
    def _attempt_id(self) -> AttemptId:
        return self._channel.attempt_id
