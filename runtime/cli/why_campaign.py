"""`concilia why campaign`: why a campaign dials or waits."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

from runtime.cli.common import open_database, settings_or_die
from runtime.cli.errors import CommandError

if TYPE_CHECKING:
    from domain.pacing.abandonment import AbandonmentTally
    from services.pacing import PacingWhy


def why_campaign(name: str, home: Path | None) -> None:
    """Print the explanation. Raises CommandError when no campaign has the name."""
    from services.campaigns import NoSuchCampaign
    from services.pacing import PacingService

    if not name:
        raise CommandError("diga o nome da campanha: concilia why campaign NOME")
    settings = settings_or_die(home=home)
    with open_database(settings) as (database, clock):
        try:
            service = PacingService(storage=database, clock=clock, timezone=settings.zone)
            found = asyncio.run(service.why_named(name))
        except NoSuchCampaign as error:
            raise CommandError("nenhuma campanha tem este nome") from error
    for line in explain_pacing(found, settings.zone):
        typer.echo(line)


def explain_pacing(why: "PacingWhy", zone: ZoneInfo) -> list[str]:
    """The explanation, line by line; times in `zone`."""
    campaign = why.campaign
    status = {"running": "discando", "paused": "pausada", "finished": "encerrada"}[campaign.status]
    target = 100 * campaign.pacing.abandonment_target
    lines = [
        f"Campanha {campaign.name}: {status}, modo {campaign.dial_mode.value}",
        f"Abandono (meta {_number(target)} %): 30 dias {_share(why.thirty_days)}",
        f"  hoje {_share(why.day)}, última meia hora {_share(why.half_hour)}",
    ]
    if not why.decisions:
        lines.append("Nenhuma decisão de ritmo gravada nos últimos dias.")
    lines += [f"{one.at.astimezone(zone):%d/%m %H:%M:%S}  {one.says}" for one in why.decisions]
    return lines


def _share(tally: "AbandonmentTally") -> str:
    return f"{_number(100 * tally.share)} % ({tally.abandoned} de {tally.answered})"


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",").removesuffix(",0")
