"""Several simulated days of one team size put together: what to expect, and between what it lies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from simulator.whatif.forecast import DayResult
from simulator.whatif.measures import Sums, total


@dataclass(frozen=True, slots=True)
class Expected:
    """The mean over the simulated days, the least and the most of them."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Figure:
    code: str
    label: str
    unit: str
    """count, share, seconds, hours or cents."""
    of: Callable[[DayResult], float]


FIGURES: tuple[Figure, ...] = (
    Figure("dials", "Chamadas", "count", lambda day: day.sums.dials),
    Figure("persons", "Atendidas por pessoas", "count", lambda day: day.sums.persons),
    Figure("contacts", "Contatos com o devedor (CPC)", "count", lambda day: day.sums.contacts),
    Figure("settled", "Acordos sozinhos no menu", "count", lambda day: day.sums.settled),
    Figure("agreements", "Acordos ao todo", "count", lambda day: day.agreements),
    Figure("agreed_cents", "Valor acordado", "cents", lambda day: day.agreed_cents),
    Figure("occupancy", "Ocupação dos agentes", "share", lambda day: day.sums.occupancy),
    Figure("abandonment", "Abandono", "share", lambda day: day.sums.abandonment),
    Figure("late_or_lost", "Abandono ou espera acima de 2 s", "share", lambda day: day.sums.late_or_lost),
    Figure("worst_half_hour", "Abandono na pior meia hora", "share", lambda day: day.worst_half_hour),
    Figure("wait", "Espera média por agente", "seconds", lambda day: day.sums.mean_wait_seconds),
    Figure("worked_hours", "Horas para trabalhar a lista", "hours", lambda day: day.worked_seconds / 3600),
    Figure("leads_left", "Devedores para outro dia", "count", lambda day: day.leads_left),
    Figure("agent_cents", "Custo dos agentes", "cents", lambda day: day.agent_cents),
    Figure("line_cents", "Custo das ligações", "cents", lambda day: day.line_cents),
    Figure("cost_cents", "Custo ao todo", "cents", lambda day: day.cost_cents),
    Figure("cost_per_agreement", "Custo por acordo", "cents", lambda day: day.cost_cents / max(1, day.agreements)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    agents: int
    days: tuple[DayResult, ...]

    @property
    def list_worked(self) -> bool:
        """In every simulated day."""
        return all(day.list_worked for day in self.days)

    def expected(self, figure: Figure) -> Expected:
        values = [float(figure.of(day)) for day in self.days]
        return Expected(fmean(values), min(values), max(values))

    def hours(self) -> list[Sums]:
        """Sums over the days, hour by hour."""
        longest = max(len(day.hours) for day in self.days)
        return [total(day.hours[hour] for day in self.days if hour < len(day.hours)) for hour in range(longest)]

    def as_dict(self) -> dict[str, object]:
        figures: dict[str, object] = {}
        for figure in FIGURES:
            value = self.expected(figure)
            figures[figure.code] = {name: round(getattr(value, name), 4) for name in ("mean", "low", "high")}
        return {"agents": self.agents, "days": len(self.days), "list_worked": self.list_worked, "figures": figures}


def fewest_agents(works: Callable[[int], bool], *, most: int) -> int | None:
    """The smallest team for which `works`; None when not even `most` does. Asks about twice the logarithm of it."""
    high = 1
    while not works(high):
        if high >= most:
            return None
        high = min(high * 2, most)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if works(middle) else (middle, high)
    return high


def outlooks(days: Sequence[DayResult]) -> list[Outlook]:
    """By team size, the smallest first."""
    sizes = sorted({day.agents for day in days})
    return [Outlook(agents=size, days=tuple(day for day in days if day.agents == size)) for size in sizes]
