"""Segments and réguas."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from api.schemas import Body, Reply

Expression = Annotated[str, Field(min_length=1, max_length=2000)]


class SegmentField(Reply):
    name: str
    type: str
    says: str
    words: list[str]


class Segment(Reply):
    id: int
    name: str
    expression: str
    updated_at: datetime


class NewSegment(Body):
    name: Annotated[str, Field(min_length=1, max_length=120)]
    expression: Expression


class SegmentSaved(Reply):
    id: int


class SegmentQuestion(Body):
    expression: Expression
    portfolio_id: int


class SegmentPreview(Reply):
    debtors: int


class Regua(Reply):
    """`version` null: the shipped régua. `source` is its file."""

    version: int | None
    source: str


class NewRegua(Body):
    source: Annotated[str, Field(max_length=60_000)]


class ReguaSaved(Reply):
    version: int


class ReguaPlan(Reply):
    """`debts` of `debts_total` are planned so far; the others count steps. `state`: running, finished, replaced."""

    id: int
    portfolio_id: int
    state: str
    debts_total: int
    debts: int
    planned: int
    skipped: int
    cancelled: int
    started_at: datetime
    updated_at: datetime
    finished_at: datetime | None


class StepDone(Body):
    """`number` (E.164) is where an SMS or WhatsApp goes."""

    number: Annotated[str, Field(max_length=16)] = ""


class PendingStep(Reply):
    id: int
    debt_id: int
    debtor_id: int
    step: str
    channel: str
    on_day: date
    reason: str


class PendingSteps(Reply):
    """`next` is asked for as `after`; null: that was all."""

    items: list[PendingStep]
    next: int | None
