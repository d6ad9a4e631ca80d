"""Segments, réguas and their planned steps, as stored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.ids import DebtId, DebtorId, NoticeId, PortfolioId, UserId
from domain.strategy.expression import Expression
from domain.strategy.fields import Value
from domain.strategy.timeline import PlannedStep


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentFacts:
    id: int
    name: str
    expression: str
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReguaFacts:
    id: int
    name: str
    version: int
    source: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtInPlan:
    """`facts` are there only when asked for; `stop_kinds` are the holds in force of the person."""

    debt_id: DebtId
    debtor_id: DebtorId
    due_date: date
    status: str
    uf: str
    stop_kinds: frozenset[str]
    promised_until: datetime | None
    facts: Mapping[str, Value | None]
    closed_dates: frozenset[date] = frozenset()
    """The municipal holidays of where they live."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    debt_id: DebtId
    debtor_id: DebtorId
    step: PlannedStep


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingStep:
    id: int
    portfolio_id: PortfolioId
    debt_id: DebtId
    debtor_id: DebtorId
    step: str
    channel: str
    on_day: date
    state: str
    reason: str


class StrategyRepository(Protocol):
    def segments(self) -> Sequence[SegmentFacts]: ...

    def save_segment(self, name: str, expression: str, *, by: UserId | None, at: datetime) -> int:
        """A segment of that name is replaced."""
        ...

    def delete_segment(self, segment_id: int) -> bool: ...

    def count(self, expression: Expression, portfolio_id: PortfolioId, *, today: date, since: datetime) -> int:
        """Debtors with an open debt in the portfolio of whom it is true."""
        ...

    def regua(self, portfolio_id: PortfolioId) -> ReguaFacts | None: ...

    def regua_source(self, regua_id: int) -> str | None: ...

    def replace_regua(
        self, portfolio_id: PortfolioId, *, name: str, source: str, by: UserId | None, at: datetime
    ) -> int:
        """Gives the version."""
        ...

    def debts(
        self,
        portfolio_id: PortfolioId,
        *,
        after: int,
        limit: int,
        now: datetime,
        today: date,
        with_facts: bool,
        since: datetime,
    ) -> Sequence[DebtInPlan]:
        """The next debts by id, whatever their status."""
        ...

    def facts(
        self, portfolio_id: PortfolioId, debtors: Sequence[int], *, today: date, since: datetime
    ) -> Mapping[int, Mapping[str, Value | None]]:
        """What segments ask about, of those who have an open debt in the portfolio."""
        ...

    def save_steps(
        self, portfolio_id: PortfolioId, regua_id: int | None, steps: Sequence[StepRow], *, at: datetime
    ) -> None:
        """Steps that were done stay as they are; planned ones of these debts that are not among them are cancelled."""
        ...

    def step(self, step_id: int, *, lock: bool = False) -> PendingStep | None:
        """Whatever its state; with `lock` held until the transaction ends."""
        ...

    def due_messages(self, channels: Collection[str], *, on_day: date, now: datetime, limit: int) -> Sequence[int]:
        """Planned steps of that day which are not to be looked at later, by id."""
        ...

    def finish_step(self, step_id: int, *, at: datetime, notice_id: NoticeId | None = None) -> None:
        """`notice_id`: the message that was written for it."""
        ...

    def hold_step(self, step_id: int, reason: str, *, until: datetime) -> None:
        """It stays planned."""
        ...

    def skip_step(self, step_id: int, reason: str, *, at: datetime) -> None: ...

    def tell_step(self, notice_id: NoticeId, reason: str) -> None:
        """What became of its message; empty: it went. No step's message: nothing changes."""
        ...

    def steps(self, portfolio_id: PortfolioId, *, until: date, after: int, limit: int) -> Sequence[PendingStep]:
        """Planned ones, by id."""
        ...
