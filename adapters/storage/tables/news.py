"""The outbox, what consumers have already handled, and imports."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.tables.base import Base, Instant, RowId


class OutboxRow(Base):
    __tablename__ = "outbox"
    __table_args__ = (Index(None, "published_at", "id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    event_id: Mapped[str] = mapped_column(String(26), unique=True)
    type: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    topic: Mapped[str] = mapped_column(String(120))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    """Until then one relay is publishing it, because the process that wrote it did not."""


class HandledEventRow(Base):
    """Makes a consumer idempotent: an event id is handled once per consumer."""

    __tablename__ = "handled_events"

    consumer: Mapped[str] = mapped_column(String(40), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


class ImportRow(Base):
    __tablename__ = "imports"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(20))
    """running, finished, failed."""
    error: Mapped[str | None] = mapped_column(Text)
    rows_read: Mapped[int] = mapped_column(default=0)
    rows_rejected: Mapped[int] = mapped_column(default=0)
    debtors_created: Mapped[int] = mapped_column(default=0)
    debts_created: Mapped[int] = mapped_column(default=0)
    debts_updated: Mapped[int] = mapped_column(default=0)
    phones_created: Mapped[int] = mapped_column(default=0)
    started_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    started_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)


class ImportRejectionRow(Base):
    __tablename__ = "import_rejections"
    __table_args__ = (Index(None, "import_id", "line"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    import_id: Mapped[str] = mapped_column(ForeignKey("imports.id"))
    line: Mapped[int]
    column: Mapped[str] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(300))
