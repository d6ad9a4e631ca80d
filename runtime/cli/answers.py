"""`concilia answers`: do the learned chances of an answer come true, and what does calling by them buy?"""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load numpy or a database driver.

import asyncio
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runtime.cli.common import HomeOption, open_database, settings_or_die, tell
from runtime.cli.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.contact.forecast_score import Score
    from services.ports.repositories.leads import PastCall
    from simulator.whatif.answer_worth import Worth, WorthPlan

_MOST_CALLS = 200_000
_LEAST_CALLS = 50
"""Fewer tell nothing of ten groups."""
_HISTORY_CALLS = 100_000
_FIRST_DAY = date(2026, 11, 23)


def register(app: typer.Typer) -> None:
    app.command("answers")(answers)


def answers(  # noqa: PLR0913, PLR0917 - the options of a command
    campaign: Annotated[int | None, typer.Option(help="Só as chamadas desta campanha. Padrão: todas da casa.")] = None,
    made_up: Annotated[
        bool, typer.Option("--made-up", help="Em vez do banco, as chamadas de uma lista inventada.")
    ] = False,
    seeds: Annotated[
        int, typer.Option(min=0, max=100, help="Quantas listas simular para medir o que se ganha; 0: nenhuma.")
    ] = 8,
    leads: Annotated[int, typer.Option(min=10, max=20_000, help="Devedores em cada lista simulada.")] = 800,
    habit: Annotated[float, typer.Option(min=0, max=3, help="Quanto cada número tem hora certa: 0, nada.")] = 0.6,
    spread: Annotated[float, typer.Option(min=0, max=3, help="Quanto os números diferem entre si.")] = 0.8,
    html: Annotated[Path, typer.Option(help="Onde escrever o relatório.")] = Path("atendimento.html"),
    as_json: Annotated[bool, typer.Option("--json", help="Resultado em JSON na saída, sem mais nada.")] = False,
    home: HomeOption = None,
) -> None:
    """Quem atende, e quando: a chance que o discador aprende se confirma, e o que se ganha ligando por ela?

    Revive as chamadas feitas na ordem em que foram: cada uma é prevista antes, com o que se sabia, e só depois
    aprendida. Depois trabalha listas simuladas em várias ordens, com a mesma sorte para todas.
    """
    from simulator.whatif.answer_report import AnswerReport, as_dict, render_answers, told
    from simulator.whatif.answer_worth import WorthPlan

    if seeds == 1:
        raise CommandError("--seeds 1: com uma lista só não se separa efeito de acaso; use 0, ou 2 ou mais")
    plan = WorthPlan(begins=_FIRST_DAY, seeds=tuple(range(1, seeds + 1)))
    plan = replace(plan, world=replace(plan.world, leads=leads, habit=habit, spread=spread))
    if made_up:
        calls, lead = _invented(plan), ["As chamadas repetidas são de uma lista inventada."]
    else:
        calls, plan, lead = _recorded(campaign, plan, home)
    report = AnswerReport(
        title="Quem atende, e quando",
        lead=lead,
        scores=_scores(calls),
        worths=_weighed(plan, quiet=as_json) if seeds else (),
        assumptions=_assumptions(plan),
    )
    if as_json:
        typer.echo(json.dumps(as_dict(report), ensure_ascii=False, indent=1))
        return
    html.write_text(render_answers(report), encoding="utf-8")
    for line in told(report):
        tell(line)
    tell(f"relatório em {html}")


def _invented(plan: "WorthPlan") -> "Sequence[PastCall]":
    """As the dialer would have called a list that no seed of the comparison has."""
    from simulator.whatif.answer_orders import ListWork
    from simulator.whatif.answer_world import AnswerWorld
    from simulator.whatif.list_orders import ORDERS

    work = plan.work
    world = AnswerWorld(plan.world, begins=plan.begins, days=work.days, seed=0, lived=work.lived)
    list_work = ListWork(world, ORDERS[-1], work, begins=plan.begins, seed=0)
    list_work.work()
    return list_work.calls


def _recorded(
    campaign: int | None, plan: "WorthPlan", home: Path | None
) -> "tuple[Sequence[PastCall], WorthPlan, list[str]]":
    """The calls that were made, and the simulated lists like them as far as enough calls tell."""
    from domain.ids import CampaignId
    from services.ports.storage import UnitOfWork
    from simulator.whatif.assumptions import Assumptions
    from simulator.whatif.forecast import ZONE
    from simulator.whatif.history import LEAST_CALLS, learn

    campaign_id = None if campaign is None else CampaignId(campaign)
    until = datetime.now(ZONE) + timedelta(days=2)

    def read(uow: UnitOfWork) -> "tuple[Sequence[PastCall], Assumptions | None]":
        if campaign_id is None:
            return uow.leads.past_calls(limit=_MOST_CALLS), None
        if uow.campaigns.get(campaign_id) is None:
            raise CommandError(f"não há campanha {campaign}")
        past = uow.leads.past_calls(limit=_MOST_CALLS, campaign_id=campaign_id)
        since = until - timedelta(days=365)
        history = uow.call_history.calls(campaign_id, since=since, until=until, limit=_HISTORY_CALLS)
        return past, learn(history, Assumptions(), zone=ZONE).assumptions if len(history) >= LEAST_CALLS else None

    with open_database(settings_or_die(home=home)) as (database, _clock):
        calls, learned = asyncio.run(database.read(read))
    whose = "da casa" if campaign is None else f"da campanha {campaign}"
    if len(calls) < _LEAST_CALLS:
        raise CommandError(
            f"só há {len(calls)} chamadas {whose}: com menos de {_LEAST_CALLS} não se mede nada; veja --made-up"
        )
    lead = [f"As últimas {len(calls)} chamadas {whose}, revividas na ordem em que foram feitas."]
    if learned is not None:
        lead.append("As listas simuladas atendem como as chamadas da campanha, hora a hora.")
        world = replace(plan.world, answer_rate=learned.answer_rate, by_hour=learned.answer_rate_by_hour)
        plan = replace(plan, world=world)
    return calls, plan, lead


def _scores(calls: "Sequence[PastCall]") -> "Mapping[str, Score]":
    """The learned chance; beside it one rate for all, as known then; and the best one rate, as nobody knew it then."""
    from domain.contact.forecast_score import Forecast, score_forecasts
    from services.answer_chances import replay_forecasts

    replayed = replay_forecasts(calls)
    if not replayed.learned:
        return {}
    rate = sum(one.came for one in replayed.learned) / len(replayed.learned)
    in_hindsight = [Forecast(rate, one.came) for one in replayed.learned]
    return {
        "Chance aprendida": score_forecasts(replayed.learned),
        "Uma taxa para todas, a de até ali": score_forecasts(replayed.one_rate),
        "Uma taxa para todas, sabida de antemão": score_forecasts(in_hindsight),
    }


def _weighed(plan: "WorthPlan", *, quiet: bool) -> "Sequence[Worth]":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from simulator.whatif.answer_worth import weigh

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        task = bar.add_task("Trabalhando listas", total=len(plan.seeds) * len(plan.orders))
        return weigh(plan, lambda done: bar.update(task, completed=done))


def _assumptions(plan: "WorthPlan") -> dict[str, str]:
    from simulator.whatif.page import decimal, percent

    world, work = plan.world, plan.work
    hours = "; ".join(f"{hour} h: {decimal(factor, 2)}" for hour, factor in sorted(world.by_hour.items()))
    return {
        "Devedores por lista": str(world.leads),
        "Números por devedor": "1 a 4, em média 2,15",
        "Atendem": percent(world.answer_rate),
        "Por hora": hours or "a mesma o dia todo",
        "Quanto os números diferem (coeficiente de variação)": decimal(world.spread, 2),
        "Quanto cada número tem hora certa (idem, por parte do dia)": decimal(world.habit, 2),
        "Números de outra pessoa": percent(world.strangers),
        "Números que não existem": percent(world.dead),
        "Chamadas já feitas a cada número, em 60 dias": str(work.past_calls),
        "Dias, horas, chamadas por hora": f"{work.days}, {work.opens} a {work.closes} h, {work.calls_per_hour}",
        "Tentativas por devedor": str(work.max_attempts),
    }
