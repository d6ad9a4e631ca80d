"""Explanations, holds, portfolios' policies, segments, réguas and figures, over HTTP."""

import asyncio
from pathlib import Path

from domain.access import Role
from domain.call.disposition import Disposition
from tests.support import call_rows
from tests.support.aio import run
from tests.support.api import running_api


def test_a_hold_shows_in_the_explanation_until_it_is_lifted(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            debtor = await call_rows.add_debtor(world, await call_rows.add_campaign(world))
            browser = (await world.logged_in(Role.MANAGER)).browser
            address = f"/api/debtors/{debtor.id}"

            async def first() -> str | None:
                number = (await browser.get(f"{address}/contact")).json()["scopes"][0]["numbers"][0]
                assert number["allowed"] is (number["first"] is None)
                assert number["phone_masked"] == "(11) •••••-4321"
                assert all(rule["law"] and rule["says"] for rule in number["rules"])
                found: str | None = number["first"]
                return found

            assert await first() is None
            body = {"kind": "lawyer", "reason": "procuração recebida"}
            hold = (await browser.post(f"{address}/holds", json=body)).json()["id"]
            assert await first() == "lawyer"
            assert (await browser.delete(f"/api/holds/{hold}")).status_code == 204
            assert await first() is None
            assert (await browser.delete(f"/api/holds/{hold}")).status_code == 404
            assert [one["kind"] for one in (await browser.get(f"{address}/holds")).json()] == ["lawyer"]
            assert (await browser.get("/api/debtors/999/contact")).json()["message"] == "Devedor não encontrado."

    run(main())


def test_a_policy_below_the_floor_is_refused_with_rule_and_law(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            portfolio = (await call_rows.add_campaign(world)).portfolio_id
            browser = (await world.logged_in(Role.MANAGER)).browser
            address = f"/api/portfolios/{portfolio}/contact-policy"
            loose = await browser.put(address, json={"settings": {"person_per_day": 4}})
            assert (loose.status_code, loose.json()["field"]) == (422, "person_per_day")
            assert "person_day_cap" in loose.json()["message"]
            assert "CDC" in loose.json()["message"]
            assert (await browser.get(address)).status_code == 404
            assert (await browser.put(address, json={"settings": {"person_per_day": 1}})).json()["version"] == 1
            assert (await browser.get(address)).json()["settings"] == {"person_per_day": 1}

    run(main())


def test_segments_and_reguas_are_checked_kept_and_planned(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, lifespan=True) as world:
            campaign = await call_rows.add_campaign(world)
            await call_rows.add_debtor(world, campaign)
            browser = (await world.logged_in(Role.MANAGER)).browser
            wrong = await browser.post("/api/segments", json={"name": "x", "expression": "atrso > 1"})
            assert wrong.json()["message"] == "posição 1: 'atrso' não é um campo; você quis dizer atraso?"
            saved = await browser.post("/api/segments", json={"name": "x", "expression": "atraso >= 30"})
            assert saved.status_code == 201
            question = {"expression": "atraso = 30 e valor = 1000", "portfolio_id": campaign.portfolio_id}
            assert (await browser.post("/api/segments/preview", json=question)).json() == {"debtors": 1}
            address = f"/api/portfolios/{campaign.portfolio_id}/regua"
            shipped = (await browser.get(address)).json()
            assert shipped["version"] is None
            bad = await browser.put(address, json={"source": shipped["source"].replace('"sms"', '"pombo"')})
            assert bad.json()["message"].startswith("passo 2, campo canal ('pombo'): não é um canal")
            assert (await browser.put(address, json={"source": shipped["source"]})).json() == {"version": 1}
            assert (await browser.get(f"{address}/plan")).status_code == 404
            begun = await browser.post(f"{address}/plan")
            assert (begun.status_code, begun.json()["debts_total"]) == (202, 1)
            plan = begun.json()
            while plan["state"] == "running":
                await asyncio.sleep(0.01)
                plan = (await browser.get(f"{address}/plan")).json()
            assert {name: plan[name] for name in ("state", "debts", "planned", "skipped", "cancelled")} == {
                "state": "finished", "debts": 1, "planned": 3, "skipped": 8, "cancelled": 0,
            }  # fmt: skip
            steps = (await browser.get(f"{address}/steps", params={"until": "2026-12-31", "limit": 2})).json()
            assert [step["on_day"] for step in steps["items"]] == ["2026-11-30", "2026-12-11"]
            assert steps["next"] is not None
            done = f"/api/regua/steps/{steps['items'][0]['id']}/done"
            early = await browser.post(done, json={})
            assert (early.status_code, early.json()["code"]) == (409, "step_over")
            assert (await browser.post("/api/regua/steps/999/done", json={})).status_code == 404

    run(main())


def test_figures_come_with_their_formulas(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            campaign = await call_rows.add_campaign(world)
            debtor = await call_rows.add_debtor(world, campaign)
            await call_rows.add_closed_attempt(world, campaign, debtor, disposition=Disposition.PROMESSA)
            browser = (await world.logged_in(Role.SUPERVISOR)).browser
            period = {"from": "2026-11-24", "to": "2026-11-24", "group_by": "campaign"}
            report = (await browser.get("/api/reports/kpis", params=period)).json()
            assert report["rows"][0]["key"] == "Novembro"
            assert report["rows"][0]["values"]["cpc"] == 1
            assert all(one["formula"] for one in report["definitions"])
            period["group_by"] = "segment"
            assert (await browser.get("/api/reports/kpis", params=period)).json()["field"] == "portfolio_id"
            assert (await browser.get("/api/origination")).json() == []
            assert (await browser.get("/api/block-lists")).json() == []

    run(main())
