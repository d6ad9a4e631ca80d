"""The unattended demo: wait until the list is worked, telling how far it is, and write down what it came to."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from adapters.storage.database import Database
from domain.ids import CampaignId
from runtime.clock import UlidSource
from runtime.demo.plan import DemoPlan
from runtime.house import HouseError, plain_errors
from runtime.settings import Settings
from services.call_summary import count_waiting, is_worked, read_progress, summarise
from services.ports.repositories.call_summary import CampaignProgress

_LOOK_SECONDS = 0.5
_TELL_SECONDS = 10.0
_STUCK_SECONDS = 300.0
"""No call of the demo lasts this long, so that no change for so long means that something is broken."""
_FILING_SECONDS = 20.0
"""No robot takes this long to say what came of its talk; a person may, and is not waited for any longer."""


async def work_the_list(
    settings: Settings, campaign_id: CampaignId, plan: DemoPlan, json_file: Path | None, tell: Callable[[str], None]
) -> None:
    """Raises HouseError when nothing moves any more."""
    database = Database(settings.database, ids=UlidSource())
    began = monotonic()
    try:
        with plain_errors():
            await _until_worked(database, campaign_id, tell)
            summary = await summarise(database, campaign_id)
    finally:
        await asyncio.to_thread(database.close)
    summary |= {"seconds": round(monotonic() - began, 1), "debtors": plan.debtors, "seed": plan.seed}
    if json_file is not None:
        await asyncio.to_thread(json_file.write_text, json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    _tell_summary(summary, tell)


async def _until_worked(database: Database, campaign_id: CampaignId, tell: Callable[[str], None]) -> None:
    told = moved = monotonic()
    before: CampaignProgress | None = None
    while True:
        progress = await read_progress(database, campaign_id)
        now = monotonic()
        if progress != before:
            before, moved = progress, now
        if is_worked(progress) and (progress.unfiled_talks == 0 or now - moved > _FILING_SECONDS):
            return
        if now - moved > _STUCK_SECONDS:
            raise HouseError(f"nada andou em {_STUCK_SECONDS:.0f} s ({_words(progress)}); veja os logs")
        if now - told > _TELL_SECONDS:
            told = now
            tell(_words(progress))
        await asyncio.sleep(_LOOK_SECONDS)


def _words(progress: CampaignProgress) -> str:
    return (
        f"{progress.closed_attempts} ligações encerradas, {progress.open_attempts} em curso, "
        f"{count_waiting(progress)} devedores na fila, {progress.open_recordings} gravações por fechar"
    )


def _tell_summary(summary: dict[str, Any], tell: Callable[[str], None]) -> None:
    tell(f"lista trabalhada em {summary['seconds']:.0f} s")
    tell(f"{summary['attempts']} ligações, {summary['answered']} atendidas")
    tell(f"{summary['agreements']} acordos, {summary['bridged']} com agente, {summary['recordings']} gravações")
    messages = summary["messages"]
    sent = messages.get("accepted", 0) + messages.get("delivered", 0)
    tell(f"{sent} mensagens enviadas, {messages.get('queued', 0)} na fila, na caixa de saída da demonstração")
    for disposition, count in summary["outcomes"].items():
        tell(f"   {count:5}  {disposition}")
