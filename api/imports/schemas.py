"""Imports of portfolios."""

from datetime import datetime
from typing import Literal

from api.schemas import Reply


class Import(Reply):
    id: str
    portfolio: str
    file_name: str
    status: Literal["running", "finished", "failed"]
    error: str | None
    rows_read: int
    rows_rejected: int
    debtors_created: int
    debts_created: int
    debts_updated: int
    phones_created: int
    started_at: datetime
    finished_at: datetime | None
