"""Who called us and comes to an agent unidentified: found by CPF, confirmed by asking, and only then shown."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.contact import ContactHoldRow
from adapters.storage.tables.negotiation import PromiseRow
from adapters.storage.tables.portfolio import PortfolioRow
from domain.access import Role
from domain.call.agent_disposition import OF_NOBODY_KNOWN
from domain.call.agent_session import AgentState
from domain.ids import AttemptId
from services.inbound import InboundService
from tests.support import call_rows
from tests.support.aio import run
from tests.support.api import Session, World, running_api

CPF, OTHERS, ELSEWHERE = "52998224725", "11144477735", "39053344705"
PUBLISHED = "+551132654321"


async def called_by_nobody_known(world: World, agent: Session) -> AttemptId:
    """Maria and João have debts in the portfolio that was called, Pedro in another one."""
    await agent.browser.post("/api/desk/session")
    campaign = await call_rows.add_campaign(world)
    await call_rows.add_debtor(world, campaign, document=CPF)
    await call_rows.add_debtor(world, campaign, name="JOÃO SOUZA", document=OTHERS, number="+5511955554444")
    elsewhere = await call_rows.add_campaign(world, name="Dezembro")
    await call_rows.add_debtor(world, elsewhere, name="PEDRO LIMA", document=ELSEWHERE, number="+5511933332222")
    await world.execute(
        update(PortfolioRow).where(PortfolioRow.id == campaign.portfolio_id).values(callback_number=PUBLISHED)
    )
    inbound = InboundService(storage=world.database, clock=world.clock, dialer="d1", trunk="t")
    attempt_id = await inbound.arrive("1763989200.7", PUBLISHED)
    assert attempt_id is not None
    await world.database.write(lambda uow: uow.menu.start(attempt_id, world.clock.now()))
    await call_rows.bridge(world, agent.visitor.user_id, attempt_id, campaign)
    return attempt_id


async def link(agent: Session, document: str) -> Any:
    return await agent.browser.post("/api/desk/caller", json={"document": document})


def test_a_caller_whom_nobody_knows_is_shown_as_that_and_has_no_identity_to_confirm(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            await called_by_nobody_known(world, agent)
            call = (await agent.browser.get("/api/desk")).json()["call"]
            assert (call["inbound"], call["caller_known"], call["debts"]) == (True, False, [])
            refused = await agent.browser.post("/api/desk/identity")
            assert (refused.status_code, refused.json()["code"]) == (409, "caller_unknown")

    run(main())


@pytest.mark.parametrize("typed", [CPF, "529.982.247-25"])
def test_the_agent_finds_the_caller_by_cpf_and_sees_the_debts_once_identity_is_confirmed(
    tmp_path: Path, typed: str
) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            attempt_id = await called_by_nobody_known(world, agent)
            world.clock.advance(seconds=20)
            linked = await link(agent, typed)
            call = linked.json()["call"]
            assert (call["caller_known"], call["identity_confirmed"]) == (True, False)
            assert call["debtor"]["first_name"] == "Maria"
            assert (call["debtor"]["name"], call["debtor"]["document_masked"], call["debts"]) == (None, None, [])
            assert "100000" not in linked.text
            call = (await agent.browser.post("/api/desk/identity")).json()["call"]
            assert call["debtor"]["name"] == "MARIA DA SILVA"
            assert [debt["contract"] for debt in call["debts"]] == [f"C-{CPF}"]
            assert [step["step"] for step in call["menu"]] == ["agent_link", "agent_identity"]
            assert call["menu"][0]["at_ms"] == 20_000
            [attempt] = await world.rows(select(AttemptRow.debtor_id).where(AttemptRow.id == attempt_id))
            assert attempt.debtor_id == await debtor_with(world, CPF)

    run(main())


def test_a_slip_is_put_right_until_identity_is_confirmed_and_not_after(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            await called_by_nobody_known(world, agent)
            assert (await link(agent, OTHERS)).json()["call"]["debtor"]["first_name"] == "João"
            assert (await link(agent, CPF)).json()["call"]["debtor"]["first_name"] == "Maria"
            await agent.browser.post("/api/desk/identity")
            refused = await link(agent, OTHERS)
            assert (refused.status_code, refused.json()["code"]) == (409, "caller_settled")
            assert (await agent.browser.get("/api/desk")).json()["call"]["debtor"]["first_name"] == "Maria"

    run(main())


@pytest.mark.parametrize("document", ["12345678909", ELSEWHERE, "52998224724", "maria", "?1"])
def test_who_is_not_of_the_portfolio_is_not_found(tmp_path: Path, document: str) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            await called_by_nobody_known(world, agent)
            answer = await link(agent, document)
            assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (
                404,
                "nobody_found",
                "document",
            )
            assert document not in answer.text
            assert (await agent.browser.get("/api/desk")).json()["call"]["caller_known"] is False

    run(main())


def test_a_call_of_ours_stays_with_whom_was_called(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            campaign, _ = await call_rows.on_call(world, agent)
            await call_rows.add_debtor(world, campaign, name="JOÃO SOUZA", document=OTHERS, number="+5511955554444")
            call = (await agent.browser.get("/api/desk")).json()["call"]
            assert (call["inbound"], call["caller_known"]) == (False, True)
            assert (await link(agent, OTHERS)).json()["code"] == "caller_settled"

    run(main())


def test_without_a_call_there_is_nobody_to_find(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            assert (await link(agent, CPF)).json()["code"] == "no_agent_session"
            await called_by_nobody_known(world, agent)
            other = await world.logged_in(Role.AGENT, username="other")
            await other.browser.post("/api/desk/session")
            assert (await link(other, CPF)).json()["code"] == "no_call_in_hand"
            await call_rows.move_session(world, agent.visitor.user_id, AgentState.WRAP_UP)
            assert (await link(agent, CPF)).json()["code"] == "no_call_in_hand"

    run(main())


@pytest.mark.parametrize("code", ["PROMESSA", "ALEGA_PAGAMENTO", "CONTESTA_DIVIDA", "PEDE_BLOQUEIO"])
def test_an_outcome_that_binds_somebody_is_refused_while_nobody_knows_who_called(tmp_path: Path, code: str) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            attempt_id = await called_by_nobody_known(world, agent)
            await world.execute(update(AttemptRow).values(closed_at=world.clock.now()))
            await call_rows.move_session(world, agent.visitor.user_id, AgentState.WRAP_UP)
            offered = {one["code"] for one in (await agent.browser.get("/api/desk/dispositions")).json()}
            assert offered == {one.value for one in OF_NOBODY_KNOWN}
            told = {"promise_date": "2026-11-27", "promise_cents": 5_000, "note": "diz que pagou"}
            refused = await dispose(agent, attempt_id, code, **told)
            assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (
                422,
                "debtor_unknown",
                "disposition",
            )
            assert "Ninguém foi identificado" in refused.json()["message"]
            assert await world.rows(select(PromiseRow.id)) == await world.rows(select(ContactHoldRow.id)) == []
            assert (await dispose(agent, attempt_id, "IDENTIDADE_NAO_CONFIRMADA")).status_code == 202

    run(main())


def test_who_was_found_by_cpf_may_promise(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            attempt_id = await called_by_nobody_known(world, agent)
            await link(agent, CPF)
            await world.execute(update(AttemptRow).values(closed_at=world.clock.now()))
            told = {"promise_date": "2026-11-27", "promise_cents": 5_000}
            assert (await dispose(agent, attempt_id, "PROMESSA", **told)).status_code == 202
            assert (await world.scalar(select(PromiseRow.debtor_id))) == await debtor_with(world, CPF)

    run(main())


async def dispose(agent: Session, attempt_id: str, code: str, **told: Any) -> Any:
    body = {"attempt_id": attempt_id, "disposition": code, **told}
    return await agent.browser.post("/api/desk/disposition", json=body)


async def debtor_with(world: World, document: str) -> int:
    debtor = await world.database.read(lambda uow: uow.inbound.by_document(document, 1))
    assert debtor is not None
    return debtor.debtor_id
