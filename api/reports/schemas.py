"""Figures of the operation."""

from datetime import date

from api.schemas import Body, Reply
from domain.reporting.kpi import Unit


class KpiDefinition(Reply):
    """`formula` in words, for the tooltip."""

    code: str
    label: str
    unit: Unit
    formula: str


class KpiRow(Reply):
    """`values` by code; null: nothing to divide by."""

    key: str
    values: dict[str, float | None]


class Kpis(Reply):
    definitions: list[KpiDefinition]
    funnel: list[str]
    rows: list[KpiRow]


class CostRates(Reply):
    """A thousandth of a cent is a millicent: of a call that was tried, of a minute of talk, of an agent's hour."""

    valid_from: date
    attempt_millicents: int
    minute_millicents: int
    agent_hour_millicents: int


class NewCostRates(Body):
    valid_from: date
    attempt_millicents: int = 0
    minute_millicents: int = 0
    agent_hour_millicents: int = 0
