"""What a régua plans for one debt, from today on; pure, so that a million debts are planned as a stream."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from domain.contact.calling_window import HOURS_2026_11
from domain.contact.checks import prescribes_on
from domain.contact.closed_days import is_closed_day
from domain.contact.facts import DebtStatus
from domain.contact.policy import PRESCRIPTION_YEARS
from domain.strategy.expression import evaluate
from domain.strategy.fields import Value
from domain.strategy.regua import BUREAU_FLOOR_DAYS, REACHES_DEBTOR, Regua, ReguaStep, StepChannel, StopEvent

_ONE_DAY = timedelta(days=1)
_REMINDER = "promessa_lembrete"
_ANYWHERE = "SP"
"""Whose calendar counts when no address is known: that of the house."""


class PlanState(StrEnum):
    PLANNED = "planned"
    SKIPPED = "skipped"
    """Its day is over, or its condition or a guard says no."""
    CANCELLED = "cancelled"
    """Something stopped the régua."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtToPlan:
    """`facts` are the segment fields that the steps' conditions ask about; `promised_for` a promise still open."""

    due_date: date
    status: str
    uf: str = ""
    facts: Mapping[str, Value | None] = field(default_factory=dict)
    stopped_by: StopEvent | None = None
    promised_for: date | None = None
    closed_dates: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """`reason` is for people, in pt-BR; empty for a step that goes as written."""

    code: str
    channel: StepChannel
    on_day: date
    state: PlanState
    reason: str = ""


_STOPS: Mapping[str, StopEvent] = {
    DebtStatus.PAID: StopEvent.PAYMENT,
    DebtStatus.CLAIMED_PAID: StopEvent.PAYMENT,
    DebtStatus.UNDER_AGREEMENT: StopEvent.AGREEMENT,
    DebtStatus.DISPUTED: StopEvent.DISPUTE,
    DebtStatus.WITHDRAWN: StopEvent.DISPUTE,
}


def plan_timeline(debt: DebtToPlan, regua: Regua, *, today: date) -> tuple[PlannedStep, ...]:
    """Every step of the régua with its day and state, and those that a promise adds, in the order of their days."""
    stopped = debt.stopped_by or _stop_of(debt, today)
    steps = [_plan(step, debt, stopped, today) for step in regua.steps]
    if debt.promised_for is not None and stopped is None:
        steps += _promise_steps(debt, debt.promised_for, today)
    return tuple(sorted(steps, key=lambda step: step.on_day))


def reminds_of_promise(code: str) -> bool:
    """Whether the step of this code is a promise's own message."""
    return code.startswith(_REMINDER)


def _stop_of(debt: DebtToPlan, today: date) -> StopEvent | None:
    if debt.status == DebtStatus.OPEN:
        return StopEvent.PRESCRIPTION if today >= prescribes_on(debt.due_date, PRESCRIPTION_YEARS) else None
    # A status that nobody knows is a payment in doubt.
    return _STOPS.get(debt.status, StopEvent.PAYMENT)


def _plan(step: ReguaStep, debt: DebtToPlan, stopped: StopEvent | None, today: date) -> PlannedStep:
    wanted = debt.due_date + timedelta(days=step.day)
    on_day = _open_day(step.channel, debt, wanted)
    if stopped is not None:
        return PlannedStep(step.code, step.channel, on_day, PlanState.CANCELLED, stopped.value)
    skipped = _skipped(step, debt, on_day, today)
    if skipped:
        return PlannedStep(step.code, step.channel, on_day, PlanState.SKIPPED, skipped)
    moved = "" if on_day == wanted else f"de {wanted:%d/%m} para o próximo dia permitido"
    return PlannedStep(step.code, step.channel, on_day, PlanState.PLANNED, moved)


def _skipped(step: ReguaStep, debt: DebtToPlan, on_day: date, today: date) -> str:
    if on_day < today:
        return "o dia passou"
    if debt.promised_for is not None and on_day <= debt.promised_for + 2 * _ONE_DAY:
        return "há promessa a vencer"
    if on_day >= prescribes_on(debt.due_date, PRESCRIPTION_YEARS):
        return "a dívida estará prescrita"
    floor = BUREAU_FLOOR_DAYS.get(debt.uf, 0)
    if step.channel is StepChannel.BUREAU_NOTICE and (on_day - debt.due_date).days < floor:
        return f"no {debt.uf} só depois de {floor} dias de atraso"
    if step.when is not None and not evaluate(step.when, debt.facts):
        return f"não atende a: {step.when_text}"
    return ""


def _promise_steps(debt: DebtToPlan, promised: date, today: date) -> list[PlannedStep]:
    """A reminder and, two days after it was due, a look whether it was kept. Every promise has its own."""
    check, code = StepChannel.PROMISE_CHECK, f"promessa_quebra_{promised:%Y%m%d}"
    day = _open_day(check, debt, promised + 2 * _ONE_DAY)
    look = PlannedStep(code, check, day, PlanState.PLANNED)
    if day < today:
        look = replace(look, state=PlanState.SKIPPED, reason="o dia passou")
    return [_promise_reminder(debt, promised, today), look]


def _promise_reminder(debt: DebtToPlan, promised: date, today: date) -> PlannedStep:
    """On the day before, or on the day itself where that one is closed or over; never earlier, and never later."""
    code, channel = f"{_REMINDER}_{promised:%Y%m%d}", StepChannel.SMS
    for day in (promised - _ONE_DAY, promised):
        if day >= today and _may_write(debt, day):
            return PlannedStep(code, channel, day, PlanState.PLANNED)
    why = "o dia passou" if promised < today else "nenhum dia permitido até o vencimento da promessa"
    return PlannedStep(code, channel, promised - _ONE_DAY, PlanState.SKIPPED, why)


def _open_day(channel: StepChannel, debt: DebtToPlan, day: date) -> date:
    uf, personal = debt.uf or _ANYWHERE, channel in REACHES_DEBTOR
    while not _is_open(uf, day, personal=personal) or day in debt.closed_dates:
        day += _ONE_DAY
    return day


def _may_write(debt: DebtToPlan, day: date) -> bool:
    return _is_open(debt.uf or _ANYWHERE, day, personal=True) and day not in debt.closed_dates


@lru_cache(maxsize=65536)
def _is_open(uf: str, day: date, *, personal: bool) -> bool:
    """Whether debtors may be contacted on that day; the house's own steps are done Monday to Friday."""
    if is_closed_day(uf, day):
        return False
    return day.weekday() < 5 or (personal and HOURS_2026_11.hours_of(uf).saturday is not None)
