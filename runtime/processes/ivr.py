"""The ivr process: answers Asterisk's FastAGI with the menu."""

from functools import partial

import structlog

from adapters.telephony.agi_server import FastAgiServer
from adapters.telephony.agi_voice import Silence, voice_handler
from ivr_flows.book import FlowBook
from ivr_flows.prompts import PromptBook
from ivr_flows.runner import run_menu
from runtime.flows import flows_folder
from runtime.ports import is_taken
from runtime.processes.foundation import Foundation, ProcessError, beside, heartbeat, sealer
from runtime.processes.name_clips import keep_names_rendered
from services.menu_house import menu_house
from services.ports.voice import Clip
from sounds.vocabulary import pauses

log = structlog.get_logger(__name__)


async def serve_ivr(foundation: Foundation) -> None:
    settings = foundation.settings
    if is_taken(settings.fastagi_port, host=settings.fastagi_bind):
        raise ProcessError(f"a porta {settings.fastagi_port} está em uso: escolha outra em CONCILIA_FASTAGI_PORT")
    house = menu_house(foundation.database, clock=foundation.clock, ids=foundation.ids, zone=settings.zone)
    handler = voice_handler(
        partial(
            run_menu,
            house=house,
            prompts=PromptBook(settings.sounds),
            clock=foundation.clock,
            flows=FlowBook(flows_folder(settings)),
        ),
        sounds_root=str(settings.sounds),
        silence=_longest_pause(),
    )
    async with (
        FastAgiServer(handler, host=settings.fastagi_bind, port=settings.fastagi_port),
        beside(heartbeat=heartbeat(foundation), name_clips=keep_names_rendered(foundation), sealer=sealer(foundation)),
    ):
        log.info("menu_ready", port=settings.fastagi_port)
        await foundation.stop.wait()


def _longest_pause() -> Silence:
    milliseconds, clip = max(pauses().items())
    return Silence(clip=Clip(clip.path), seconds=milliseconds / 1000)
