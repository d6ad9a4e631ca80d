"""Messages to debtors."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.tables.base import Base, Instant, RowId, Word
from domain.contact.facts import Channel
from domain.notice.notice import Confirmation, NoticeKind, NoticeState


class NoticeRow(Base):
    """One message, from the wish to its delivery; its id is the key that the channel knows it by."""

    __tablename__ = "notices"
    __table_args__ = (
        Index(None, "state", "next_try_at"),
        Index(None, "agreement_id", "kind"),
        Index(None, "debtor_id", "requested_at"),
        Index(None, "requested_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    kind: Mapped[NoticeKind] = mapped_column(Word(NoticeKind))
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    address: Mapped[str] = mapped_column(String(254))
    """E.164, or an e-mail in small letters."""
    confirmation: Mapped[Confirmation] = mapped_column(Word(Confirmation))
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"))
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"))
    agreement_id: Mapped[str | None] = mapped_column(ForeignKey("agreements.id"))
    attempt_id: Mapped[str | None] = mapped_column(String(26), index=True)
    txid: Mapped[str | None] = mapped_column(String(35))
    """The charge whose code it carries."""
    state: Mapped[NoticeState] = mapped_column(Word(NoticeState))
    requested_at: Mapped[datetime] = mapped_column(Instant)
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    next_try_at: Mapped[datetime] = mapped_column(Instant)
    """While queued: when it may be sent; a try in progress holds it. While accepted: when its delivery is asked for."""
    tries: Mapped[int] = mapped_column(default=0)
    reference: Mapped[str] = mapped_column(String(120), default="")
    """The channel's own."""
    reason: Mapped[str] = mapped_column(String(60), default="")
    subject: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    """What was sent, word by word."""
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class NoticeTemplatesRow(Base):
    """A portfolio's own texts, version by version; the one in force has no `replaced_at`."""

    __tablename__ = "notice_templates"
    __table_args__ = (Index(None, "portfolio_id", "replaced_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"))
    version: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    """TOML; see `domain.notice.template_file`."""
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    replaced_at: Mapped[datetime | None] = mapped_column(Instant)
