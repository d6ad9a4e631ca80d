"""Campaigns and portfolios."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from api.schemas import Body, Reply
from domain.call.dial_mode import DialMode, PacingGoal

CampaignStatus = Literal["running", "paused", "finished"]


class Pacing(Reply):
    """`abandonment_target`: share of the answered that may find nobody. `max_wait_seconds` null: the mode's own.

    `cancel_surplus`: calls that ring are let go when nobody would be there; direct modes only.
    """

    abandonment_target: float
    goal: PacingGoal
    ratio: float
    max_wait_seconds: int | None
    ring_timeout_seconds: int
    weight: int
    cancel_surplus: bool


class Campaign(Reply):
    id: int
    name: str
    portfolio_id: int
    portfolio: str
    dial_mode: DialMode
    status: CampaignStatus
    concurrent_calls: int
    max_attempts: int
    retry_delay_minutes: int
    caller_id: str
    created_at: datetime
    leads_total: int
    leads_done: int
    pacing: Pacing
    agents: list[int]
    """Users who work for it; empty: whoever works for no campaign of their own."""

    @field_validator("agents", mode="before")
    @classmethod
    def _in_order(cls, value: Any) -> Any:
        return sorted(value)


class Abandonment(Reply):
    """`answered`: people who needed an agent; `share` of them abandoned."""

    answered: int
    abandoned: int
    share: float


class SaidDecision(Reply):
    """A decision of the dialer in one sentence, and what it was made from."""

    at: datetime
    says: str
    inputs: dict[str, str | int | float | None]


class PacingWhy(Reply):
    """Decisions are a sample, newest first."""

    decisions: list[SaidDecision]
    thirty_days: Abandonment
    day: Abandonment
    half_hour: Abandonment


class NewPacing(Body):
    """Left out means as usual."""

    abandonment_target: Annotated[float, Field(ge=0, le=0.05)] = 0.03
    goal: PacingGoal = PacingGoal.STRICT
    ratio: Annotated[float, Field(ge=1, le=10)] = 1.5
    max_wait_seconds: Annotated[int, Field(ge=1, le=120)] | None = None
    ring_timeout_seconds: Annotated[int, Field(ge=10, le=60)] = 30
    weight: Annotated[int, Field(ge=1, le=100)] = 1
    cancel_surplus: bool = False


class NewCampaign(Body):
    """Born paused, with a lead for each debtor of the portfolio who has an open debt."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    portfolio_id: int
    dial_mode: DialMode = DialMode.MENU_FIRST
    concurrent_calls: Annotated[int, Field(ge=1, le=1000)] = 10
    max_attempts: Annotated[int, Field(ge=1, le=50)] = 3
    retry_delay_minutes: Annotated[int, Field(ge=1, le=43200)] = 240
    caller_id: Annotated[str, Field(pattern=r"^(\+[1-9]\d{6,14})?$")] = ""
    pacing: NewPacing = NewPacing()
    agents: Annotated[tuple[int, ...], Field(max_length=500)] = ()


class NewDialing(Body):
    """How a campaign dials, whole: what is left out is as usual again."""

    dial_mode: DialMode
    concurrent_calls: Annotated[int, Field(ge=1, le=1000)] = 10
    pacing: NewPacing = NewPacing()
    agents: Annotated[tuple[int, ...], Field(max_length=500)] = ()


class NewStatus(Body):
    status: CampaignStatus


class Portfolio(Reply):
    """Open debts only are counted and added up (principal)."""

    id: int
    name: str
    creditor_name: str
    company_name: str
    debtors: int
    open_debts: int
    open_cents: int
