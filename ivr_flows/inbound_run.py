"""Runs the inbound menu over a call that somebody made to us."""

import asyncio
from typing import Any

from ivr_flows.book import FlowBook
from ivr_flows.contract import ServiceDone
from ivr_flows.desk import MenuDesk
from ivr_flows.engine import Flow
from ivr_flows.inbound import Complain, InboundTalk, LookAtAccount, ProveIdentity, SendSecondCopy, inbound_plan
from ivr_flows.prompts import PromptBook
from ivr_flows.runner import SERVICE_TIMEOUT_SECONDS, run_flow
from ivr_flows.settings import DEFAULT_SETTINGS
from services.inbound import CallerAnswers, InboundService
from services.inbound_account import InboundAccount
from services.menu_house import MenuHouse
from services.ports.clock import Clock
from services.ports.repositories.menu import MenuProgress
from services.ports.voice import VoiceChannel


async def run_inbound(
    channel: VoiceChannel,
    *,
    house: MenuHouse,
    inbound: InboundService,
    account: InboundAccount,
    prompts: PromptBook,
    clock: Clock,
    flows: FlowBook | None = None,
) -> None:
    """One call to a published number, as `run_menu`.

    Raises UnknownAttempt, StorageError or TimeoutError when the call cannot even be looked up.
    """
    entered_at = clock.now()
    async with asyncio.timeout(SERVICE_TIMEOUT_SECONDS):
        context = await house.menu.load(channel.attempt_id)
        caller = await inbound.greet(channel.attempt_id, channel.caller_number)
    settings = DEFAULT_SETTINGS
    if flows is not None:
        settings, prompts = flows.of(context.call.portfolio, prompts)
    earlier = context.call.earlier
    talk = InboundTalk(
        prompts.speakable(context), hint=caller.hint, may_identify=caller.may_identify, tried=caller.tried
    )
    clerk = _Clerk(channel, house, inbound, account, prompts)
    desk = MenuDesk(
        house,
        prompts,
        more={
            ProveIdentity: clerk.prove,
            LookAtAccount: clerk.look,
            SendSecondCopy: clerk.send_copy,
            Complain: clerk.complain,
        },
    )
    await run_flow(
        channel,
        Flow(inbound_plan(settings), talk, limit_seconds=settings.limit_seconds),
        desk=desk,
        prompts=prompts,
        clock=clock,
        started_at=entered_at if earlier is None else earlier.started_at,
        resumed=earlier is not None,
    )


class _Clerk:
    """Does what the inbound flow asks for; `talk` is an InboundTalk."""

    def __init__(
        self,
        channel: VoiceChannel,
        house: MenuHouse,
        inbound: InboundService,
        account: InboundAccount,
        prompts: PromptBook,
    ) -> None:
        self._channel = channel
        self._menu = house.menu
        self._inbound = inbound
        self._account = account
        self._prompts = prompts

    async def prove(self, request: ProveIdentity, talk: Any, _progress: MenuProgress) -> ServiceDone:
        attempt_id = self._channel.attempt_id
        answers = CallerAnswers(document=request.document, birth=request.birth)
        proof = await self._inbound.prove(attempt_id, answers, hint=talk.hint, number=self._channel.caller_number)
        if not proof.confirmed:
            return ServiceDone(result="again" if proof.may_try_again else "refused")
        context = self._prompts.speakable(await self._menu.load(attempt_id))
        return ServiceDone(result="confirmed", context=context)

    async def look(self, _: LookAtAccount, talk: Any, _progress: MenuProgress) -> ServiceDone:
        debtor_id = talk.context.call.debtor_id
        talk.standing = await self._account.standing(debtor_id)
        talk.copy_to = await self._account.contact(debtor_id)
        return ServiceDone()

    async def send_copy(self, _: SendSecondCopy, talk: Any, _progress: MenuProgress) -> ServiceDone:
        if talk.standing is None or talk.copy_to is None:
            return ServiceDone(result="nothing")
        sent = await self._account.send_copy(talk.standing, talk.copy_to)
        return ServiceDone(result="sent" if sent else "nothing")

    async def complain(self, _: Complain, talk: Any, progress: MenuProgress) -> ServiceDone:
        return ServiceDone(await self._account.complain(talk.context.call, progress))
