"""What the dialer keeps of shifts and of greetings, on both databases."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import insert

from adapters.storage.database import Database
from adapters.storage.tables.access import UserRow
from adapters.storage.tables.calls import AgentSessionRow, AttemptRow
from adapters.storage.tables.recordings import RecordingRow
from domain.call.agent_session import AgentState, PauseReason
from domain.call.dial_mode import DialMode
from domain.ids import AgentSessionId, AttemptId, CampaignId, UserId
from services.call_summary import read_progress
from services.ports.repositories.recordings_write import RecordingResult
from services.recordings_closing import finish_recording
from tests.support.aio import run
from tests.support.menu_records import ATTEMPT, NOW, add_answered_attempt, change, the_row

SESSION = AgentSessionId("S1")
USER = {"id": 1, "username": "ana", "name": "Ana", "role": "agent", "password_hash": "x", "created_at": NOW}
SHIFT = {"id": SESSION, "user_id": 1, "seat": "seat01", "state": AgentState.ON_CALL, "state_since": NOW}


def begin_shift(database: Database) -> None:
    run(database.write(lambda uow: uow.connection.execute(insert(UserRow).values(**USER))))  # type: ignore[attr-defined]
    shift = insert(AgentSessionRow).values(**SHIFT, started_at=NOW)
    run(database.write(lambda uow: uow.connection.execute(shift)))  # type: ignore[attr-defined]


def test_a_pause_asked_for_and_the_breaks_taken_are_kept(database: Database) -> None:
    begin_shift(database)
    (fresh,) = run(database.read(lambda uow: uow.agent_sessions.at_work()))
    assert (fresh.started_at, fresh.asked_pause, fresh.rests, fresh.meals) == (NOW, None, 0, 0)
    moved = replace(fresh, asked_pause=PauseReason.MEAL, rests=2, meals=1)
    run(database.write(lambda uow: uow.agent_sessions.save(moved)))
    assert run(database.read(lambda uow: uow.agent_sessions.get(SESSION))) == moved
    desk = run(database.read(lambda uow: uow.desk.open_session(UserId(1))))
    assert desk is not None
    assert desk.asked_pause is PauseReason.MEAL


def test_a_talk_is_unfiled_while_its_agent_is_still_to_say_what_came_of_it(database: Database) -> None:
    def unfiled() -> int:
        return run(read_progress(database, CampaignId(1))).unfiled_talks

    add_answered_attempt(database)
    begin_shift(database)
    assert unfiled() == 0
    change(database, AgentSessionRow, attempt_id=ATTEMPT)
    assert unfiled() == 1
    change(database, AgentSessionRow, state=AgentState.WRAP_UP)
    assert unfiled() == 1
    change(database, AttemptRow, disposed_by=1)
    assert unfiled() == 0
    change(database, AttemptRow, disposed_by=None)
    change(database, AgentSessionRow, ended_at=NOW)
    assert unfiled() == 0


def test_many_desks_are_read_like_one(database: Database) -> None:
    add_answered_attempt(database)
    begin_shift(database)
    change(database, AgentSessionRow, attempt_id=ATTEMPT)
    another = {**SHIFT, "id": "S2", "user_id": 2, "seat": "seat02", "state": AgentState.READY, "started_at": NOW}
    user = insert(UserRow).values(**{**USER, "id": 2, "username": "bia"})
    run(database.write(lambda uow: uow.connection.execute(user)))  # type: ignore[attr-defined]
    run(database.write(lambda uow: uow.connection.execute(insert(AgentSessionRow).values(**another))))  # type: ignore[attr-defined]
    users = [UserId(1), UserId(2), UserId(3)]
    together = run(database.read(lambda uow: uow.desk.open_sessions(users)))
    apart = {user_id: run(database.read(lambda uow, one=user_id: uow.desk.open_session(one))) for user_id in users}
    assert together == {UserId(1): apart[UserId(1)], UserId(2): apart[UserId(2)]}
    assert run(database.read(lambda uow: uow.desk.open_sessions([UserId(3)]))) == {}
    call = run(database.read(lambda uow: uow.desk.call(ATTEMPT)))
    assert call is not None
    for asked in ([ATTEMPT], [ATTEMPT, AttemptId("none")]):
        assert run(database.read(lambda uow, ids=asked: uow.desk.calls(ids))) == {ATTEMPT: call}
    assert run(database.read(lambda uow: uow.desk.calls([AttemptId("none")]))) == {}
    assert run(database.read(lambda uow: uow.desk.calls([]))) == {}


def test_only_a_recording_of_a_call_for_an_agent_is_asked_for_its_greeting(database: Database) -> None:
    add_answered_attempt(database)
    open_recording(database)
    for mode, greets in ((DialMode.PREDICTIVE, True), (DialMode.MENU_FIRST, False)):
        change(database, AttemptRow, closed_at=NOW + timedelta(seconds=30), dial_mode=mode.value)
        (recording,) = run(database.read(lambda uow: uow.recordings_write.to_close()))
        assert recording.greets is greets


def test_the_end_of_the_greeting_is_kept_beside_the_answer(database: Database) -> None:
    add_answered_attempt(database)
    open_recording(database)
    assert the_row(database, AttemptRow)["greeting_ended_at"] is None
    result = RecordingResult(
        attempt_id=ATTEMPT,
        path="a.wav",
        duration_ms=9_000,
        size_bytes=1,
        sha256="0" * 64,
        problem=None,
        greeting_ms=740,
    )
    assert run(database.write(lambda uow: finish_recording(uow, result, now=NOW)))
    row = the_row(database, AttemptRow)
    assert row["greeting_ended_at"] - row["answered_at"] == timedelta(milliseconds=740)


def test_the_greeting_of_a_call_that_was_not_answered_is_left_out(database: Database) -> None:
    add_answered_attempt(database)
    change(database, AttemptRow, answered_at=None)
    for attempt in (ATTEMPT, AttemptId("unknown")):
        run(database.write(lambda uow, one=attempt: uow.attempts.note_greeting(one, timedelta(seconds=1))))
    assert the_row(database, AttemptRow)["greeting_ended_at"] is None


def open_recording(database: Database) -> None:
    row = {"attempt_id": ATTEMPT, "state": "open", "path": "open/A1.raw", "started_at": NOW}
    run(database.write(lambda uow: uow.connection.execute(insert(RecordingRow).values(**row))))  # type: ignore[attr-defined]
