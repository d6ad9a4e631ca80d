"""What the learned chances are worth, as a page: do they come true, and what does calling by them buy."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from domain.contact.forecast_score import Score
from simulator.whatif.answer_orders import Tally
from simulator.whatif.answer_worth import Change, Worth, change
from simulator.whatif.charts import Chart, Series, draw
from simulator.whatif.page import decimal, page, percent
from simulator.whatif.reliability_plot import draw_reliability

LIMITS = (
    "Na repetição das chamadas só entram as que foram feitas: o que outra escolha teria dado, só a simulação diz.",
    "A lista simulada é inventada: quanto os números diferem, e de hora em hora, foi suposto (premissas acima).",
    "Nenhum dado pessoal entra na chance: só o DDD do número, a hora e o que as ligações para ele deram.",
)
FIGURES: Sequence[tuple[str, str, Callable[[Tally], float]]] = (
    ("calls_per_contact", "Chamadas por contato com o devedor", lambda one: one.calls_per_contact),
    ("contact_share", "Devedores alcançados", lambda one: one.contact_share),
    ("strangers", "Chamadas que incomodaram outra pessoa", lambda one: float(one.strangers)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReport:
    title: str
    lead: Sequence[str]
    scores: Mapping[str, Score]
    """By what made the forecast, in words; the first is the learned chance. Empty: no call told anything."""
    worths: Sequence[Worth]
    """The first is what the others are held against. Empty: nothing was simulated."""
    assumptions: Mapping[str, str]


def render_answers(report: AnswerReport) -> str:
    parts = [f"<h1>{escape(report.title)}</h1>", *(f"<p>{escape(one)}</p>" for one in report.lead)]
    if report.scores:
        parts += _reliability(report.scores)
    if report.worths:
        parts += _worth(report.worths)
        rows = [_row(name, [escape(value)]) for name, value in report.assumptions.items()]
        parts.append(f"<h2>Premissas da simulação</h2><table><tbody>{''.join(rows)}</tbody></table>")
    parts += ["<h2>O que estes números não dizem</h2><ul>", *(f"<li>{escape(one)}</li>" for one in LIMITS), "</ul>"]
    return page(report.title, parts)


def as_dict(report: AnswerReport) -> dict[str, object]:
    return {
        "title": report.title,
        "lead": list(report.lead),
        "forecasts": {name: _score_dict(score) for name, score in report.scores.items()},
        "orders": {one.order.code: _worth_dict(one, report.worths[0]) for one in report.worths},
        "assumptions": dict(report.assumptions),
    }


def told(report: AnswerReport) -> list[str]:
    """For a terminal."""
    lines = list(report.lead)
    for name, score in report.scores.items():
        lines.append(
            f"{name}: Brier {decimal(score.brier, 4)}, perda logarítmica {decimal(score.log_loss, 4)}, "
            f"erro de calibração {percent(score.calibration_error)}"
        )
    for one in report.worths:
        says = "; ".join(
            f"{label.lower()} {_figure(code, one.mean(figure))}{_against(one, report.worths[0], figure)}"
            for code, label, figure in FIGURES
        )
        lines.append(f"{one.order.label}: {says}")
    return lines


def _reliability(scores: Mapping[str, Score]) -> list[str]:
    learned = next(iter(scores.values()))
    rows = [
        _row(name, [decimal(one.brier, 4), decimal(one.log_loss, 4), percent(one.calibration_error)])
        for name, one in scores.items()
    ]
    bins = [
        _row(
            percent(one.forecast), [percent(one.observed), f"{percent(one.low)} a {percent(one.high)}", str(one.count)]
        )
        for one in learned.bins
    ]
    caption = f"{learned.count} chamadas, cada uma prevista antes de ser feita; atendidas {percent(learned.rate)}."
    return [
        "<h2>A chance prevista se confirma?</h2>",
        draw_reliability(learned.bins),
        _table("Dez grupos, da menor à maior chance", ("Prevista", "Atendidas", "Entre (95 %)", "Chamadas"), bins),
        _table(caption, ("Previsão", "Brier", "Perda logarítmica", "Erro de calibração"), rows),
    ]


def _worth(worths: Sequence[Worth]) -> list[str]:
    base = worths[0]
    rows = []
    for one in worths:
        cells = []
        for code, _, figure in FIGURES:
            changed = "" if one is base else f'<span class="range">{_said(change(one, base, figure))}</span>'
            cells.append(f"{_figure(code, one.mean(figure))}{changed}")
        rows.append(_row(one.order.label, cells))
    chart = Chart(
        code="worth",
        title="Chamadas por contato, por ordem de discagem",
        description="Os valores estão na tabela a seguir.",
        labels=[one.order.short for one in worths],
        series=(Series("Chamadas por contato", [one.mean(FIGURES[0][2]) for one in worths]),),
    )
    caption = (
        f"Média de {len(base.tallies)} listas sorteadas, as mesmas para todas as ordens; embaixo, a diferença para a "
        "primeira linha, com o intervalo de 95 %."
    )
    return [
        "<h2>O que se ganha ligando pela chance?</h2>",
        draw(chart),
        _table(caption, ("Ordem", *(label for _, label, _ in FIGURES)), rows),
    ]


def _against(one: Worth, base: Worth, figure: Callable[[Tally], float]) -> str:
    return "" if one is base else f" ({_said(change(one, base, figure))})"


def _said(one: Change) -> str:
    note = "" if one.certain else ", pode ser acaso"
    return f"{_signed(one.mean)}, de {_signed(one.low)} a {_signed(one.high)}{note}"


def _signed(share: float) -> str:
    return f"{'+' if share >= 0 else '−'}{percent(abs(share))}"


def _figure(code: str, value: float) -> str:
    return percent(value) if code == "contact_share" else decimal(value, 1)


def _table(caption: str, heads: Sequence[str], rows: Sequence[str]) -> str:
    cells = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _row(head: str, cells: Sequence[str]) -> str:
    return f'<tr><th scope="row">{escape(head)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _score_dict(score: Score) -> dict[str, object]:
    return {
        "count": score.count,
        "rate": round(score.rate, 4),
        "brier": round(score.brier, 5),
        "log_loss": round(score.log_loss, 5),
        "calibration_error": round(score.calibration_error, 5),
        "bins": [
            {
                "count": one.count,
                "forecast": round(one.forecast, 4),
                "observed": round(one.observed, 4),
                "low": round(one.low, 4),
                "high": round(one.high, 4),
            }
            for one in score.bins
        ],
    }


def _worth_dict(one: Worth, base: Worth) -> dict[str, object]:
    figures: dict[str, object] = {"calls": round(one.mean(lambda tally: tally.calls), 1)}
    for code, _, figure in FIGURES:
        changed = change(one, base, figure)
        figures[code] = {
            "mean": round(one.mean(figure), 4),
            "change": [round(changed.mean, 4), round(changed.low, 4), round(changed.high, 4)],
        }
    return {"label": one.order.label, **figures}
