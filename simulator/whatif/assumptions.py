"""What a manager states about a day: the list, the team, how people answer, what things cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import time
from typing import Any, get_type_hints

from domain.call.dial_mode import DialMode, PacingGoal
from domain.contact.ddd import UF_OF_DDD


class AssumptionRefused(Exception):
    """`name` is the setting, `reason` is for the user, in Portuguese."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"{name}: {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """Shares from 0 to 1, seconds, cents. Names are the ones of the file and of its documentation."""

    mode: str = DialMode.MENU_FIRST
    agents: int = 10
    opens: time = time(9)
    closes: time = time(18)
    break_minutes: int = 60
    """Of each agent, in the middle of the shift, in turns over two hours."""
    leads: int = 5000
    phones_per_lead: int = 1
    uf: str = "SP"
    max_attempts: int = 3
    retry_delay_minutes: int = 240
    abandonment_target: float = 0.03
    goal: str = PacingGoal.STRICT
    ratio: float = 1.5
    concurrent_calls: int = 10
    patience_seconds: float = 2.0
    preview_seconds: float = 15.0
    trunk_channels: int = 0
    """0: eight for each agent and twenty more."""
    calls_per_second: float = 10.0

    answer_rate: float = 0.22
    answer_rate_by_hour: Mapping[int, float] = field(default_factory=dict)
    """Factors: 1 is the average."""
    answer_rate_spread: float = 0.8
    machine_rate: float = 0.35
    """Of the calls that nobody answers."""
    machine_detection: bool = True
    ring_seconds: float = 9.0
    ring_timeout_seconds: float = 30.0

    wrong_party_share: float = 0.45
    """Of the people who answer: not the debtor, or somebody who hangs up at once."""
    settles_alone_share: float = 0.2
    menu_seconds: float = 18.0
    queue_patience_seconds: float = 25.0
    talk_seconds: float = 180.0
    verify_seconds: float = 25.0
    wrap_seconds: float = 20.0
    agreement_share: float = 0.25
    """Of an agent's conversations with the debtor."""

    agreement_cents: int = 45000
    """What an agreement is worth on average."""
    agent_hour_cents: int = 2200
    line_minute_cents: int = 8
    attempt_cents: int = 0

    def __post_init__(self) -> None:
        for name in _SHARES:
            _check(name, 0 <= getattr(self, name) <= 1, "use uma fração de 0 a 1")
        for name in _POSITIVE:
            _check(name, getattr(self, name) > 0, "use um número maior que zero")
        for name in _NOT_NEGATIVE:
            _check(name, getattr(self, name) >= 0, "não pode ser negativo")
        _check("mode", self.mode in set(DialMode), f"use um de: {', '.join(DialMode)}")
        _check("goal", self.goal in set(PacingGoal), f"use um de: {', '.join(PacingGoal)}")
        _check("uf", self.uf in UF_OF_DDD.values(), "não é um estado brasileiro")
        _check("closes", self.closes > self.opens, "precisa ser depois da abertura")
        _check("abandonment_target", self.abandonment_target < 1, "use uma fração menor que 1")
        _check(
            "settles_alone_share", self.wrong_party_share + self.settles_alone_share <= 1, "passa de 1 com os errados"
        )

    @property
    def shift_seconds(self) -> float:
        return float(_minutes(self.closes) - _minutes(self.opens)) * 60

    @property
    def channels(self) -> int:
        return self.trunk_channels or 8 * self.agents + 20


_SHARES = (
    "answer_rate",
    "machine_rate",
    "abandonment_target",
    "wrong_party_share",
    "settles_alone_share",
    "agreement_share",
)
_POSITIVE = (
    "leads",
    "phones_per_lead",
    "max_attempts",
    "ratio",
    "concurrent_calls",
    "calls_per_second",
    "ring_seconds",
    "ring_timeout_seconds",
    "menu_seconds",
    "queue_patience_seconds",
    "talk_seconds",
    "wrap_seconds",
    "patience_seconds",
)
_NOT_NEGATIVE = (
    "agents",
    "break_minutes",
    "retry_delay_minutes",
    "preview_seconds",
    "trunk_channels",
    "answer_rate_spread",
    "verify_seconds",
    "agreement_cents",
    "agent_hour_cents",
    "line_minute_cents",
    "attempt_cents",
)


def with_settings(base: Assumptions, settings: Mapping[str, Any]) -> Assumptions:
    """`base` with what a file or flags say. Raises AssumptionRefused."""
    known = {one.name for one in fields(Assumptions)}
    kinds = get_type_hints(Assumptions)
    values: dict[str, Any] = {}
    for name, value in settings.items():
        _check(name, name in known, f"não existe; existem: {', '.join(sorted(known))}")
        values[name] = _read(name, value, kinds[name])
    return replace(base, **values)


def _read(name: str, value: Any, kind: Any) -> Any:
    if kind is time:
        return _time(name, value)
    if kind is bool or kind is str:
        _check(name, isinstance(value, kind), "use true ou false" if kind is bool else "use um texto")
        return value
    if kind is int or kind is float:
        whole = isinstance(value, int) and not isinstance(value, bool)
        _check(name, whole or (kind is float and isinstance(value, float)), "use um número")
        return kind(value)
    _check(name, isinstance(value, Mapping), 'use uma tabela: {"9" = 0.8, "18" = 1.3}')
    return {_hour(name, hour): float(factor) for hour, factor in value.items()}


def _time(name: str, value: Any) -> time:
    try:
        return value if isinstance(value, time) else time.fromisoformat(str(value))
    except ValueError:
        raise AssumptionRefused(name, "use uma hora, como 09:00") from None


def _hour(name: str, value: Any) -> int:
    _check(name, str(value).isdecimal() and int(value) < 24, "as horas vão de 0 a 23")
    return int(value)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _check(name: str, fine: bool, reason: str) -> None:  # noqa: FBT001 - what was found
    if not fine:
        raise AssumptionRefused(name, reason)
