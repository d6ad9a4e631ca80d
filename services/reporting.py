"""The operation's figures for the screens: counted by the database, computed by the formulas that they show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal

from domain.ids import CampaignId, PortfolioId, UserId
from domain.reporting.cost import CostRates, cost_cents, cost_spans
from domain.reporting.kpi import Counts, GroupBy, evaluate_kpis
from domain.strategy.expression import Expression, parse_expression
from services.errors import ServiceError
from services.ports.clock import Clock
from services.ports.repositories.kpis import KpiQuestion
from services.ports.storage import Storage, UnitOfWork


class PortfolioNeeded(ServiceError):
    """Segments are asked of one portfolio's debtors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiRow:
    """`key` names the group; "" for the whole, or for what belongs to no group."""

    key: str
    values: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiRequest:
    """Both days included."""

    first_day: date
    last_day: date
    group_by: GroupBy = GroupBy.TOTAL
    portfolio_id: int | None = None
    campaign_id: int | None = None
    segment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingService:
    storage: Storage
    clock: Clock
    zone: tzinfo

    async def kpis(self, request: KpiRequest) -> Sequence[KpiRow]:
        """Raises ExpressionRefused, PortfolioNeeded."""
        segment = parse_expression(request.segment) if request.segment else None
        if request.portfolio_id is None and (segment is not None or request.group_by is GroupBy.SEGMENT):
            raise PortfolioNeeded
        counts = await self.storage.read(lambda uow: self._costed(uow, request, segment))
        rows = [KpiRow(key=key, values=evaluate_kpis(counted)) for key, counted in counts.items()]
        return sorted(rows, key=lambda row: (not row.key, row.key.zfill(2)))

    async def cost_rates(self) -> Sequence[CostRates]:
        return await self.storage.read(lambda uow: uow.kpis.cost_rates())

    async def set_cost_rates(self, rates: CostRates, *, by: UserId | None) -> None:
        """From their first day on; those of the same day are replaced."""
        now = self.clock.now()
        await self.storage.write(lambda uow: uow.kpis.save_cost_rates(rates, by=by, at=now))

    def _costed(self, uow: UnitOfWork, request: KpiRequest, segment: Expression | None) -> Mapping[str, Counts]:
        """Counts of the period; its cost is that of each part of it that has rates of its own."""
        counts = self._counts(uow, self._question(request, segment), request.group_by)
        for span in cost_spans(uow.kpis.cost_rates(), request.first_day, request.last_day):
            whole = (span.first_day, span.last_day) == (request.first_day, request.last_day)
            part = replace(request, first_day=span.first_day, last_day=span.last_day)
            counted = counts if whole else self._counts(uow, self._question(part, segment), request.group_by)
            costs = {key: cost_cents(one, span.rates) for key, one in counted.items()}
            counts = {key: replace(one, cost_cents=one.cost_cents + costs.get(key, 0)) for key, one in counts.items()}
        return counts

    def _counts(self, uow: UnitOfWork, question: KpiQuestion, group_by: GroupBy) -> Mapping[str, Counts]:
        if group_by is not GroupBy.SEGMENT:
            return uow.kpis.counts(question, group_by)
        found: dict[str, Counts] = {}
        for segment in uow.strategy.segments():
            asked = KpiQuestion(
                since=question.since,
                until=question.until,
                now=question.now,
                today=question.today,
                portfolio_id=question.portfolio_id,
                campaign_id=question.campaign_id,
                segment=parse_expression(segment.expression),
            )
            found[segment.name] = uow.kpis.counts(asked, GroupBy.TOTAL).get("", Counts())
        return found

    def _question(self, request: KpiRequest, segment: Expression | None) -> KpiQuestion:
        now = self.clock.now()
        return KpiQuestion(
            since=self._midnight(request.first_day),
            until=self._midnight(request.last_day + timedelta(days=1)),
            now=now,
            today=now.astimezone(self.zone).date(),
            portfolio_id=None if request.portfolio_id is None else PortfolioId(request.portfolio_id),
            campaign_id=None if request.campaign_id is None else CampaignId(request.campaign_id),
            segment=segment,
        )

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC)
