"""Why the dialer dialled or waited."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.tables.base import Base, Instant, RowId


class PacingDecisionRow(Base):
    """A sample of the decisions: each that placed calls, each change of reason, and one every few seconds."""

    __tablename__ = "pacing_decisions"
    __table_args__ = (Index(None, "campaign_id", "at"), Index(None, "at"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    decision: Mapped[dict[str, Any]] = mapped_column(JSON)
