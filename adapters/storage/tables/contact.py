"""Who is let alone and why, contacts that were not dialled by the dialer, block lists, calendars, call meters."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.tables.base import Base, Instant, RowId


class ContactHoldRow(Base):
    """See `domain.contact.facts.Hold`. A hold that was lifted stays for the record."""

    __tablename__ = "contact_holds"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    debtor_id: Mapped[int | None] = mapped_column(ForeignKey("debtors.id"), index=True)
    """None: the hold is the number's, whoever is looked for there."""
    number: Mapped[str | None] = mapped_column(String(16), index=True)
    portfolio_id: Mapped[int | None] = mapped_column(ForeignKey("portfolios.id"))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(300), default="")
    attempt_id: Mapped[str | None] = mapped_column(String(26))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(Instant)


class ContactLedgerRow(Base):
    """Contacts that count against a person's caps and are no attempts of the dialer: messages, calls by hand."""

    __tablename__ = "contact_ledger"
    __table_args__ = (Index(None, "debtor_id", "at"), Index(None, "number", "at"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"))
    number: Mapped[str] = mapped_column(String(16), default="")
    """Empty for e-mail and letter."""
    channel: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Instant)
    right_party: Mapped[bool] = mapped_column(default=False)
    portfolio_id: Mapped[int | None] = mapped_column(ForeignKey("portfolios.id"))
    reference: Mapped[str | None] = mapped_column(String(40), unique=True)
    """Of whoever made the contact: telling it twice counts it once."""


class BlockListRow(Base):
    """One version of a list; the one in force is the newest that is `active`."""

    __tablename__ = "block_lists"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12))
    """loading, active, replaced."""
    entries: Mapped[int] = mapped_column(default=0)
    imported_at: Mapped[datetime] = mapped_column(Instant)


class BlockListEntryRow(Base):
    __tablename__ = "block_list_entries"

    number: Mapped[str] = mapped_column(String(16), primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("block_lists.id"), primary_key=True, index=True)
    registered_on: Mapped[date | None] = mapped_column(Date)


class MunicipalHolidayRow(Base):
    __tablename__ = "municipal_holidays"

    uf: Mapped[str] = mapped_column(String(2), primary_key=True)
    city: Mapped[str] = mapped_column(String(120), primary_key=True)
    """Letters and digits only, without accents: see `services.importing.values.plain`."""
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="")


class ContactPolicyRow(Base):
    """A portfolio's own, tighter rules, version by version; the one in force has no `replaced_at`."""

    __tablename__ = "contact_policies"
    __table_args__ = (Index(None, "portfolio_id", "replaced_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolios.id"))
    version: Mapped[int]
    settings: Mapped[str] = mapped_column(Text)
    """JSON; see `domain.contact.policy.SETTINGS`."""
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    replaced_at: Mapped[datetime | None] = mapped_column(Instant)


class CallMeterRow(Base):
    """Calls of a day as the carrier counts them. A row per dialer, so that dialers do not wait for one another."""

    __tablename__ = "call_meter"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    carrier: Mapped[str] = mapped_column(String(40), primary_key=True)
    """The trunk's name; TrunkOwnerRow tells whose it is."""
    dialer: Mapped[str] = mapped_column(String(64), primary_key=True)
    calls: Mapped[int] = mapped_column(default=0)
    short_calls: Mapped[int] = mapped_column(default=0)


class TrunkOwnerRow(Base):
    """Whose calls a trunk carries: Anatel adds up all trunks of a CNPJ root."""

    __tablename__ = "trunk_owners"

    trunk: Mapped[str] = mapped_column(String(40), primary_key=True)
    carrier: Mapped[str] = mapped_column(String(40))
    cnpj_root: Mapped[str] = mapped_column(String(8), default="")
    """The first eight characters; empty when the operation did not tell."""
    updated_at: Mapped[datetime] = mapped_column(Instant)
