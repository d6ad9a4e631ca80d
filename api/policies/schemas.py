"""Negotiation policies."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from api.schemas import Body, Reply


class PolicyItem(Reply):
    id: int
    portfolio_id: int
    portfolio: str
    segment: str
    version: int
    name: str
    valid_from: date
    valid_until: date | None
    created_by: str | None
    created_at: datetime
    withdrawn_at: datetime | None


class PolicyDetail(PolicyItem):
    """`source` is the TOML file."""

    source: str


class PolicyPage(Reply):
    items: list[PolicyItem]
    page: int
    page_size: int
    total: int


class PolicyFile(Body):
    """`source` is the TOML file, whole."""

    source: Annotated[str, Field(min_length=1, max_length=60_000)]


class NewPolicy(PolicyFile):
    portfolio_id: int


class PolicyVerdict(Reply):
    """`message` says in one sentence what is wrong, with line, field and value, and the article that is broken."""

    ok: bool
    name: str = ""
    bands: int = 0
    line: int | None = None
    field: str = ""
    value: str = ""
    law: str = ""
    message: str = ""
