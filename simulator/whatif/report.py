"""The simulation as one HTML page: nothing is fetched, everything is read without seeing the charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from simulator.whatif.charts import Chart, Series, draw
from simulator.whatif.measures import Sums
from simulator.whatif.outlook import FIGURES, Figure, Outlook
from simulator.whatif.page import decimal, page

_CARDS = ("contacts", "agreements", "agreed_cents", "abandonment", "occupancy", "worked_hours", "cost_cents")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    title: str
    lead: Sequence[str]
    """Sentences at the top: what was simulated, from what, and what follows."""
    outlooks: Sequence[Outlook]
    opens_hour: int
    assumptions: Mapping[str, str]
    limits: Sequence[str]
    """What the figures do not tell."""
    compared: tuple[str, Mapping[str, str]] | None = None
    """A replay: what really was, under its name, by figure code."""


def render(report: Report) -> str:
    chosen = report.outlooks[-1]
    parts = [
        f"<h1>{escape(report.title)}</h1>",
        *(f"<p>{escape(sentence)}</p>" for sentence in report.lead),
        _cards(chosen),
        _figures_table(report),
        *_team_charts(report.outlooks),
        *_hour_charts(chosen, report.opens_hour),
        _assumptions(report.assumptions),
        "<h2>O que estes números não dizem</h2><ul>",
        *(f"<li>{escape(limit)}</li>" for limit in report.limits),
        "</ul>",
    ]
    return page(report.title, parts)


def said(figure: Figure, value: float) -> str:
    """A figure's value in Portuguese."""
    match figure.unit:
        case "share":
            return f"{decimal(100 * value, 1)} %"
        case "cents":
            return f"R$ {decimal(value / 100, 2)}"
        case "seconds":
            return f"{decimal(value, 1)} s"
        case "hours":
            minutes = round(value * 60)
            return f"{minutes // 60} h {minutes % 60:02d} min"
        case _:
            return decimal(value, 0)


def _cards(outlook: Outlook) -> str:
    figures = [figure for figure in FIGURES if figure.code in _CARDS]
    items = [f"<li>{escape(one.label)}<b>{said(one, outlook.expected(one).mean)}</b></li>" for one in figures]
    return f'<ul class="cards">{"".join(items)}</ul>'


def _figures_table(report: Report) -> str:
    several = len(report.outlooks) > 1
    heads = [f'<th scope="col">{_agents(one.agents)}</th>' for one in report.outlooks]
    if report.compared is not None:
        heads.insert(0, f'<th scope="col">{escape(report.compared[0])}</th>')
    rows = []
    for figure in FIGURES:
        cells = [f"<td>{_cell(figure, one)}</td>" for one in report.outlooks]
        if report.compared is not None:
            cells.insert(0, f"<td>{escape(report.compared[1].get(figure.code, '–'))}</td>")
        rows.append(f'<tr><th scope="row">{escape(figure.label)}</th>{"".join(cells)}</tr>')
    caption = "Média dos dias simulados; embaixo, o menor e o maior."
    title = "Por tamanho de equipe" if several else "Resultado"
    return (
        f'<h2>{title}</h2><div class="scroll" tabindex="0" role="region" aria-label="{title}">'
        f"<table><caption>{caption}</caption><thead><tr>"
        f'<th scope="col">Medida</th>{"".join(heads)}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def _cell(figure: Figure, outlook: Outlook) -> str:
    value = outlook.expected(figure)
    if value.low == value.high:
        return said(figure, value.mean)
    low, high = said(figure, value.low), said(figure, value.high)
    return f'{said(figure, value.mean)}<span class="range">{low} a {high}</span>'


def _team_charts(outlooks: Sequence[Outlook]) -> list[str]:
    if len(outlooks) < 2:
        return []
    labels = [str(one.agents) for one in outlooks]
    by_code = {figure.code: figure for figure in FIGURES}

    def means(code: str, scale: float = 1.0) -> list[float]:
        return [one.expected(by_code[code]).mean * scale for one in outlooks]

    return [
        "<h2>Quantos agentes?</h2>",
        draw(
            Chart(
                code="team",
                title="Contatos e acordos por tamanho de equipe",
                description="Os valores estão na tabela acima.",
                labels=labels,
                series=(Series("Contatos (CPC)", means("contacts")), Series("Acordos", means("agreements"))),
                lines=True,
            )
        ),
        draw(
            Chart(
                code="cost",
                title="Custo por acordo, em reais, por tamanho de equipe",
                description="Os valores estão na tabela acima.",
                labels=labels,
                series=(Series("Custo por acordo (R$)", means("cost_per_agreement", 0.01)),),
                lines=True,
            )
        ),
    ]


def _hour_charts(outlook: Outlook, opens_hour: int) -> list[str]:
    hours = outlook.hours()
    labels = [f"{opens_hour + index} h" for index in range(len(hours))]
    days = len(outlook.days)
    share = Chart(
        code="share",
        title="Ocupação e abandono por hora",
        description="Os valores estão na tabela a seguir.",
        labels=labels,
        series=(
            Series("Ocupação", [hour.occupancy for hour in hours]),
            Series("Abandono", [hour.abandonment for hour in hours]),
        ),
        percent=True,
    )
    people = Chart(
        code="people",
        title="Contatos e acordos por hora",
        description="Os valores estão na tabela a seguir.",
        labels=labels,
        series=(
            Series("Contatos (CPC)", [hour.contacts / days for hour in hours]),
            Series("Acordos", [(hour.agreements + hour.settled) / days for hour in hours]),
        ),
    )
    head = f"<h2>Hora a hora, com {_agents(outlook.agents)}</h2>"
    return [head, draw(share), draw(people), _hours_table(labels, hours, days)]


def _hours_table(labels: Sequence[str], hours: Sequence[Sums], days: int) -> str:
    rows = []
    for label, hour in zip(labels, hours, strict=True):
        cells = (
            decimal(hour.dials / days, 0),
            decimal(hour.persons / days, 0),
            decimal(hour.contacts / days, 0),
            decimal((hour.agreements + hour.settled) / days, 0),
            f"{decimal(100 * hour.occupancy, 1)} %",
            f"{decimal(100 * hour.abandonment, 1)} %",
        )
        rows.append(f'<tr><th scope="row">{label}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>')
    names = ("Hora", "Chamadas", "Pessoas", "Contatos", "Acordos", "Ocupação", "Abandono")
    heads = "".join(f'<th scope="col">{name}</th>' for name in names)
    return (
        f"<table><caption>Média por dia</caption><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _assumptions(values: Mapping[str, str]) -> str:
    rows = [f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in values.items()]
    return f"<h2>Premissas</h2><table><tbody>{''.join(rows)}</tbody></table>"


def _agents(count: int) -> str:
    return "1 agente" if count == 1 else f"{count} agentes"
