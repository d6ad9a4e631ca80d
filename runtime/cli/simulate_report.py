"""What a simulation came to, as lines for the terminal, a page and JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, time
from typing import Any

from simulator.whatif.assumptions import Assumptions
from simulator.whatif.forecast import DayResult
from simulator.whatif.outlook import FIGURES, Outlook, outlooks
from simulator.whatif.report import Report, render, said
from simulator.whatif.study import Study

_SHOWN = ("dials", "contacts", "agreements", "occupancy", "abandonment", "worked_hours", "cost_cents")
_LIMITS = (
    "As pessoas respondem umas independentemente das outras, e o dia é sorteado: outro dia igual dá outros números.",
    "O menu e o agente convencem na simulação como nas premissas; nada aqui mede o roteiro ou o treinamento.",
    "Não entram: chamadas recebidas, retornos agendados, quedas de tronco ou de sistema.",
)
_REPLAY_LIMITS = (
    "A ordem das chamadas é a do dia; a hora de cada uma é a que o discador simulado escolheu.",
    "Quem só ouviu o menu não conversou com agente: se a simulação o leva a um, a conversa é sorteada das do dia.",
    "Pausas dos agentes dentro da sessão não ficam gravadas: contam como tempo livre.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    title: str
    lead: Sequence[str]
    results: Sequence[Outlook]
    assumptions: Assumptions
    limits: Sequence[str]
    opens_hour: int
    was: Outlook | None = None
    """A replay: the day as it really was."""
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        told: dict[str, Any] = {"title": self.title, "lead": list(self.lead), **self.more}
        told["assumptions"] = _plain(self.assumptions)
        told["teams"] = [one.as_dict() for one in self.results]
        if self.was is not None:
            told["was"] = self.was.as_dict()
        return told

    def html(self) -> str:
        was = self.was
        compared = None if was is None else {one.code: said(one, was.expected(one).mean) for one in FIGURES}
        return render(
            Report(
                title=self.title,
                lead=self.lead,
                outlooks=self.results,
                opens_hour=self.opens_hour,
                assumptions={name: _shown(value) for name, value in _plain(self.assumptions).items()},
                limits=self.limits,
                compared=None if compared is None else ("O dia como foi", compared),
            )
        )

    def lines(self) -> list[str]:
        lines = [*self.lead]
        if self.was is not None:
            lines.append(f"como foi: {_summary(self.was)}")
        return lines + [f"{one.agents} agentes: {_summary(one)}" for one in self.results]


def told_study(study: Study, results: Sequence[DayResult], lead: Sequence[str]) -> Told:
    assumptions = study.assumptions
    return Told(
        title=f"Simulação de {study.day:%d/%m/%Y}: {assumptions.leads} devedores, modo {assumptions.mode}",
        lead=lead,
        results=outlooks(results),
        assumptions=assumptions,
        limits=_LIMITS,
        opens_hour=assumptions.opens.hour,
        more={"day": study.day.isoformat()},
    )


def told_replay(
    campaign: str, day: date, assumptions: Assumptions, results: Sequence[DayResult], was: DayResult, opens_hour: int
) -> Told:
    return Told(
        title=f"{campaign} em {day:%d/%m/%Y}, revivida no modo {assumptions.mode}",
        lead=(f"As {was.sums.dials} chamadas do dia, na mesma ordem, discadas de novo.",),
        results=outlooks(results),
        assumptions=assumptions,
        limits=_REPLAY_LIMITS,
        opens_hour=opens_hour,
        was=Outlook(agents=was.agents, days=(was,)),
        more={"day": day.isoformat()},
    )


def _summary(outlook: Outlook) -> str:
    shown = [one for one in FIGURES if one.code in _SHOWN]
    return "; ".join(f"{one.label.lower()} {said(one, outlook.expected(one).mean)}" for one in shown)


def _plain(assumptions: Assumptions) -> dict[str, Any]:
    values = asdict(assumptions)
    return {name: f"{value:%H:%M}" if isinstance(value, time) else value for name, value in values.items()}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "sim" if value else "não"
    if isinstance(value, dict):
        factors = "; ".join(f"{hour} h: {factor:.2f}".replace(".", ",") for hour, factor in value.items())
        return factors or "a mesma o dia todo"
    if isinstance(value, float):
        return f"{value:.4g}".replace(".", ",")
    return str(value)
