"""Messages over HTTP: the desk's wishes, the floor's list, the gateways' calls and a portfolio's texts."""

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from adapters.payments.sandbox import Sandbox
from adapters.storage.database import Database
from adapters.storage.tables.calls import AgentSessionRow, MenuSessionRow
from domain.access import Role
from domain.call.agent_session import AgentState
from domain.contact.facts import Channel
from domain.notice.template_file import DEFAULT_TEXTS
from runtime.clock import UlidSource
from services.notices.keeper import NoticeKeeper
from services.payments.charging import ChargeService
from services.ports.clock import Clock
from tests.support.api import World, running_api
from tests.support.fake_notices import FakeChannel
from tests.support.menu_records import ATTEMPT, NOW, add_answered_attempt
from tests.support.negotiating import ZONE

YES = {"attempt_id": ATTEMPT, "proposal": {"payments": 2}, "agreed": True}
TO = {"attempt_id": ATTEMPT, "channel": "email", "address": "Maria@Exemplo.com.br"}


async def on_the_line(world: World) -> None:
    await asyncio.to_thread(add_answered_attempt, world.database)
    confirmed: dict[str, Any] = {"attempt_id": ATTEMPT, "started_at": NOW, "identity_confirmed_at": NOW, "steps": []}
    await world.execute(insert(MenuSessionRow).values(confirmed))


async def seat(world: World, user_id: int) -> None:
    session = {"id": "S1", "user_id": user_id, "seat": "seat01", "state": AgentState.ON_CALL, "attempt_id": ATTEMPT}
    await world.execute(insert(AgentSessionRow).values(**session, state_since=NOW, started_at=NOW))


def test_an_agent_sends_the_agreement_of_the_call_in_hand_to_the_contact_told(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running_api(tmp_path) as world:
            await on_the_line(world)
            visitor = await world.logged_in(Role.AGENT)
            agent = visitor.browser
            assert (await agent.get(f"/api/negotiation/{ATTEMPT}/contacts")).status_code == 404
            assert (await agent.post("/api/notices", json=TO)).status_code == 404
            await seat(world, visitor.visitor.user_id)
            known = (await agent.get(f"/api/negotiation/{ATTEMPT}/contacts")).json()
            assert [(one["channel_label"], one["masked"]) for one in known] == [
                ("SMS", "(11) •••••-4321"),
                ("WhatsApp", "(11) •••••-4321"),
            ]
            assert (await agent.post("/api/notices", json=TO)).json()["code"] == "not_found"
            boss = (await world.logged_in(Role.SUPERVISOR)).browser
            made = (await boss.post("/api/agreements", json=YES)).json()
            wrong = await agent.post("/api/notices", json={**TO, "channel": "sms", "address": "(11) 3265-4321"})
            assert (wrong.status_code, wrong.json()["message"]) == (422, "telefone fixo não recebe mensagem")
            wanted = await agent.post("/api/notices", json=TO)
            assert (wanted.status_code, wanted.json()["address_masked"]) == (202, "m•••@exemplo.com.br")
            known_one = {"attempt_id": ATTEMPT, "channel": "sms", "masked": "(11) •••••-4321"}
            assert (await agent.post("/api/notices", json=known_one)).json()["address_masked"] == "(11) •••••-4321"
            assert (await agent.post("/api/notices", json={**known_one, "masked": "no"})).status_code == 422
            assert (await agent.post("/api/notices", json={**known_one, "masked": "(11)"})).status_code == 404
            assert (await agent.post("/api/notices", json={**TO, "masked": "(11)"})).status_code == 422
            await agent.post("/api/notices", json=TO)
            other = await agent.post("/api/notices", json={**TO, "agreement_id": "01JD0000000000000000000000"})
            assert other.json()["code"] == "not_found"
            (listed,) = (await boss.get(f"/api/notices?agreement_id={made['id']}&state=queued")).json()["items"]
            assert (listed["kind_label"], listed["state_label"]) == ("Acordo e código de pagamento", "Na fila")
            assert (listed["debtor_first_name"], listed["protocol"]) == ("Maria", made["protocol"])
            assert "maria@" not in str(listed).lower()
            assert (await agent.get("/api/notices")).status_code == 403

    asyncio.run(scenario())


def test_a_gateways_call_is_heard_only_when_signed_and_words_are_for_managers(tmp_path: Path) -> None:
    channel = FakeChannel(Channel.SMS)

    async def scenario() -> None:
        async with running_api(tmp_path, notices=lambda *given: keeper_over(channel, *given)) as world:
            await on_the_line(world)
            boss = (await world.logged_in(Role.SUPERVISOR)).browser
            await boss.post("/api/agreements", json=YES)
            to = {**TO, "channel": "sms", "address": "11987654321"}
            notice = (await boss.post("/api/notices", json=to)).json()["id"]
            keeper = world.app.state.context.deps.notices
            await keeper.round()
            gateway, address = world.browser(), "/api/notices/webhook/sms"
            body = f"{notice} delivered -".encode()
            assert (await gateway.post(address, content=body)).status_code == 403
            signed = {"X-Concilia-Signature": "good", "X-Concilia-Timestamp": "1"}
            assert (await gateway.post(address, content=body, headers=signed)).json() == {"messages": 1}
            assert (await gateway.post("/api/notices/webhook/pigeon", content=body)).status_code == 422
            told = (await boss.get("/api/notices?channel=sms&kind=agreement")).json()
            assert (told["items"][0]["state_label"], told["counts"]) == ("Entregue", {"delivered": 1})
            assert (await boss.get(f"/api/notices/{notice}/words")).status_code == 403
            manager = (await world.logged_in(Role.MANAGER)).browser
            assert "protocolo" in (await manager.get(f"/api/notices/{notice}/words")).json()["body"]
            assert (await manager.get("/api/notices/none/words")).status_code == 404

    asyncio.run(scenario())


def keeper_over(channel: FakeChannel, database: Database, clock: Clock) -> NoticeKeeper:
    given: dict[str, Any] = {"storage": database, "clock": clock, "ids": UlidSource()}
    provider = Sandbox(clock, webhook_secret="secret").provider
    charges = ChargeService(**given, provider=provider, timezone=ZONE)
    return NoticeKeeper(**given, channels={Channel.SMS: channel}, charges=charges)


def test_a_house_that_sends_nothing_hears_no_gateway(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running_api(tmp_path) as world:
            assert (await world.browser().post("/api/notices/webhook/sms", content=b"")).status_code == 404

    asyncio.run(scenario())


def test_a_manager_puts_a_portfolios_texts_in_force(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running_api(tmp_path) as world:
            await on_the_line(world)
            manager = (await world.logged_in(Role.MANAGER)).browser
            address = "/api/portfolios/1/notice-templates"
            assert (await manager.get(address)).json() == {"version": 0, "source": DEFAULT_TEXTS}
            wrong = await manager.put(address, json={"source": '[sms]\nreminder = "{empresa} {telefone} dívida"'})
            assert wrong.status_code == 422
            assert wrong.json()["message"].startswith("sms.reminder: “divida” revela")
            own = {"source": '[sms]\nreminder = "{empresa} {telefone}"'}
            assert (await manager.put(address, json=own)).json()["version"] == 1
            assert (await manager.get(address)).json() == {"version": 1, **own}
            assert (await manager.put("/api/portfolios/9/notice-templates", json=own)).status_code == 404

    asyncio.run(scenario())
