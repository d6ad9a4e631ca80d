"""Runs the waiting room over a call that the menu handed on."""

import asyncio
from datetime import datetime

from domain.ids import AttemptId
from ivr_flows.contract import Request, ServiceDone
from ivr_flows.engine import Flow
from ivr_flows.prompts import PromptBook
from ivr_flows.runner import SERVICE_TIMEOUT_SECONDS, run_flow
from ivr_flows.talk import Talk
from ivr_flows.waiting import GoBack, LookAtQueue, WaitTalk, waiting_plan
from services.menu_house import MenuHouse
from services.ports.clock import Clock
from services.ports.repositories.menu import MenuProgress
from services.ports.voice import VoiceChannel
from services.waiting_room import NoCallback, WaitingRoom

WAIT_LIMIT_SECONDS = 600.0
"""However long the dialer lets somebody wait, or if it is not there any more to end the wait."""


async def run_waiting(
    channel: VoiceChannel, *, house: MenuHouse, room: WaitingRoom, prompts: PromptBook, clock: Clock
) -> None:
    """Somebody's wait for a person; returns when it is over, by whatever end.

    Raises UnknownAttempt, StorageError or TimeoutError when the call cannot even be looked up.
    """
    entered_at = clock.now()
    async with asyncio.timeout(SERVICE_TIMEOUT_SECONDS):
        context = await house.menu.load(channel.attempt_id)
        callback = await room.soonest(channel.attempt_id)
    talk = WaitTalk(prompts.speakable(context), callback=callback)
    earlier = context.call.earlier
    started_at = entered_at if earlier is None else earlier.started_at
    if earlier is not None:
        talk.pressed_keys, talk.disposition = earlier.pressed_keys, earlier.disposition
        talk.steps[:0] = [dict(step) for step in earlier.steps]
        talk.protocol = earlier.protocol or ""
        if earlier.identity_confirmed_at is not None:
            talk.identity_confirmed_ms = round((earlier.identity_confirmed_at - started_at).total_seconds() * 1000)
    waited = (entered_at - started_at).total_seconds()
    await run_flow(
        channel,
        Flow(waiting_plan(), talk, limit_seconds=waited + WAIT_LIMIT_SECONDS),
        desk=WaitingDesk(house, room, channel),
        prompts=prompts,
        clock=clock,
        started_at=started_at,
        resumed=True,
    )


class WaitingDesk:
    """Implements `ivr_flows.desk.Desk` for somebody who waits on `channel`."""

    def __init__(self, house: MenuHouse, room: WaitingRoom, channel: VoiceChannel) -> None:
        self._menu = house.menu
        self._room = room
        self._channel = channel

    async def start(self, attempt_id: AttemptId, *, at: datetime) -> None:
        """Who waits came from the menu, whose session this is."""

    async def save(self, talk: Talk, progress: MenuProgress) -> None:
        await self._menu.save(talk.context, progress)

    async def carry_out(self, request: Request, talk: Talk, progress: MenuProgress) -> ServiceDone:
        assert isinstance(talk, WaitTalk)  # noqa: S101 - the waiting room's own talk
        if isinstance(request, LookAtQueue):
            talk.place = await self._channel.queue_place()
            return ServiceDone(result=talk.news)
        if isinstance(request, GoBack):
            await self._channel.leave_queue()
            await self._channel.return_to_menu()
            return ServiceDone()
        if talk.callback is None:
            return ServiceDone(result="impossible")
        # From now on no agent is to be given to them, who would only be taken from somebody who waits.
        await self._channel.leave_queue()
        try:
            promised = await self._room.promise(self._channel.attempt_id, talk.callback, progress)
        except NoCallback:
            return ServiceDone(result="impossible")
        talk.disposition = talk.disposition or promised.disposition
        return ServiceDone(promised.protocol)
