"""Attempts for the dialer."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, text, update

from adapters.storage.tables.calls import AttemptRow, MenuSessionRow
from adapters.storage.tables.portfolio import CampaignRow, LeadRow
from domain.call.attempt import AttemptState
from domain.call.dial_mode import DialMode
from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass
from domain.call.outcome import MenuReport
from domain.ids import AttemptId, CampaignId
from services.ports.repositories.attempts import AttemptClosing, AttemptProgress, NewAttempt, OpenAttempt

_DECISION_LOCK = 0x434F4E43
"""Key of the advisory lock; any number that no other part of the product uses."""

_OPEN = (
    select(
        AttemptRow.id,
        AttemptRow.campaign_id,
        AttemptRow.lead_id,
        AttemptRow.state,
        AttemptRow.originated_at,
        AttemptRow.answered_at,
        AttemptRow.person_requested_at,
        AttemptRow.bridged_at,
        AttemptRow.agent_session_id,
        AttemptRow.disposition,
        AttemptRow.disposed_by,
        AttemptRow.dialer,
        AttemptRow.trunk,
        AttemptRow.dial_mode,
        AttemptRow.nobody_free_at,
        LeadRow.state.label("lead_state"),
        LeadRow.attempts_made,
        CampaignRow.max_attempts,
        CampaignRow.retry_delay_minutes,
        MenuSessionRow.started_at.label("menu_started_at"),
        MenuSessionRow.pressed_keys,
        MenuSessionRow.identity_confirmed_at,
        MenuSessionRow.disposition.label("menu_disposition"),
    )
    .join(LeadRow, LeadRow.id == AttemptRow.lead_id)
    .join(CampaignRow, CampaignRow.id == AttemptRow.campaign_id)
    .outerjoin(MenuSessionRow, MenuSessionRow.attempt_id == AttemptRow.id)
)
_ONE = _OPEN.where(AttemptRow.id == bindparam("attempt"))
_LOCK = (
    select(AttemptRow.id)
    .join(LeadRow, LeadRow.id == AttemptRow.lead_id)
    .where(AttemptRow.id == bindparam("attempt"))
    .with_for_update(of=(AttemptRow, LeadRow))
)
_OPEN_ONE = _ONE.where(AttemptRow.dialer == bindparam("dialer"), AttemptRow.state != AttemptState.CLOSED)
_OPEN_OF = _OPEN.where(AttemptRow.dialer == bindparam("dialer"), AttemptRow.state != AttemptState.CLOSED)

_PROGRESS = update(AttemptRow).where(AttemptRow.id == bindparam("attempt"), AttemptRow.closed_at.is_(None))
_CLOSE = update(AttemptRow).where(AttemptRow.id == bindparam("attempt"), AttemptRow.closed_at.is_(None))


class SqlAttempts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def one_decision_at_a_time(self) -> None:
        # SQLite has one writer anyway.
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _DECISION_LOCK})

    def insert_originating(self, attempts: Iterable[NewAttempt]) -> None:
        rows = [
            {
                "id": item.attempt_id,
                "campaign_id": item.campaign_id,
                "lead_id": item.lead_id,
                "debtor_id": item.debtor_id,
                "phone_id": item.phone_id,
                "number_in_lead": item.number_in_lead,
                "dialer": item.dialer,
                "trunk": item.trunk,
                "dial_mode": item.dial_mode.value,
                "state": AttemptState.ORIGINATING,
                "claimed_at": item.at,
                "originated_at": item.at,
            }
            for item in attempts
        ]
        if rows:
            self._connection.execute(insert(AttemptRow), rows)

    def save_progress(self, progress: Iterable[AttemptProgress]) -> None:
        rows = [
            {
                "attempt": item.attempt_id,
                "state": item.state,
                "answered_at": item.answered_at,
                "person_requested_at": item.person_requested_at,
                "bridged_at": item.bridged_at,
                "nobody_free_at": item.nobody_free_at,
                "agent_session_id": item.agent_session_id,
            }
            for item in progress
        ]
        if rows:
            self._connection.execute(_PROGRESS, rows)

    def for_close(self, attempt_id: AttemptId) -> OpenAttempt | None:
        # SQLite has one writer anyway. PostgreSQL reads a statement's rows as they were when it began, before any wait
        # for the lock: only a second statement sees what the menu committed meanwhile.
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_LOCK, {"attempt": attempt_id})
        row = self._connection.execute(_ONE, {"attempt": attempt_id}).one_or_none()
        return None if row is None else _open_attempt(row)

    def close(self, closing: AttemptClosing) -> None:
        values = {
            "attempt": closing.attempt_id,
            "state": AttemptState.CLOSED,
            "answered_at": closing.answered_at,
            "person_requested_at": closing.person_requested_at,
            "bridged_at": closing.bridged_at,
            "nobody_free_at": closing.nobody_free_at,
            "agent_session_id": closing.agent_session_id,
            "closed_at": closing.closed_at,
            "hangup_cause": closing.hangup_cause,
            "tech_cause": closing.tech_cause,
            "answer_class": closing.answer_class,
            "disposition": closing.disposition,
        }
        self._connection.execute(_CLOSE, values)

    def correct_answer(
        self, attempt_id: AttemptId, answer_class: AnswerClass, disposition: Disposition
    ) -> CampaignId | None:
        correct = (
            update(AttemptRow)
            .where(
                AttemptRow.id == attempt_id,
                AttemptRow.disposition == Disposition.MUDO,
                AttemptRow.disposed_by.is_(None),
                AttemptRow.closed_at.is_not(None),
            )
            .values(answer_class=answer_class, disposition=disposition)
            .returning(AttemptRow.campaign_id)
        )
        found = self._connection.execute(correct).scalar_one_or_none()
        return None if found is None else CampaignId(found)

    def note_greeting(self, attempt_id: AttemptId, lasted: timedelta) -> None:
        mine = AttemptRow.id == attempt_id
        answered_at = self._connection.execute(select(AttemptRow.answered_at).where(mine)).scalar_one_or_none()
        if answered_at is not None:
            self._connection.execute(update(AttemptRow).where(mine).values(greeting_ended_at=answered_at + lasted))

    def open_one(self, attempt_id: AttemptId, dialer: str) -> OpenAttempt | None:
        row = self._connection.execute(_OPEN_ONE, {"attempt": attempt_id, "dialer": dialer}).one_or_none()
        return None if row is None else _open_attempt(row)

    def open_of(self, dialer: str) -> list[OpenAttempt]:
        return [_open_attempt(row) for row in self._connection.execute(_OPEN_OF, {"dialer": dialer})]


def _open_attempt(row: Row[*tuple[Any, ...]]) -> OpenAttempt:
    menu = None
    if row.menu_started_at is not None:
        menu = MenuReport(
            pressed_keys=row.pressed_keys,
            identity_confirmed=row.identity_confirmed_at is not None,
            disposition=row.menu_disposition,
        )
    return OpenAttempt(
        attempt_id=row.id,
        campaign_id=row.campaign_id,
        lead_id=row.lead_id,
        state=row.state,
        originated_at=row.originated_at,
        answered_at=row.answered_at,
        person_requested_at=row.person_requested_at,
        bridged_at=row.bridged_at,
        agent_session_id=row.agent_session_id,
        disposition=row.disposition,
        disposed_by=row.disposed_by,
        lead_state=row.lead_state,
        attempts_made=row.attempts_made,
        max_attempts=row.max_attempts,
        retry_delay=timedelta(minutes=row.retry_delay_minutes),
        dialer=row.dialer,
        trunk=row.trunk,
        dial_mode=DialMode(row.dial_mode),
        nobody_free_at=row.nobody_free_at,
        menu_started_at=row.menu_started_at,
        menu=menu,
    )
