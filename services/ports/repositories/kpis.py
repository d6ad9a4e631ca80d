"""Counts of the operation over a period, by group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.ids import CampaignId, PortfolioId, UserId
from domain.reporting.cost import CostRates
from domain.reporting.kpi import Counts, GroupBy
from domain.strategy.expression import Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiQuestion:
    """Calls made and money paid in [since, until); `segment` needs the portfolio whose debts it is asked of."""

    since: datetime
    until: datetime
    now: datetime
    today: date
    portfolio_id: PortfolioId | None = None
    campaign_id: CampaignId | None = None
    segment: Expression | None = None


class KpiRepository(Protocol):
    def cost_rates(self) -> Sequence[CostRates]:
        """By the day from which they hold."""
        ...

    def save_cost_rates(self, rates: CostRates, *, by: UserId | None, at: datetime) -> None:
        """Those of the same first day are replaced."""
        ...

    def counts(self, question: KpiQuestion, group_by: GroupBy) -> Mapping[str, Counts]:
        """By the group's label: an agent's name, a campaign's, an hour, a step's code; "" for none of them."""
        ...
