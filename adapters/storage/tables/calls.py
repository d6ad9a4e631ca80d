"""Attempts, what the menu learned in them, agents at work, and intents for the dialer."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.tables.base import Base, Instant, RowId, Word
from domain.call.agent_session import AgentState, PauseReason
from domain.call.attempt import AttemptState
from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass


class AttemptRow(Base):
    __tablename__ = "attempts"
    __table_args__ = (Index(None, "campaign_id", "closed_at"), Index(None, "closed_at"), Index(None, "state"))

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), index=True)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"), index=True)
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id"), index=True)
    number_in_lead: Mapped[int]
    """1 for the lead's first attempt, and so on."""
    dialer: Mapped[str] = mapped_column(String(64))
    """The dialer that owns the call."""
    trunk: Mapped[str] = mapped_column(String(40), default="")
    direction: Mapped[str] = mapped_column(String(10), default="outbound", server_default=text("'outbound'"))
    """outbound, or inbound: the debtor called. Then it was neither claimed nor originated: both tell when it came."""
    state: Mapped[AttemptState] = mapped_column(Word(AttemptState))
    claimed_at: Mapped[datetime] = mapped_column(Instant)
    originated_at: Mapped[datetime | None] = mapped_column(Instant)
    """Committed before the originate is sent: an attempt without it was certainly never dialled."""
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    person_requested_at: Mapped[datetime | None] = mapped_column(Instant)
    bridged_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    agent_session_id: Mapped[str | None] = mapped_column(ForeignKey("agent_sessions.id"))
    hangup_cause: Mapped[int | None]
    tech_cause: Mapped[str] = mapped_column(String(60), default="")
    answer_class: Mapped[AnswerClass | None] = mapped_column(Word(AnswerClass))
    disposition: Mapped[Disposition | None] = mapped_column(Word(Disposition))
    """Set exactly once when closed; refined by the agent's own disposition or a late fact."""
    own_disposition: Mapped[str | None] = mapped_column(String(40))
    """The code of the portfolio's own, finer disposition that the agent chose; `disposition` is its base."""
    disposed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    disposed_at: Mapped[datetime | None] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(String(2000), default="")
    dial_mode: Mapped[str] = mapped_column(String(20), default="ivr", server_default=text("'ivr'"))
    """The campaign's when it was dialled."""
    nobody_free_at: Mapped[datetime | None] = mapped_column(Instant)
    """No agent came in time and the menu took over."""
    greeting_ended_at: Mapped[datetime | None] = mapped_column(Instant)
    """Of whoever was called for an agent: the end of their "alô?", as the recording has it."""


class MenuSessionRow(Base):
    """What the menu learned, written by the ivr as it learns it. No keys, no amounts: step names and verdicts."""

    __tablename__ = "menu_sessions"

    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    pressed_keys: Mapped[bool] = mapped_column(default=False)
    identity_confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    disposition: Mapped[Disposition | None] = mapped_column(Word(Disposition))
    protocol: Mapped[str | None] = mapped_column(String(20), unique=True)
    agreement_id: Mapped[str | None] = mapped_column(ForeignKey("agreements.id"))
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """[{"step": "identity", "at_ms": 8120, "result": "confirmed"}, …], milliseconds since started_at."""


class IdentityFailureRow(Base):
    """A wrong answer to who is on the line, for as long as it locks something. See `domain.negotiation`."""

    __tablename__ = "identity_failures"
    __table_args__ = (Index(None, "at"), Index(None, "debtor_id", "at"), Index(None, "number", "at"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), index=True)
    debtor_id: Mapped[int | None] = mapped_column(ForeignKey("debtors.id"))
    """Whom the answer named, where it counts against them."""
    number: Mapped[str] = mapped_column(String(20))
    """E.164, of who called or was called; empty when it is not known."""
    at: Mapped[datetime] = mapped_column(Instant)


class AgentSessionRow(Base):
    __tablename__ = "agent_sessions"
    __table_args__ = (Index(None, "user_id", "ended_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    seat: Mapped[str] = mapped_column(String(20))
    """The softphone account lent for the session."""
    state: Mapped[AgentState] = mapped_column(Word(AgentState))
    pause_reason: Mapped[PauseReason | None] = mapped_column(Word(PauseReason))
    attempt_id: Mapped[str | None] = mapped_column(String(26))
    """The call in hand, or the one still to be disposed of."""
    leg_id: Mapped[str | None] = mapped_column(String(40))
    state_since: Mapped[datetime] = mapped_column(Instant)
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    asked_pause: Mapped[PauseReason | None] = mapped_column(Word(PauseReason))
    """To be taken when the call in hand is over."""
    rests: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    meals: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Breaks of the shift that were as long as the law wants."""


class CommandRow(Base):
    """An intent written by the api and carried out by the dialer, once."""

    __tablename__ = "commands"
    __table_args__ = (Index(None, "done_at", "id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str | None] = mapped_column(String(200))
