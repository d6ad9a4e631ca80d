"""What proves a call, and the chain of seals over it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.tables.base import Base, Instant, RowId, Word
from domain.evidence.chain import EvidenceKind


class EvidenceRow(Base):
    """Never changed once written, but for the number of its seal."""

    __tablename__ = "evidence"
    __table_args__ = (Index(None, "attempt_id"), Index(None, "seal_seq", "id"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[EvidenceKind] = mapped_column(Word(EvidenceKind))
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempts.id"))
    payload: Mapped[str] = mapped_column(Text)
    """Canonical JSON, as it was hashed."""
    at: Mapped[datetime] = mapped_column(Instant)
    seal_seq: Mapped[int | None] = mapped_column(RowId)


class EvidenceSealRow(Base):
    """No foreign key to what it seals: a piece that was taken away must not take its seal along."""

    __tablename__ = "evidence_seals"
    __table_args__ = (Index(None, "key"),)

    seq: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    kind: Mapped[EvidenceKind] = mapped_column(Word(EvidenceKind))
    key: Mapped[str] = mapped_column(String(80))
    payload_sha256: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    """Unique, so that no two seals ever follow the same one."""
    sealed_at: Mapped[datetime] = mapped_column(Instant)
    hash: Mapped[str] = mapped_column(String(64))
