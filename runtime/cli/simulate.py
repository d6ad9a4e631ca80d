"""`concilia simulate`: a day of a campaign before it happens, or again as it could have been."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load numpy or a database driver.

import asyncio
import json
import tomllib
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runtime.cli.common import HomeOption, open_database, settings_or_die, tell
from runtime.cli.errors import CommandError

if TYPE_CHECKING:
    from runtime.cli.simulate_report import Told
    from services.ports.repositories.call_history import CallFacts, WorkSpan
    from simulator.whatif.assumptions import Assumptions
    from simulator.whatif.study import Study

_HISTORY_CALLS = 100_000
_MOST_SIZES = 12


def register(app: typer.Typer) -> None:
    app.command("simulate")(simulate)


def simulate(  # noqa: PLR0913, PLR0917 - the options of a command
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="TOML com as premissas (docs/simulate.md).")
    ] = None,
    campaign: Annotated[int | None, typer.Option(help="Aprende das chamadas desta campanha.")] = None,
    history_days: Annotated[int, typer.Option(help="Quantos dias de histórico.")] = 30,
    mode: Annotated[str | None, typer.Option(help="Modo de discagem.")] = None,
    agents: Annotated[str | None, typer.Option(help="Agentes: 10, ou várias equipes: 5,10,20.")] = None,
    leads: Annotated[int | None, typer.Option(help="Devedores na lista.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="Qualquer outra premissa: nome=valor. Pode repetir.")
    ] = None,
    find_agents: Annotated[
        bool, typer.Option("--find-agents", help="Procura a menor equipe que trabalha a lista no dia.")
    ] = False,
    replay: Annotated[
        str | None, typer.Option(help="Revive o dia AAAA-MM-DD da campanha no modo e com as premissas dadas.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=100, help="Quantos dias simular de cada equipe.")] = 3,
    day: Annotated[str | None, typer.Option(help="Data do dia simulado. Padrão: o próximo dia em que se liga.")] = None,
    html: Annotated[Path, typer.Option(help="Onde escrever o relatório.")] = Path("simulacao.html"),
    as_json: Annotated[bool, typer.Option("--json", help="Resultado em JSON na saída, sem mais nada.")] = False,
    home: HomeOption = None,
) -> None:
    """Simula um dia de discagem, sem telefone nenhum: agentes, contatos, acordos, abandono, horas e custo.

    O discador e as regras são os de verdade; as pessoas são sorteadas das premissas ou do histórico da campanha.
    """
    from simulator.whatif.assumptions import AssumptionRefused

    settings = _settings(mode=mode, leads=leads, more=set_ or [])
    try:
        if replay is not None:
            told = _replay(_needed(campaign), _day(replay), settings, agents, days, home, file)
        else:
            sizes = _sizes(agents)
            study = _study(file, campaign, history_days, settings, sizes, days, day, home)
            told = _study_told(study, quiet=as_json, find=find_agents)
    except AssumptionRefused as refused:
        raise CommandError(f"premissa {refused.name}: {refused.reason}") from refused
    if as_json:
        typer.echo(json.dumps(told.as_dict(), ensure_ascii=False, indent=1))
        return
    html.write_text(told.html(), encoding="utf-8")
    for line in told.lines():
        tell(line)
    tell(f"relatório em {html}")


def _study_told(study: "tuple[Study, list[str]]", *, quiet: bool, find: bool) -> "Told":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from runtime.cli.simulate_report import told_study
    from simulator.whatif.study import MOST_AGENTS, find_team, run_study

    plan, lead = study
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        if find:
            task = bar.add_task("Procurando a equipe", total=None)
            team = find_team(plan, lambda size: bar.update(task, description=f"Tentando {size} agentes", advance=1))
            bar.remove_task(task)
            if team is None:
                lead = [*lead, f"Nem {MOST_AGENTS} agentes trabalham a lista inteira neste dia."]
            else:
                lead = [*lead, f"A menor equipe que trabalha a lista inteira no dia tem {team} agentes."]
                plan = replace(plan, sizes=(team,))
        task = bar.add_task("Simulando dias", total=len(plan.sizes) * len(plan.seeds))
        results = run_study(plan, lambda done, _all: bar.update(task, completed=done))
    return told_study(plan, results, lead)


def _study(
    file: Path | None,
    campaign: int | None,
    history_days: int,
    settings: dict[str, Any],
    sizes: tuple[int, ...] | None,
    days: int,
    day: str | None,
    home: Path | None,
) -> "tuple[Study, list[str]]":
    from simulator.whatif.assumptions import Assumptions, with_settings
    from simulator.whatif.forecast import ZONE
    from simulator.whatif.history import TooFewCalls, learn
    from simulator.whatif.study import Study, next_calling_day

    given = _read(file) | settings
    assumptions, behaviour = with_settings(Assumptions(), given), None
    lead = ["Premissas declaradas: nenhuma chamada real entrou nesta conta."]
    if campaign is not None:
        stated, name, calls = _history(campaign, history_days, assumptions, home)
        try:
            learned = learn(calls, stated, zone=ZONE)
        except TooFewCalls as few:
            raise CommandError(f"a campanha tem {few.calls} chamadas: poucas para aprender; declare premissas") from few
        # What is said on purpose outweighs what was learned.
        assumptions, behaviour = with_settings(learned.assumptions, given), learned.behaviour
        since, until = (f"{at.astimezone(ZONE):%d/%m/%Y}" for at in (learned.from_at, learned.until_at))
        lead = [f"Aprendido de {learned.calls} chamadas da campanha {name}, de {since} a {until}."]
    simulated = _day(day) if day else next_calling_day(datetime.now(ZONE).date(), assumptions.uf)
    study = Study(
        assumptions=assumptions,
        sizes=sizes or (assumptions.agents,),
        day=simulated,
        seeds=tuple(range(1, days + 1)),
        behaviour=behaviour,
    )
    return study, lead


def _replay(
    campaign: int,
    day: date,
    settings: dict[str, Any],
    agents: str | None,
    days: int,
    home: Path | None,
    file: Path | None,
) -> "Told":
    from runtime.cli.simulate_report import told_replay
    from simulator.whatif.assumptions import Assumptions, with_settings
    from simulator.whatif.forecast import ZONE
    from simulator.whatif.replay import ReplayPlan, replay_day, what_was

    since = datetime.combine(day, time(), ZONE)
    with_file = with_settings(Assumptions(), _read(file))
    stated, name, calls, sessions = _recorded(campaign, since, since + timedelta(days=1), with_file, home)
    if not calls:
        raise CommandError(f"a campanha {name} não discou em {day:%d/%m/%Y}")
    assumptions = with_settings(stated, settings)
    sizes = _sizes(agents)
    plans = [
        ReplayPlan(calls=calls, sessions=sessions, assumptions=assumptions, agents=size, seed=seed)
        for size in (sizes or (None,))
        for seed in range(1, days + 1)
    ]
    results = [replay_day(plan) for plan in plans]
    began = calls[0].originated_at.astimezone(ZONE).hour
    return told_replay(name, day, assumptions, results, what_was(calls, sessions, stated), began)


def _history(
    campaign: int, days: int, base: "Assumptions", home: Path | None
) -> "tuple[Assumptions, str, list[CallFacts]]":
    from simulator.whatif.forecast import ZONE

    until = datetime.now(ZONE) + timedelta(days=1)
    stated, name, calls, _ = _recorded(campaign, until - timedelta(days=days + 1), until, base, home)
    return stated, name, calls


def _recorded(
    campaign: int, since: datetime, until: datetime, base: "Assumptions", home: Path | None
) -> "tuple[Assumptions, str, list[CallFacts], list[WorkSpan]]":
    """The campaign's own settings over `base`, its name, its calls and its agents' sessions."""
    from domain.ids import CampaignId
    from services.ports.storage import UnitOfWork
    from simulator.whatif.history import as_configured

    campaign_id = CampaignId(campaign)

    def read(uow: UnitOfWork) -> Any:
        found = uow.campaigns.get(campaign_id)
        if found is None:
            return None
        calls = uow.call_history.calls(campaign_id, since=since, until=until, limit=_HISTORY_CALLS)
        return found, calls, uow.call_history.work_spans(campaign_id, since=since, until=until)

    with open_database(settings_or_die(home=home)) as (database, _clock):
        known = asyncio.run(database.read(read))
    if known is None:
        raise CommandError(f"não há campanha {campaign}")
    found, calls, sessions = known
    return as_configured(base, found), found.name, calls, sessions


def _read(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CommandError(f"{file.name}: não é TOML: {error}") from error


def _settings(*, mode: str | None, leads: int | None, more: list[str]) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    for one in more:
        name, equals, value = one.partition("=")
        if not equals:
            raise CommandError(f"--set {one!r}: use nome=valor")
        settings[name.strip()] = _value(value.strip())
    given = {"mode": mode, "leads": leads}
    return settings | {name: value for name, value in given.items() if value is not None}


def _value(text: str) -> Any:
    """As TOML would read it; anything else is a text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _sizes(agents: str | None) -> tuple[int, ...] | None:
    if agents is None:
        return None
    try:
        sizes = tuple(sorted({int(part) for part in agents.split(",")}))
    except ValueError:
        raise CommandError(f"--agents {agents!r}: use 10 ou 5,10,20") from None
    if len(sizes) > _MOST_SIZES or sizes[0] < 0:
        raise CommandError(f"--agents {agents!r}: até {_MOST_SIZES} equipes, nenhuma negativa")
    return sizes


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} não é uma data; use AAAA-MM-DD") from None


def _needed(campaign: int | None) -> int:
    if campaign is None:
        raise CommandError("--replay precisa de --campaign: de quem é o dia?")
    return campaign
