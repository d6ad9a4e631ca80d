"""Drives a flow over one call: says, listens, commits, and leaves every fact committed whatever the call does."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Final

import structlog

from domain.ids import AttemptId
from ivr_flows.contract import (
    Action,
    Agree,
    ClaimPaid,
    Do,
    Event,
    HangUp,
    HungUp,
    Key,
    Listen,
    PromptEnded,
    Remember,
    RequestPerson,
    Say,
    ServiceDone,
    ServiceFailed,
    Silence,
    Started,
    UnlinkNumber,
)
from ivr_flows.outbound import OutboundFlow
from ivr_flows.prompts import PromptBook
from ivr_flows.steps import OutboundPolicy
from services.menu import MenuContext, MenuError, MenuService
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
    menu: MenuService,
    prompts: PromptBook,
    clock: Clock,
    policy: OutboundPolicy | None = None,
) -> None:
    """One debtor's way through the menu; returns when it is over or the debtor waits for a person.

    What the menu learned is committed on return, also when the debtor hung up or the process is being stopped.
    Raises UnknownAttempt, StorageError or TimeoutError when the call cannot even be looked up.
    """
    entered_at = clock.now()
    async with asyncio.timeout(SERVICE_TIMEOUT_SECONDS):
        context = await menu.load(channel.attempt_id)
    async with asyncio.TaskGroup() as group:
        run = _MenuRun(channel, menu, prompts, clock, group, context, OutboundFlow(policy), entered_at)
        await run.drive()


class _MenuRun:
    def __init__(
        self,
        channel: VoiceChannel,
        menu: MenuService,
        prompts: PromptBook,
        clock: Clock,
        group: asyncio.TaskGroup,
        context: MenuContext,
        flow: OutboundFlow,
        entered_at: datetime,
    ) -> None:
        self._channel = channel
        self._menu = menu
        self._prompts = prompts
        self._clock = clock
        self._group = group
        self._context = context
        self._flow = flow
        earlier = context.call.earlier
        self._started_at = entered_at if earlier is None else earlier.started_at
        self._background: list[asyncio.Task[None]] = []
        self._voice_failures = 0
        self._saved = False

    async def drive(self) -> None:
        if self._context.call.earlier is None:
            self._in_background("menu_start", self._menu.start(self._attempt_id, at=self._started_at))
        try:
            await self._follow(Started(self._prompts.speakable(self._context), self._channel.reason))
        except CallEnded:
            self._feed(HungUp())
        finally:
            # Also when the process is being stopped: the facts of this call are worth a moment more.
            await self._save(ended=True)

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
            case Do(request):
                return await self._commit(request)
            case Remember():
                self._in_background("menu_remember", self._menu.save(self._context, self._progress(ended=False)))
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
            return PromptEnded()
        key = await self._channel.play(clips, stop_keys=_ALL_KEYS if say.barge_in else "")
        return PromptEnded() if key is None else Key(key)

    async def _listen(self, listen: Listen) -> Event:
        key = await self._channel.read_key(timeout_seconds=listen.timeout_seconds)
        return Silence() if key is None else Key(key)

    async def _commit(self, request: Agree | ClaimPaid | UnlinkNumber) -> Event:
        progress = self._progress(ended=False)
        try:
            async with asyncio.timeout(SERVICE_TIMEOUT_SECONDS):
                match request:
                    case Agree(offer, read_back):
                        text = self._prompts.text(read_back)
                        protocol = await self._menu.agree(self._context, offer, read_back=text, progress=progress)
                    case ClaimPaid():
                        protocol = await self._menu.claim_paid(self._context, progress)
                    case UnlinkNumber():
                        protocol = await self._menu.unlink_number(self._context, progress)
        except (StorageError, MenuError, TimeoutError) as error:
            log.warning("menu_commit_failed", attempt_id=self._attempt_id, error=type(error).__name__)
            return ServiceFailed()
        return ServiceDone(protocol)

    async def _save(self, *, ended: bool) -> None:
        """Once per run; the background saves come first, so that the last word is the last one written."""
        if self._saved:
            return
        self._saved = True
        if self._background:
            await asyncio.wait(self._background)
        await self._quietly("menu_save", self._menu.save(self._context, self._progress(ended=ended)))

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
        if self._flow.step is not before:
            log.debug("menu_step", attempt_id=self._attempt_id, step_from=before.value, step_to=self._flow.step.value)
        return actions

    def _progress(self, *, ended: bool) -> MenuProgress:
        flow = self._flow
        confirmed = flow.identity_confirmed_ms
        return MenuProgress(
            attempt_id=self._attempt_id,
            started_at=self._started_at,
            ended_at=self._clock.now() if ended else None,
            pressed_keys=flow.pressed_keys,
            identity_confirmed_at=(None if confirmed is None else self._started_at + timedelta(milliseconds=confirmed)),
            disposition=flow.disposition,
            steps=tuple(dict(step) for step in flow.steps),
        )

    def _at_ms(self) -> int:
        return round((self._clock.now() - self._started_at).total_seconds() * 1000)

    @property
    def _attempt_id(self) -> AttemptId:
        return self._channel.attempt_id
