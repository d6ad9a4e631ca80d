"""Policies, agreements and charges over HTTP."""

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from adapters.payments.sandbox import Sandbox
from adapters.storage.tables.calls import MenuSessionRow
from domain.access import Role
from tests.support.api import World, running_api
from tests.support.menu_records import ATTEMPT, NOW, add_answered_attempt

SOURCE = (Path(__file__).parents[3] / "docs/examples/policy.toml").read_text(encoding="utf-8")


async def on_the_line(world: World) -> None:
    await asyncio.to_thread(add_answered_attempt, world.database)
    confirmed: dict[str, Any] = {"attempt_id": ATTEMPT, "started_at": NOW, "identity_confirmed_at": NOW, "steps": []}
    await world.execute(insert(MenuSessionRow).values(confirmed))


def test_a_manager_checks_adds_and_withdraws_a_policy(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running_api(tmp_path) as world:
            await on_the_line(world)
            manager = (await world.logged_in(Role.MANAGER)).browser
            wrong = {"source": SOURCE.replace('multa = "2%"', 'multa = "3%"')}
            verdict = (await manager.post("/api/policies/check", json=wrong)).json()
            assert (verdict["ok"], verdict["field"], verdict["line"]) == (False, "encargos.multa", 8)
            assert "CDC, art. 52" in verdict["law"]
            refused = await manager.post("/api/policies", json={**wrong, "portfolio_id": 1})
            assert (refused.status_code, refused.json()["field"]) == (422, "source")
            assert (await manager.post("/api/policies/check", json={"source": SOURCE})).json()["bands"] == 5
            added = await manager.post("/api/policies", json={"source": SOURCE, "portfolio_id": 1})
            assert added.status_code == 201
            again = await manager.post("/api/policies", json={"source": SOURCE, "portfolio_id": 1})
            assert (again.status_code, again.json()["code"]) == (409, "version_taken")
            one = added.json()["id"]
            assert (await manager.get("/api/policies?valid_on=2026-11-24")).json()["total"] == 1
            assert (await manager.get(f"/api/policies/{one}")).json()["source"] == SOURCE.strip()
            assert (await manager.post(f"/api/policies/{one}/withdraw")).json()["withdrawn_at"] is not None
            agent = (await world.logged_in(Role.AGENT)).browser
            assert (await agent.get("/api/policies")).status_code == 403

    asyncio.run(scenario())


def test_a_segment_s_policy_rules_the_offers_of_who_is_in_it(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running_api(tmp_path) as world:
            await on_the_line(world)
            manager = (await world.logged_in(Role.MANAGER)).browser
            generous = SOURCE.replace('principal_a_vista = "5%"', 'principal_a_vista = "40%"', 1)
            body = {"portfolio_id": 1, "source": generous.replace('"Varejo"', '"Paulistas"\nsegmento = "SP"')}
            refused = await manager.post("/api/policies", json=body)
            assert (refused.status_code, refused.json()["field"]) == (422, "source")
            segment = (await manager.post("/api/segments", json={"name": "SP", "expression": 'uf = "SP"'})).json()
            assert (await manager.post("/api/policies", json=body)).status_code == 201
            in_use = await manager.delete(f"/api/segments/{segment['id']}")
            assert (in_use.status_code, in_use.json()["code"]) == (409, "segment_in_use")
            offers = (await manager.get(f"/api/negotiation/{ATTEMPT}/offers")).json()
            assert (offers[0]["policy"], offers[0]["total_cents"]) == ("Paulistas v1", 60_000)
            asked = {"attempt_id": ATTEMPT, "proposal": {"payments": 1, "total_cents": 60_000}}
            assert (await manager.post("/api/negotiation/counter", json=asked)).json()["outcome"] == "accepted"
            await manager.post("/api/segments", json={"name": "SP", "expression": 'uf != "SP"'})
            assert (await manager.get(f"/api/negotiation/{ATTEMPT}/offers")).json()[0]["total_cents"] == 95_000

    asyncio.run(scenario())


def test_from_the_offer_to_the_payment(tmp_path: Path) -> None:
    boxes: list[Sandbox] = []

    def provider(clock: Any) -> Any:
        boxes.append(Sandbox(clock, webhook_secret="the-secret-of-the-test"))
        return boxes[0].provider

    async def scenario() -> None:
        async with running_api(tmp_path, payments=provider) as world:
            await on_the_line(world)
            boss = (await world.logged_in(Role.SUPERVISOR)).browser
            offers = (await boss.get(f"/api/negotiation/{ATTEMPT}/offers")).json()
            assert [offer["payments"] for offer in offers] == [1, 3, 6]
            assert offers[0]["reason_labels"] == ["Menor valor total"]
            assert offers[0]["read_back"]["doubts"] == "Ficou alguma dúvida?"
            asked = {"attempt_id": ATTEMPT, "proposal": {"payments": 9}}
            assert (await boss.post("/api/negotiation/counter", json=asked)).json()["outcome"] == "nearest"
            assert (await boss.post("/api/agreements", json={**asked, "agreed": True})).json()[
                "code"
            ] == "beyond_authority"
            yes = {"attempt_id": ATTEMPT, "proposal": {}, "agreed": True}
            made = (await boss.post("/api/agreements", json=yes)).json()
            assert (made["state"], made["total_cents"], made["debtor_first_name"]) == ("confirmed", 95_000, "Maria")
            wanted = {"agreement_id": made["id"], "installment_number": 1}
            charge = (await boss.post("/api/payments/charges", json=wanted)).json()
            assert charge["state"] == "ATIVA"
            svg = await boss.get(f"/api/payments/charges/{charge['txid']}/qr.svg")
            assert (svg.headers["content-type"], b"<svg" in svg.content) == ("image/svg+xml", True)
            png = await boss.get(f"/api/payments/charges/{charge['txid']}/qr.png")
            assert png.content.startswith(b"\x89PNG")
            boxes[0].bank.pay("cobv", charge["txid"])
            psp = world.browser()

            async def post(body: bytes) -> bool:
                address = "/api/payments/webhook/the-secret-of-the-test/pix"
                return (await psp.post(address, content=body)).json() == {"charges": 1}

            stranger = await psp.post("/api/payments/webhook/guessed/pix", content=b'{"pix": []}')
            assert stranger.status_code == 403
            assert await boxes[0].bank.deliver(post) == 1
            assert boxes[0].bank.waiting_webhooks == 0
            paid = (await boss.get(f"/api/agreements/{made['id']}")).json()
            assert (paid["state"], paid["state_label"], paid["paid_cents"]) == ("kept", "Pago", 95_000)
            assert [event["to_state"] for event in paid["events"]] == ["confirmed", "paid", "kept"]
            listed = (await boss.get("/api/agreements?state=kept&portfolio_id=1")).json()
            assert listed["total"] == 1
            assert len((await boss.get(f"/api/payments/agreements/{made['id']}")).json()) == 1
            await boxes[0].aclose()

    asyncio.run(scenario())


def test_a_house_without_a_provider_says_so(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running_api(tmp_path) as world:
            boss = (await world.logged_in(Role.SUPERVISOR)).browser
            answer = await boss.get("/api/payments/charges")
            assert (answer.status_code, answer.json()["code"]) == (503, "no_payment_provider")
            assert (await boss.get("/api/agreements/nothing")).status_code == 404

    asyncio.run(scenario())
