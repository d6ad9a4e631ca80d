"""How often and when a portfolio contacts people: tighter than the floor as much as it likes, never looser."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from types import MappingProxyType
from typing import Any

from domain.contact.calling_window import DEFAULT_POLICY, HOURS_2026_11, WeekHours, WindowPolicy, WindowTable
from domain.contact.ddd import UF_OF_DDD
from domain.contact.rules import RULE_TEXTS, ContactRule
from domain.errors import DomainError

GAP_FLOOR = DEFAULT_GAP = timedelta(hours=4)
"""No campaign, however configured, contacts a person again sooner than this, unless they asked for it."""
PRESCRIPTION_YEARS = 5
PERSON_PER_DAY, PERSON_PER_WEEK, NUMBER_PER_DAY = 3, 8, 2
_UFS = frozenset(UF_OF_DDD.values())


class ContactPolicyRefused(DomainError):
    """A setting that is not one, or that is below the floor: `field` and `reason` (pt-BR) say which and why."""

    def __init__(self, setting: str, value: object, reason: str) -> None:
        self.field = setting
        self.value = value
        self.reason = reason
        super().__init__(f"{setting} = {value!r}: {reason}")


class BelowFloor(ContactPolicyRefused):
    """The rule may be tightened, not loosened."""

    def __init__(self, rule: ContactRule, setting: str, value: object, floor: str) -> None:
        self.rule = rule
        self.law = RULE_TEXTS[rule].law
        super().__init__(setting, value, f"a regra {rule.value} não pode ser afrouxada: {floor} ({self.law})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPolicy:
    """Raises BelowFloor when any limit is looser than the floor."""

    max_attempts: int
    gap: timedelta = DEFAULT_GAP
    person_per_day: int = PERSON_PER_DAY
    person_per_week: int = PERSON_PER_WEEK
    number_per_day: int = NUMBER_PER_DAY
    prescription_years: int = PRESCRIPTION_YEARS
    window: WindowPolicy = field(default=DEFAULT_POLICY)

    def __post_init__(self) -> None:
        for rule, name, most in _MOST:
            if not 0 <= getattr(self, name) <= most:
                raise BelowFloor(rule, name, getattr(self, name), f"de 0 a {most}")
        if self.gap < GAP_FLOOR:
            raise BelowFloor(ContactRule.PERSON_GAP, "gap", self.gap, "no mínimo 4 horas")
        if self.window.closing_margin < timedelta():
            raise BelowFloor(ContactRule.CALLING_WINDOW, "closing_margin", self.window.closing_margin, "não negativa")
        for uf in sorted(_UFS):
            if not _within(self.window.table.hours_of(uf), HOURS_2026_11.hours_of(uf)):
                raise BelowFloor(ContactRule.CALLING_WINDOW, "hours", uf, "o horário do estado só pode encolher")


_MOST = (
    (ContactRule.PERSON_DAY_CAP, "person_per_day", PERSON_PER_DAY),
    (ContactRule.PERSON_WEEK_CAP, "person_per_week", PERSON_PER_WEEK),
    (ContactRule.NUMBER_DAY_CAP, "number_per_day", NUMBER_PER_DAY),
    (ContactRule.DEBT_PRESCRIBED, "prescription_years", PRESCRIPTION_YEARS),
)
SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "person_per_day": "contatos por dia por pessoa (0 a 3)",
        "person_per_week": "contatos em sete dias por pessoa (0 a 8)",
        "number_per_day": "chamadas por dia por número (0 a 2)",
        "gap_minutes": "minutos entre contatos (no mínimo 240, o padrão)",
        "prescription_years": "anos até a prescrição (0 a 5)",
        "opens": "hora de abertura, HH:MM (não antes da lei do estado)",
        "closes": "hora de fechamento, HH:MM (não depois da lei do estado)",
        "saturday": "false: não se liga aos sábados",
        "closed_dates": "datas sem contato, AAAA-MM-DD",
    }
)
"""What a portfolio's row may set, in words."""


def gap_of(retry_delay: timedelta) -> timedelta:
    """The gap of a campaign with this retry delay: it lengthens the usual one, and never shortens it."""
    return max(GAP_FLOOR, retry_delay)


def tightened(base: ContactPolicy, settings: Mapping[str, Any]) -> ContactPolicy:
    """`base` with a portfolio's settings. Raises ContactPolicyRefused for one that is unknown, wrong or too loose."""
    for name, value in settings.items():
        if name not in SETTINGS:
            raise ContactPolicyRefused(name, value, f"não existe; existem: {', '.join(SETTINGS)}")
    limits = {name: _whole(name, settings[name]) for _, name, _ in _MOST if name in settings}
    gap = base.gap
    if "gap_minutes" in settings:
        chosen = timedelta(minutes=_whole("gap_minutes", settings["gap_minutes"]))
        # Checked before the greater is taken: a row that asks for less than the floor is refused, not lifted.
        replace(base, gap=chosen)
        gap = max(base.gap, chosen)
    return replace(base, gap=gap, window=_window(base.window, settings), **limits)


def _whole(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ContactPolicyRefused(name, value, "não é um número inteiro")
    return value


def _window(window: WindowPolicy, settings: Mapping[str, Any]) -> WindowPolicy:
    if not settings.keys() & {"opens", "closes", "saturday", "closed_dates"}:
        return window
    opens, closes = (_clock(name, settings.get(name)) for name in ("opens", "closes"))
    saturday = settings.get("saturday", True)
    if not isinstance(saturday, bool):
        raise ContactPolicyRefused("saturday", saturday, "não é true nem false")
    by_uf = {uf: _narrowed(window.table.hours_of(uf), opens, closes, saturday=saturday) for uf in _UFS}
    default = _narrowed(window.table.default, opens, closes, saturday=saturday)
    table = WindowTable(version=f"{window.table.version}+", default=default, by_uf=MappingProxyType(by_uf))
    closed = window.closed_dates | _dates(settings.get("closed_dates", ()))
    return replace(window, table=table, closed_dates=closed)


def _clock(name: str, value: object) -> time | None:
    if value is None:
        return None
    try:
        hour = time.fromisoformat(str(value))
    except ValueError:
        raise ContactPolicyRefused(name, value, "não é uma hora HH:MM") from None
    earliest, latest = HOURS_2026_11.default.weekdays or (time.min, time.max)
    if not earliest <= hour <= latest:
        raise BelowFloor(ContactRule.CALLING_WINDOW, name, value, f"entre {earliest:%H:%M} e {latest:%H:%M}")
    return hour


def _narrowed(hours: WeekHours, opens: time | None, closes: time | None, *, saturday: bool) -> WeekHours:
    def narrow(day: tuple[time, time] | None) -> tuple[time, time] | None:
        if day is None:
            return None
        first, last = max(day[0], opens or day[0]), min(day[1], closes or day[1])
        return (first, last) if first < last else None

    return WeekHours(weekdays=narrow(hours.weekdays), saturday=narrow(hours.saturday) if saturday else None)


def _dates(values: object) -> frozenset[date]:
    if not isinstance(values, list | tuple):
        raise ContactPolicyRefused("closed_dates", values, "não é uma lista de datas")
    found: set[date] = set()
    for value in values:
        try:
            found.add(date.fromisoformat(str(value)))
        except ValueError:
            raise ContactPolicyRefused("closed_dates", value, "não é uma data AAAA-MM-DD") from None
    return frozenset(found)


def _within(hours: WeekHours, floor: WeekHours) -> bool:
    pairs = ((hours.weekdays, floor.weekdays), (hours.saturday, floor.saturday))
    return all(ours is None or (law is not None and law[0] <= ours[0] and ours[1] <= law[1]) for ours, law in pairs)
