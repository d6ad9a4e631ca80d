"""Figures of the operation."""

from api.schemas import Reply
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
