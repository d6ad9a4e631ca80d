"""From what a debtor told on the telephone to the decision of a supervisor, and what the contact rules make of it."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from adapters.storage.tables.calls import AgentSessionRow, AttemptRow
from adapters.storage.tables.contact import ContactHoldRow
from adapters.storage.tables.news import OutboxRow
from adapters.storage.tables.portfolio import CampaignRow, LeadRow
from domain.access import Role
from domain.call.agent_session import AgentState
from domain.call.attempt import AttemptState
from domain.call.case import CaseKind, CaseStory, DisputeReason, PaymentWay
from domain.call.disposition import Disposition
from domain.call.lead import LeadState
from runtime.clock import UlidSource
from services.menu import MenuService
from services.menu_facts import MenuFacts
from services.ports.repositories.menu import MenuProgress
from tests.support import call_rows
from tests.support.api import Session, World, running_api
from tests.support.menu_records import ATTEMPT, NOW, add_answered_attempt, change

REASON = "O extrato da loja não mostra o pagamento"


async def told(world: World, *what: Disposition) -> None:
    """What the menu writes when the debtor says so, and the call is over."""
    await asyncio.to_thread(add_answered_attempt, world.database)
    given: dict[str, Any] = {"clock": world.clock, "ids": UlidSource(), "zone": world.settings.timezone}
    call = (await MenuService(world.database, **given).load(ATTEMPT)).call
    facts = MenuFacts(storage=world.database, **given)
    for disposition in what:
        progress = MenuProgress(attempt_id=ATTEMPT, started_at=NOW, pressed_keys=True, disposition=disposition)
        if disposition is Disposition.ALEGA_PAGAMENTO:
            day, way = date(2026, 11, 10), PaymentWay.STORE
            story = CaseStory(kind=CaseKind.PAYMENT_CLAIM, paid_on=day, paid_way=way)
            await facts.claim_paid(call, story, progress)
        else:
            await facts.dispute(call, DisputeReason.WRONG_AMOUNT, progress)
    over = {"state": AttemptState.CLOSED, "closed_at": NOW, "disposition": what[-1]}
    await asyncio.to_thread(change, world.database, AttemptRow, **over)


async def why(browser: httpx.AsyncClient) -> str | None:
    """The first rule that refuses a call now."""
    [scope] = (await browser.post("/api/contact/why", json={"contract": "C1"})).json()["scopes"]
    first: str | None = scope["numbers"][0]["first"]
    return first


async def decide(browser: httpx.AsyncClient, case: dict[str, Any], verdict: str, reason: str = REASON) -> Any:
    return await browser.post(f"/api/cases/{case['id']}/decision", json={"verdict": verdict, "reason": reason})


def test_who_said_to_have_paid_is_called_again_once_it_was_refuted(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running_api(tmp_path) as world:
            await told(world, Disposition.ALEGA_PAGAMENTO)
            world.clock.advance(days=3)
            browser = (await world.logged_in(Role.SUPERVISOR, name="Helena Duarte")).browser
            assert await why(browser) == "payment_in_doubt"
            found = (await browser.get("/api/cases", params={"kind": "payment_claim", "portfolio_id": 1})).json()
            [case] = found["items"]
            assert (found["total"], case["debtor_first_name"], case["document_masked"]) == (
                1,
                "Maria",
                "***.982.247-**",
            )
            assert (case["paid_on"], case["paid_way"], case["state"]) == ("2026-11-10", "store", "open")
            assert case["verdicts"] == ["claim_confirmed", "claim_refuted"]
            assert [(debt["contract"], debt["status"]) for debt in case["debts"]] == [("C1", "claimed_paid")]
            refuted = (await decide(browser, case, "claim_refuted")).json()
            assert (refuted["state"], refuted["tell_debtor"], refuted["verdicts"]) == ("decided", True, [])
            assert (refuted["decided_by"], refuted["decision_reason"]) == ("Helena Duarte", REASON)
            assert refuted["protocol"] == case["protocol"]
            assert await why(browser) is None
            [event] = await world.rows(select(OutboxRow.data).where(OutboxRow.type == "CaseDecided"))
            assert REASON not in str(event)

    asyncio.run(scenario())


def test_a_second_case_goes_on_holding_the_person(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running_api(tmp_path) as world:
            await told(world, Disposition.ALEGA_PAGAMENTO, Disposition.CONTESTA_DIVIDA)
            world.clock.advance(days=3)
            browser = (await world.logged_in(Role.MANAGER)).browser
            claim, dispute = (await browser.get("/api/cases?state=open")).json()["items"]
            assert [debt["held_otherwise"] for debt in claim["debts"]] == [True]
            await decide(browser, claim, "claim_refuted")
            assert await why(browser) == "debt_disputed"
            await decide(browser, dispute, "dispute_dismissed", "O contrato foi assinado e o valor confere")
            assert await why(browser) is None
            assert (await browser.get("/api/cases?state=open")).json()["items"] == []

    asyncio.run(scenario())


def test_a_debt_whose_dispute_was_upheld_is_not_owed(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running_api(tmp_path) as world:
            await told(world, Disposition.CONTESTA_DIVIDA)
            world.clock.advance(days=3)
            browser = (await world.logged_in(Role.SUPERVISOR)).browser
            [case] = (await browser.get("/api/cases")).json()["items"]
            assert case["reason"] == "wrong_amount"
            upheld = (await decide(browser, case, "dispute_upheld")).json()
            assert (upheld["debts"][0]["status"], upheld["tell_debtor"]) == ("withdrawn", False)
            assert await why(browser) == "no_open_debt"

    asyncio.run(scenario())


def test_what_makes_no_decision_is_told_in_words(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running_api(tmp_path) as world:
            await told(world, Disposition.ALEGA_PAGAMENTO)
            browser = (await world.logged_in(Role.SUPERVISOR)).browser
            [case] = (await browser.get("/api/cases")).json()["items"]
            unfit = await decide(browser, case, "dispute_upheld")
            assert (unfit.status_code, unfit.json()["field"]) == (422, "verdict")
            assert unfit.json()["message"] == "Esta decisão não cabe neste tipo de caso."
            silent = await decide(browser, case, "claim_refuted", "   ")
            assert (silent.status_code, silent.json()["field"]) == (422, "reason")
            assert (await decide(browser, {"id": "nada"}, "closed")).json()["message"] == "Caso não encontrado."
            assert (await decide(browser, case, "claim_confirmed")).status_code == 200
            late = await decide(browser, case, "claim_refuted")
            assert (late.status_code, late.json()["code"]) == (409, "case_decided")
            assert late.json()["message"] == "Este caso já foi decidido."

    asyncio.run(scenario())


async def disposed(world: World, code: str, **told: Any) -> Session:
    """The agent whose call has just ended wrote that down."""
    agent = await world.logged_in(Role.AGENT, name="Ana Rocha")
    attempt_id = await call_rows.wrapping_up(world, agent)
    body = {"attempt_id": attempt_id, "disposition": code, **told}
    assert (await agent.browser.post("/api/desk/disposition", json=body)).status_code == 202
    return await world.logged_in(Role.SUPERVISOR, username="helena")


def test_a_dispute_that_an_agent_wrote_down_is_a_case_with_the_agents_name_and_ends_as_any_other(
    tmp_path: Path,
) -> None:
    async def scenario() -> None:
        async with running_api(tmp_path) as world:
            browser = (await disposed(world, "CONTESTA_DIVIDA", note="Diz que devolveu a geladeira")).browser
            [case] = (await browser.get("/api/cases")).json()["items"]
            assert (case["kind"], case["reason"], case["agent"]) == ("dispute", "other", "Ana Rocha")
            assert (case["note"], len(case["protocol"])) == ("Diz que devolveu a geladeira", 12)
            assert [debt["status"] for debt in case["debts"]] == ["disputed"]
            assert [row.type for row in await world.rows(select(OutboxRow.type)) if "Case" in row.type] == [
                "CaseOpened"
            ]
            dismissed = (await decide(browser, case, "dispute_dismissed")).json()
            assert [debt["status"] for debt in dismissed["debts"]] == ["open"]
            assert (await world.rows(select(ContactHoldRow.lifted_at)))[0].lifted_at is not None

    asyncio.run(scenario())


def test_a_claim_that_an_agent_wrote_down_puts_the_debts_in_doubt_and_refuted_takes_the_person_up(
    tmp_path: Path,
) -> None:
    async def scenario() -> None:
        async with running_api(tmp_path) as world:
            browser = (await disposed(world, "ALEGA_PAGAMENTO")).browser
            ended = {"state": LeadState.DONE, "last_verdict": "disposed: ALEGA_PAGAMENTO SEM_RECIBO, Final"}
            await world.execute(update(LeadRow).values(ended))
            await world.execute(update(CampaignRow).values(status="running"))
            [case] = (await browser.get("/api/cases")).json()["items"]
            assert (case["kind"], case["paid_on"], case["note"]) == ("payment_claim", None, "")
            assert [debt["status"] for debt in case["debts"]] == ["claimed_paid"]
            await decide(browser, case, "claim_refuted")
            assert (await world.scalar(select(LeadRow.state))) is LeadState.READY

    asyncio.run(scenario())


@pytest.mark.parametrize(("code", "opened"), [("DOENCA", ["hardship"]), ("RECUSA_NEGOCIAR", [])])
def test_other_outcomes_of_agents_are_the_cases_that_they_are_in_the_menu(
    tmp_path: Path, code: str, opened: list[str]
) -> None:
    async def scenario() -> None:
        async with running_api(tmp_path) as world:
            browser = (await disposed(world, code)).browser
            cases = (await browser.get("/api/cases")).json()["items"]
            assert [(case["kind"], case["debts"]) for case in cases] == [(kind, []) for kind in opened]

    asyncio.run(scenario())


def test_what_the_menu_was_told_in_the_call_and_the_agent_wrote_down_is_one_case(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running_api(tmp_path) as world:
            await told(world, Disposition.ALEGA_PAGAMENTO)
            agent = await world.logged_in(Role.AGENT)
            await agent.browser.post("/api/desk/session")
            await world.execute(update(AgentSessionRow).values(state=AgentState.WRAP_UP, attempt_id=ATTEMPT))
            body = {"attempt_id": ATTEMPT, "disposition": "ALEGA_PAGAMENTO", "note": "o mesmo"}
            assert (await agent.browser.post("/api/desk/disposition", json=body)).status_code == 202
            browser = (await world.logged_in(Role.SUPERVISOR, username="helena")).browser
            [case] = (await browser.get("/api/cases")).json()["items"]
            assert (case["agent"], case["note"], case["paid_way"]) == (None, "", "store")

    asyncio.run(scenario())
