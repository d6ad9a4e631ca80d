"""The agent's desk: seats, intents, what is shown and when, the disposition."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from adapters.storage.tables.calls import AgentSessionRow, AttemptRow, CommandRow
from adapters.storage.tables.news import OutboxRow
from domain.access import Role
from domain.call.agent_session import AgentState, PauseReason
from domain.call.disposition import Disposition
from services.seats import seat_secret
from tests.support import call_rows
from tests.support.aio import run
from tests.support.api import World, running_api


async def _commands(world: World) -> list[tuple[str, dict[str, Any]]]:
    rows = await world.rows(select(CommandRow.kind, CommandRow.data).order_by(CommandRow.id))
    return [(row.kind, row.data) for row in rows]


def test_starting_the_shift_lends_a_free_seat_and_orders_the_dialer(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            softphone = (await agent.browser.post("/api/desk/session")).json()
            assert softphone == {
                "seat": "seat01",
                "secret": seat_secret("a secret of the test", "seat01"),
                "uri": "sip:seat01@concilia.local",
                "ws_path": "/api/softphone",
            }
            [(kind, data)] = await _commands(world)
            session = (await agent.browser.get("/api/desk")).json()["session"]
            assert (kind, data) == ("start_agent_session", {"agent_session_id": session["id"]})
            assert (session["state"], session["leg_up"], session["seat"]) == ("offline", False, "seat01")
            assert [row.type for row in await world.rows(select(OutboxRow.type))] == ["CommandIssued"]

    run(main())


def test_asking_again_tells_the_same_seat_and_orders_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            first = (await agent.browser.post("/api/desk/session")).json()
            assert (await agent.browser.post("/api/desk/session")).json() == first
            assert len(await _commands(world)) == 1

    run(main())


def test_two_agents_get_two_seats_and_the_third_none(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, seats=2) as world:
            agents = [await world.logged_in(Role.AGENT, username=f"agent{number}") for number in range(3)]
            answers = [await agent.browser.post("/api/desk/session") for agent in agents]
            assert [answer.json().get("seat") for answer in answers] == ["seat01", "seat02", None]
            assert (answers[2].status_code, answers[2].json()["code"]) == (409, "no_free_seat")

    run(main())


def test_a_seat_is_free_again_when_its_session_has_ended(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, seats=1) as world:
            first = await world.logged_in(Role.AGENT, username="first")
            second = await world.logged_in(Role.AGENT, username="second")
            await first.browser.post("/api/desk/session")
            await call_rows.move_session(world, first.visitor.user_id, AgentState.OFFLINE, ended_at=world.clock.now())
            assert (await second.browser.post("/api/desk/session")).json()["seat"] == "seat01"

    run(main())


@pytest.mark.parametrize(
    ("state", "path", "body", "expected"),
    [
        (AgentState.PAUSED, "ready", None, "agent_ready"),
        (AgentState.READY, "pause", {"reason": "meal"}, "agent_pause"),
        (AgentState.OFFLINE, "phone", None, "call_agent_leg"),
        (AgentState.ON_CALL, "hang-up", None, "hang_up_call"),
        (AgentState.OFFLINE, "ready", None, "phone_not_connected"),
        (AgentState.OFFLINE, "pause", {"reason": "meal"}, "phone_not_connected"),
        (AgentState.ON_CALL, "ready", None, "call_in_hand"),
        (AgentState.RESERVED, "pause", {"reason": "rest"}, "agent_pause"),
        (AgentState.ON_CALL, "pause", {"reason": "meal"}, "agent_pause"),
        (AgentState.READY, "hang-up", None, "no_call_in_hand"),
        (AgentState.READY, "identity", None, "no_call_in_hand"),
    ],
)
def test_an_intent_becomes_a_command_only_where_the_state_allows_it(
    tmp_path: Path, state: AgentState, path: str, body: dict[str, str] | None, expected: str
) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            await agent.browser.post("/api/desk/session")
            await call_rows.move_session(world, agent.visitor.user_id, state)
            answer = await agent.browser.post(f"/api/desk/{path}", json=body)
            commands = await _commands(world)
            if answer.status_code == 202:
                assert commands[-1][0] == expected
                assert commands[-1][1].get("reason") == (body or {}).get("reason")
            else:
                assert (answer.status_code, answer.json()["code"]) == (409, expected)
                assert len(commands) == 1

    run(main())


def test_without_a_session_there_is_nothing_to_intend(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            for path in ("ready", "phone", "hang-up", "identity"):
                assert (await agent.browser.post(f"/api/desk/{path}")).json()["code"] == "no_agent_session"

    run(main())


@pytest.mark.parametrize("state", [AgentState.ON_CALL, AgentState.RESERVED])
def test_a_shift_does_not_end_during_a_call(tmp_path: Path, state: AgentState) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            await agent.browser.post("/api/desk/session")
            await call_rows.move_session(world, agent.visitor.user_id, state)
            assert (await agent.browser.delete("/api/desk/session")).json()["code"] == "call_in_hand"
            await call_rows.move_session(world, agent.visitor.user_id, AgentState.PAUSED)
            assert (await agent.browser.delete("/api/desk/session")).status_code == 202
            assert (await _commands(world))[-1][0] == "end_agent_session"

    run(main())


def test_before_identity_is_confirmed_the_desk_gives_nothing_away(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            _, attempt_id = await call_rows.on_call(world, agent)
            answer = await agent.browser.get("/api/desk")
            call = answer.json()["call"]
            assert call["attempt_id"] == attempt_id
            assert call["debtor"] == {
                "first_name": "Maria",
                "name": None,
                "document_masked": None,
                "city": "São Paulo",
                "uf": "SP",
            }
            assert call["debts"] == []
            assert call["phone_masked"] == "(11) •••••-4321"
            assert call["menu"] == [{"step": "right_party", "label": "É a pessoa?", "at_ms": 4000, "result": "yes"}]
            for secret in ("SILVA", "52998224725", "98765", "100000", "Banco"):
                assert secret not in answer.text

    run(main())


def test_the_agents_own_confirmation_brings_the_debts_into_sight(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            await call_rows.on_call(world, agent)
            world.clock.advance(seconds=20)
            call = (await agent.browser.post("/api/desk/identity")).json()["call"]
            assert call["identity_confirmed"] is True
            assert call["debtor"]["name"] == "MARIA DA SILVA"
            assert call["debtor"]["document_masked"] == "***.982.247-**"
            assert call["debts"] == [
                {
                    "contract": "C-52998224725",
                    "creditor": "Banco Exemplo",
                    "description": "Cartão",
                    "status": "open",
                    "due_date": "2026-10-25",
                    "days_late": (date(2026, 11, 24) - date(2026, 10, 25)).days,
                    "principal_cents": 100_000,
                    "multa_cents": 2_000,
                    "juros_cents": 1_000,
                    "total_cents": 103_000,
                }
            ]
            assert call["menu"][-1]["step"] == "agent_identity"
            assert call["menu"][-1]["at_ms"] == 20_000
            again = (await agent.browser.post("/api/desk/identity")).json()["call"]
            assert len(again["menu"]) == 2

    run(main())


def test_a_call_is_on_nobody_elses_desk(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            other = await world.logged_in(Role.AGENT, username="other")
            await other.browser.post("/api/desk/session")
            attempt_id = await call_rows.wrapping_up(world, agent)
            assert (await other.browser.get("/api/desk")).json()["call"] is None
            body = {"attempt_id": attempt_id, "disposition": "PROMESSA"}
            answer = await other.browser.post("/api/desk/disposition", json=body)
            assert (answer.status_code, answer.json()["code"]) == (409, "not_your_call")

    run(main())


@pytest.mark.parametrize(
    ("then", "kind", "reason"), [("ready", "agent_ready", None), ("pause", "agent_pause", PauseReason.MEAL)]
)
def test_disposing_stores_the_outcome_tells_it_and_sends_the_agent_on(
    tmp_path: Path, then: str, kind: str, reason: PauseReason | None
) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            attempt_id = await call_rows.wrapping_up(world, agent)
            body = {"attempt_id": attempt_id, "disposition": "PROMESSA", "note": " paga sexta ", "then": then}
            body |= {"promise_date": "2026-11-27", "promise_cents": 50_000}
            answer = await agent.browser.post("/api/desk/disposition", json={**body, "pause_reason": "meal"})
            assert answer.status_code == 202
            [attempt] = await world.rows(
                select(AttemptRow.disposition, AttemptRow.note, AttemptRow.disposed_by).where(
                    AttemptRow.id == attempt_id
                )
            )
            assert tuple(attempt) == (Disposition.PROMESSA, "paga sexta", agent.visitor.user_id)
            command = (await _commands(world))[-1]
            assert (command[0], command[1].get("reason")) == (kind, reason)
            news = await world.rows(select(OutboxRow.type, OutboxRow.data).order_by(OutboxRow.id.desc()).limit(2))
            assert {row.type for row in news} == {"AttemptDisposed", "CommandIssued"}
            assert all("sexta" not in str(row.data) for row in news)
            assert (await agent.browser.get("/api/desk")).json()["call"]["disposition"] == "PROMESSA"

    run(main())


@pytest.mark.parametrize(
    ("disposition", "status", "code"),
    [("OCUPADO", 422, "invalid_input"), ("ACORDO_A_VISTA", 409, "agreement_missing"), ("NADA", 422, "invalid_input")],
)
def test_an_agent_cannot_say_what_only_the_network_or_an_agreement_can(
    tmp_path: Path, disposition: str, status: int, code: str
) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            attempt_id = await call_rows.wrapping_up(world, agent)
            body = {"attempt_id": attempt_id, "disposition": disposition}
            answer = await agent.browser.post("/api/desk/disposition", json=body)
            assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (status, code, "disposition")

    run(main())


def test_a_call_that_goes_on_is_not_disposed_of(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            _, attempt_id = await call_rows.on_call(world, agent)
            body = {"attempt_id": attempt_id, "disposition": "PROMESSA"}
            assert (await agent.browser.post("/api/desk/disposition", json=body)).json()["code"] == "call_not_ended"

    run(main())


def test_the_next_call_and_the_end_of_the_shift_wait_for_the_disposition(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            await call_rows.wrapping_up(world, agent)
            assert (await agent.browser.post("/api/desk/ready")).json()["code"] == "call_not_disposed"
            pause = await agent.browser.post("/api/desk/pause", json={"reason": "rest"})
            assert pause.json()["code"] == "call_not_disposed"
            assert (await agent.browser.delete("/api/desk/session")).json()["code"] == "call_not_disposed"
            assert await world.scalar(select(AgentSessionRow.state)) is AgentState.WRAP_UP

    run(main())
