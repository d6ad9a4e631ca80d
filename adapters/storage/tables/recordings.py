"""Recordings of calls, who listened, and what supervisors thought of them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.tables.base import Base, Instant, RowId


class RecordingRow(Base):
    __tablename__ = "recordings"
    __table_args__ = (Index(None, "state"), Index(None, "started_at"))

    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    """open, verified, broken (the file is missing, empty, or lacks a channel: `problem` says which)."""
    path: Mapped[str] = mapped_column(String(200))
    """Below the recordings folder."""
    started_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    duration_ms: Mapped[int | None]
    size_bytes: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    problem: Mapped[str | None] = mapped_column(String(120))
    for_training: Mapped[bool] = mapped_column(default=False)


class ListenRow(Base):
    """Every time somebody opened a recording to listen to it."""

    __tablename__ = "recording_listens"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("recordings.attempt_id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class ReviewRow(Base):
    """One supervisor's score (0 to 10) of one call; scoring again replaces it."""

    __tablename__ = "reviews"

    attempt_id: Mapped[str] = mapped_column(ForeignKey("recordings.attempt_id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    score: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(Instant)


class CommentRow(Base):
    __tablename__ = "recording_comments"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("recordings.attempt_id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at_ms: Mapped[int]
    """Where in the recording, milliseconds from its start."""
    text: Mapped[str] = mapped_column(String(1000))
    created_at: Mapped[datetime] = mapped_column(Instant)
