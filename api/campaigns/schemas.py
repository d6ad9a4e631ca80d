"""Campaigns and portfolios."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api.schemas import Body, Reply

DialMode = Literal["ivr"]
CampaignStatus = Literal["running", "paused", "finished"]


class Campaign(Reply):
    id: int
    name: str
    portfolio_id: int
    portfolio: str
    dial_mode: str
    status: CampaignStatus
    concurrent_calls: int
    max_attempts: int
    retry_delay_minutes: int
    caller_id: str
    created_at: datetime
    leads_total: int
    leads_done: int


class NewCampaign(Body):
    """Born paused, with a lead for each debtor of the portfolio who has an open debt."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    portfolio_id: int
    dial_mode: DialMode = "ivr"
    concurrent_calls: Annotated[int, Field(ge=1, le=1000)] = 10
    max_attempts: Annotated[int, Field(ge=1, le=50)] = 3
    retry_delay_minutes: Annotated[int, Field(ge=1, le=43200)] = 240
    caller_id: Annotated[str, Field(pattern=r"^(\+[1-9]\d{6,14})?$")] = ""


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
