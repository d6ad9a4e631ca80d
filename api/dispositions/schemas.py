"""Portfolios' own dispositions."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas import Body, Reply
from domain.call.disposition import Disposition
from domain.call.disposition_rules import RequiredField


class OwnDisposition(Reply):
    """A finer case of `base`, whose rules hold. `retired_at`: agents are no longer offered it."""

    code: str
    label: str
    base: Disposition
    base_label: str
    retry_delay_minutes: int
    pause_days: int
    required: list[RequiredField]
    """With what the base asks for."""
    created_at: datetime
    retired_at: datetime | None


class NewOwnDisposition(Body):
    """`pause_days` in business days; 0: what the base says."""

    code: Annotated[str, Field(min_length=2, max_length=40)]
    label: Annotated[str, Field(min_length=1, max_length=60)]
    base: Disposition
    retry_delay_minutes: int = 0
    pause_days: int = 0
    required: Annotated[list[RequiredField], Field(default_factory=list)]
