"""Planning every debt of a portfolio: a job whose progress is stored with each page, so that it can go on anywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from domain.contact.facts import HoldKind
from domain.contact.phone_ranking import EVIDENCE_AGE
from domain.ids import PortfolioId, UserId
from domain.strategy.regua import DEFAULT_REGUA, Regua, StopEvent
from domain.strategy.regua_file import parse_regua
from domain.strategy.timeline import DebtToPlan, PlannedStep, PlanState, plan_timeline
from services.errors import ServiceError
from services.ports.clock import Clock
from services.ports.repositories.regua_plans import ReguaPlan
from services.ports.repositories.strategy import DebtInPlan, StepRow
from services.ports.storage import Storage, UnitOfWork
from services.strategy import portfolio_of

_PAGE: Final = 200
"""Debts a transaction: the dialer waits for no longer one."""
IDLE: Final = timedelta(minutes=2)
"""A running plan of which nothing was heard for so long has lost its worker."""
_STOPS: Mapping[str, StopEvent] = {
    HoldKind.DEAD: StopEvent.DEATH,
    HoldKind.OPT_OUT: StopEvent.OPT_OUT,
    HoldKind.DISPUTE: StopEvent.DISPUTE,
    HoldKind.PAYMENT_CLAIM: StopEvent.PAYMENT,
    HoldKind.OVER_INDEBTED: StopEvent.OVER_INDEBTED,
    HoldKind.LAWYER: StopEvent.LAWYER,
}


class NoSuchPlan(ServiceError):
    """No plan has this id."""


@dataclass(frozen=True, slots=True)
class Started:
    """`needs_worker`: nobody works on it yet, or nobody any more."""

    plan: ReguaPlan
    needs_worker: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReguaPlanService:
    """Several workers on one plan are harmless: each takes the next page. `zone` is where the house's days count."""

    storage: Storage
    clock: Clock
    zone: tzinfo

    async def start(self, portfolio_id: int, *, by: UserId | None) -> Started:
        """The plan of the régua in force that runs already, or a new one. Raises NoSuchPortfolio."""
        now = self.clock.now()

        def work(uow: UnitOfWork) -> Started:
            portfolio = portfolio_of(uow, portfolio_id)
            regua = uow.strategy.regua(portfolio)
            regua_id = None if regua is None else regua.id
            last = uow.regua_plans.latest(portfolio)
            if last is not None and last.state == "running" and last.regua_id == regua_id:
                return Started(last, needs_worker=last.updated_at < now - IDLE)
            plan_id = uow.regua_plans.begin(portfolio, regua_id, by=by, at=now)
            return Started(_get(uow, plan_id), needs_worker=True)

        return await self.storage.write(work)

    async def latest(self, portfolio_id: int) -> ReguaPlan | None:
        """Raises NoSuchPortfolio."""
        return await self.storage.read(lambda uow: uow.regua_plans.latest(portfolio_of(uow, portfolio_id)))

    async def run(self, plan_id: int) -> ReguaPlan:
        """Page by page until it is finished, or replaced by another."""
        plan = await self.storage.write(lambda uow: self._next_page(uow, plan_id))
        while plan.state == "running":
            plan = await self.storage.write(lambda uow: self._next_page(uow, plan_id))
        return plan

    async def due(self) -> list[int]:
        """Plans that need a worker: those that lost theirs, and new ones of portfolios last planned before today."""
        now = self.clock.now()
        midnight = datetime.combine(now.astimezone(self.zone).date(), time(), self.zone)

        def read(uow: UnitOfWork) -> tuple[list[int], list[PortfolioId]]:
            lost = [plan.id for plan in uow.regua_plans.running() if plan.updated_at < now - IDLE]
            return lost, uow.regua_plans.stale(before=midnight)

        lost, stale = await self.storage.read(read)
        return lost + [(await self.start(portfolio, by=None)).plan.id for portfolio in stale]

    def _next_page(self, uow: UnitOfWork, plan_id: int) -> ReguaPlan:
        now, plan = self.clock.now(), _get(uow, plan_id, lock=True)
        if plan.state != "running":
            return plan
        regua = regua_of(uow, plan.regua_id)
        page = debts_to_plan(
            uow, plan.portfolio_id, regua, after=plan.last_debt_id, limit=_PAGE, now=now, zone=self.zone
        )
        rows = [
            StepRow(debt_id=debt.debt_id, debtor_id=debt.debtor_id, step=step)
            for debt in page
            for step in timeline_of(debt, regua, today=now.astimezone(self.zone).date(), zone=self.zone)
        ]
        uow.strategy.save_steps(plan.portfolio_id, plan.regua_id, rows, at=now)
        moved = _advanced(plan, page, [row.step for row in rows], now)
        uow.regua_plans.save(moved)
        return moved


def regua_of(uow: UnitOfWork, regua_id: int | None) -> Regua:
    """The shipped one when None."""
    source = None if regua_id is None else uow.strategy.regua_source(regua_id)
    return DEFAULT_REGUA if source is None else parse_regua(source)


def debts_to_plan(
    uow: UnitOfWork, portfolio_id: PortfolioId, regua: Regua, *, after: int, limit: int, now: datetime, zone: tzinfo
) -> Sequence[DebtInPlan]:
    """The next debts by id, with what the régua's conditions ask about."""
    return uow.strategy.debts(
        portfolio_id,
        after=after,
        limit=limit,
        now=now,
        today=now.astimezone(zone).date(),
        with_facts=any(step.when is not None for step in regua.steps),
        since=now - EVIDENCE_AGE,
    )


def timeline_of(debt: DebtInPlan, regua: Regua, *, today: date, zone: tzinfo) -> tuple[PlannedStep, ...]:
    stops = [stop for kind in sorted(debt.stop_kinds) if (stop := _STOPS.get(kind)) is not None]
    promised = debt.promised_until
    to_plan = DebtToPlan(
        due_date=debt.due_date,
        status=debt.status,
        uf=debt.uf,
        facts=debt.facts,
        stopped_by=stops[0] if stops else None,
        # A promise is held until midnight after the day it is due.
        promised_for=None if promised is None else promised.astimezone(zone).date() - timedelta(days=1),
        closed_dates=debt.closed_dates,
    )
    return plan_timeline(to_plan, regua, today=today)


def _advanced(plan: ReguaPlan, page: Sequence[DebtInPlan], steps: Sequence[PlannedStep], now: datetime) -> ReguaPlan:
    states = [step.state for step in steps]
    over = len(page) < _PAGE
    return replace(
        plan,
        state="finished" if over else "running",
        debts=plan.debts + len(page),
        planned=plan.planned + states.count(PlanState.PLANNED),
        skipped=plan.skipped + states.count(PlanState.SKIPPED),
        cancelled=plan.cancelled + states.count(PlanState.CANCELLED),
        last_debt_id=page[-1].debt_id if page else plan.last_debt_id,
        updated_at=now,
        finished_at=now if over else None,
    )


def _get(uow: UnitOfWork, plan_id: int, *, lock: bool = False) -> ReguaPlan:
    plan = uow.regua_plans.get(plan_id, lock=lock)
    if plan is None:
        raise NoSuchPlan
    return plan
