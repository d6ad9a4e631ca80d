"""The ivr process: answers Asterisk's FastAGI with the menu."""

from functools import partial

import structlog

from adapters.telephony.agi_arrival import with_arrivals
from adapters.telephony.agi_server import FastAgiServer
from adapters.telephony.agi_voice import Silence, voice_handler
from ivr_flows.book import FlowBook
from ivr_flows.inbound_run import run_inbound
from ivr_flows.prompts import PromptBook
from ivr_flows.runner import run_menu
from ivr_flows.waiting_run import run_waiting
from runtime.flows import flows_folder
from runtime.ports import is_taken
from runtime.processes.foundation import Foundation, ProcessError, beside, heartbeat, sealer
from runtime.processes.name_clips import keep_names_rendered
from services.inbound import InboundService
from services.inbound_account import InboundAccount
from services.menu_house import menu_house
from services.ports.voice import Clip
from services.waiting_room import WaitingRoom
from sounds.vocabulary import pauses

log = structlog.get_logger(__name__)


async def serve_ivr(foundation: Foundation) -> None:
    settings = foundation.settings
    if is_taken(settings.fastagi_port, host=settings.fastagi_bind):
        raise ProcessError(f"a porta {settings.fastagi_port} está em uso: escolha outra em CONCILIA_FASTAGI_PORT")
    storage, clock, ids, zone = foundation.database, foundation.clock, foundation.ids, settings.zone
    house = menu_house(storage, clock=clock, ids=ids, zone=zone)
    room = WaitingRoom(storage=storage, clock=clock, ids=ids, zone=zone)
    arrivals = InboundService(storage=storage, clock=clock, dialer=settings.dialer_name, trunk=settings.trunk_name)
    account = InboundAccount(storage=storage, clock=clock, ids=ids, zone=zone, notices=house.notices)
    prompts, flows = PromptBook(settings.sounds), FlowBook(flows_folder(settings))
    handler = voice_handler(
        partial(run_menu, house=house, prompts=prompts, clock=clock, flows=flows),
        inbound=partial(
            run_inbound, house=house, inbound=arrivals, account=account, prompts=prompts, clock=clock, flows=flows
        ),
        waiting=partial(run_waiting, house=house, room=room, prompts=prompts, clock=clock),
        sounds_root=str(settings.sounds),
        silence=_longest_pause(),
    )
    async with (
        FastAgiServer(with_arrivals(handler, arrivals.arrive), host=settings.fastagi_bind, port=settings.fastagi_port),
        beside(heartbeat=heartbeat(foundation), name_clips=keep_names_rendered(foundation), sealer=sealer(foundation)),
    ):
        log.info("menu_ready", port=settings.fastagi_port)
        await foundation.stop.wait()


def _longest_pause() -> Silence:
    milliseconds, clip = max(pauses().items())
    return Silence(clip=Clip(clip.path), seconds=milliseconds / 1000)
