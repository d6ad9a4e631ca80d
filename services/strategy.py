"""Segments and réguas: checked, kept, previewed and planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from domain.contact.facts import HoldKind
from domain.contact.phone_ranking import EVIDENCE_AGE
from domain.ids import PortfolioId, UserId
from domain.strategy.expression import parse_expression
from domain.strategy.regua import DEFAULT_REGUA, Regua, StopEvent
from domain.strategy.regua_file import parse_regua, write_regua
from domain.strategy.timeline import DebtToPlan, PlanState, plan_timeline
from services.errors import ServiceError
from services.ports.clock import Clock
from services.ports.repositories.strategy import DebtInPlan, PendingStep, ReguaFacts, SegmentFacts, StepRow
from services.ports.storage import Storage, UnitOfWork

_PAGE = 1000
_STOPS: Mapping[str, StopEvent] = {
    HoldKind.DEAD: StopEvent.DEATH,
    HoldKind.OPT_OUT: StopEvent.OPT_OUT,
    HoldKind.DISPUTE: StopEvent.DISPUTE,
    HoldKind.PAYMENT_CLAIM: StopEvent.PAYMENT,
    HoldKind.OVER_INDEBTED: StopEvent.OVER_INDEBTED,
    HoldKind.LAWYER: StopEvent.LAWYER,
}


class NoSuchSegment(ServiceError):
    """No segment has this id."""


class SegmentInUse(ServiceError):
    """A policy that was not withdrawn is for this segment."""


class NoSuchPortfolio(ServiceError):
    """No portfolio has this id or name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSummary:
    debts: int = 0
    planned: int = 0
    skipped: int = 0
    cancelled: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyService:
    """`zone` is where the house's days are counted."""

    storage: Storage
    clock: Clock
    zone: tzinfo

    async def segments(self) -> Sequence[SegmentFacts]:
        return await self.storage.read(lambda uow: uow.strategy.segments())

    async def save_segment(self, name: str, expression: str, *, by: UserId | None) -> int:
        """Raises ExpressionRefused."""
        parse_expression(expression)
        now = self.clock.now()
        return await self.storage.write(lambda uow: uow.strategy.save_segment(name, expression, by=by, at=now))

    async def delete_segment(self, segment_id: int) -> None:
        """Raises NoSuchSegment, SegmentInUse."""

        def work(uow: UnitOfWork) -> None:
            names = [segment.name for segment in uow.strategy.segments() if segment.id == segment_id]
            if not names:
                raise NoSuchSegment
            if uow.negotiation.rules_segment(names[0]):
                raise SegmentInUse
            uow.strategy.delete_segment(segment_id)

        await self.storage.write(work)

    async def preview(self, expression: str, portfolio_id: int) -> int:
        """How many debtors of the portfolio. Raises ExpressionRefused, NoSuchPortfolio."""
        parsed, now = parse_expression(expression), self.clock.now()
        today = now.astimezone(self.zone).date()

        def read(uow: UnitOfWork) -> int:
            portfolio = _portfolio(uow, portfolio_id)
            return uow.strategy.count(parsed, portfolio, today=today, since=now - EVIDENCE_AGE)

        return await self.storage.read(read)

    async def regua(self, portfolio_id: int) -> tuple[ReguaFacts | None, str]:
        """What is stored for the portfolio, and the file in force: its own or the shipped one."""
        found = await self.storage.read(lambda uow: uow.strategy.regua(_portfolio(uow, portfolio_id)))
        return found, write_regua(DEFAULT_REGUA) if found is None else found.source

    async def set_regua(self, portfolio_id: int, source: str, *, by: UserId | None) -> int:
        """Gives the version. Raises ReguaRefused, NoSuchPortfolio."""
        regua, now = parse_regua(source), self.clock.now()

        def work(uow: UnitOfWork) -> int:
            portfolio = _portfolio(uow, portfolio_id)
            return uow.strategy.replace_regua(portfolio, name=regua.name, source=source, by=by, at=now)

        return await self.storage.write(work)

    async def portfolio_named(self, name: str) -> int:
        """Raises NoSuchPortfolio."""
        found = await self.storage.read(lambda uow: uow.portfolios.find(name))
        if found is None:
            raise NoSuchPortfolio
        return found

    async def plan(self, portfolio_id: int) -> PlanSummary:
        """Plan every debt of the portfolio anew, a page at a time; what was done stays done."""
        stored, source = await self.regua(portfolio_id)
        regua = parse_regua(source)
        regua_id = None if stored is None else stored.id
        summary, after = PlanSummary(), 0
        while True:
            page, part = await self._plan_page(PortfolioId(portfolio_id), regua, regua_id, after)
            if not page:
                return summary
            after = page[-1].debt_id
            summary = PlanSummary(
                debts=summary.debts + len(page),
                planned=summary.planned + part.planned,
                skipped=summary.skipped + part.skipped,
                cancelled=summary.cancelled + part.cancelled,
            )

    async def _plan_page(
        self, portfolio_id: PortfolioId, regua: Regua, regua_id: int | None, after: int
    ) -> tuple[Sequence[DebtInPlan], PlanSummary]:
        now = self.clock.now()
        asks = any(step.when is not None for step in regua.steps)

        def work(uow: UnitOfWork) -> tuple[Sequence[DebtInPlan], PlanSummary]:
            page = uow.strategy.debts(
                portfolio_id,
                after=after,
                limit=_PAGE,
                now=now,
                today=now.astimezone(self.zone).date(),
                with_facts=asks,
                since=now - EVIDENCE_AGE,
            )
            rows = [row for debt in page for row in self._rows(debt, regua, now)]
            uow.strategy.save_steps(portfolio_id, regua_id, rows, at=now)
            states = [row.step.state for row in rows]
            return page, PlanSummary(
                debts=len(page),
                planned=states.count(PlanState.PLANNED),
                skipped=states.count(PlanState.SKIPPED),
                cancelled=states.count(PlanState.CANCELLED),
            )

        return await self.storage.write(work)

    def _rows(self, debt: DebtInPlan, regua: Regua, now: datetime) -> list[StepRow]:
        today = now.astimezone(self.zone).date()
        plan = plan_timeline(self._to_plan(debt), regua, today=today)
        return [StepRow(debt_id=debt.debt_id, debtor_id=debt.debtor_id, step=step) for step in plan]

    def _to_plan(self, debt: DebtInPlan) -> DebtToPlan:
        stops = [stop for kind in sorted(debt.stop_kinds) if (stop := _STOPS.get(kind)) is not None]
        promised = debt.promised_until
        # A promise is held until midnight after the day it is due.
        due = None if promised is None else promised.astimezone(self.zone).date() - timedelta(days=1)
        return DebtToPlan(
            due_date=debt.due_date,
            status=debt.status,
            uf=debt.uf,
            facts=debt.facts,
            stopped_by=stops[0] if stops else None,
            promised_for=due,
            closed_dates=debt.closed_dates,
        )

    async def steps(self, portfolio_id: int, *, until: date, after: int, limit: int) -> Sequence[PendingStep]:
        portfolio = PortfolioId(portfolio_id)
        return await self.storage.read(lambda uow: uow.strategy.steps(portfolio, until=until, after=after, limit=limit))


def _portfolio(uow: UnitOfWork, portfolio_id: int) -> PortfolioId:
    if not uow.campaigns.portfolio_exists(PortfolioId(portfolio_id)):
        raise NoSuchPortfolio
    return PortfolioId(portfolio_id)
