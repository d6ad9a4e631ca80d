"""Campaigns, portfolios, outcomes and imports, over HTTP."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from adapters.storage.tables.news import ImportRejectionRow, ImportRow, OutboxRow
from adapters.storage.tables.portfolio import LeadRow
from domain.access import Role
from domain.call.lead import LeadState
from tests.support import call_rows
from tests.support.aio import eventually, run
from tests.support.api import World, running_api

CSV = """cpf;nome;telefone;contrato;valor;vencimento
529.982.247-25;Maria da Silva;(11) 98765-4321;C-1;1.234,56;25/10/2026
111.444.777-35;José Souza;11987654322;C-2;99,90;01/10/2026
123;Ninguém;11987654323;C-3;10,00;01/10/2026
"""


def test_a_campaign_is_born_paused_with_a_lead_for_each_debtor_who_owes(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            other = await call_rows.add_campaign(world)
            await call_rows.add_debtor(world, other, document="1" * 11)
            await call_rows.add_debtor(world, other, document="2" * 11, number="+5511987654322", debt_status="paid")
            browser = (await world.logged_in(Role.MANAGER)).browser
            body = {"name": "Dezembro", "portfolio_id": other.portfolio_id, "caller_id": "+551140028922"}
            answer = await browser.post("/api/campaigns", json=body)
            assert answer.status_code == 201
            campaign = answer.json()
            assert (campaign["status"], campaign["leads_total"], campaign["leads_done"]) == ("paused", 1, 0)
            leads = await world.rows(select(LeadRow.state).where(LeadRow.campaign_id == campaign["id"]))
            assert [row.state for row in leads] == [LeadState.NEW]
            assert [row.type for row in await world.rows(select(OutboxRow.type))] == ["CampaignChanged"]
            assert [item["name"] for item in (await browser.get("/api/campaigns")).json()] == ["Dezembro", "Novembro"]
            assert (await browser.post("/api/campaigns", json=body)).json()["code"] == "name_taken"

    run(main())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"portfolio_id": 99}, "portfolio_id"),
        ({"name": " "}, "name"),
        ({"concurrent_calls": 0}, "concurrent_calls"),
        ({"caller_id": "4002-8922"}, "caller_id"),
        ({"dial_mode": "forever"}, "dial_mode"),
        ({"pacing": {"abandonment_target": 0.5}}, "abandonment_target"),
        ({"agents": [99]}, "agents"),
        ({"conccurrent_calls": 3}, "conccurrent_calls"),
    ],
)
def test_a_campaign_that_makes_no_sense_is_refused_by_field(tmp_path: Path, change: dict[str, Any], field: str) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            campaign = await call_rows.add_campaign(world)
            browser = (await world.logged_in(Role.MANAGER)).browser
            body = {"name": "Dezembro", "portfolio_id": campaign.portfolio_id} | change
            answer = await browser.post("/api/campaigns", json=body)
            assert (answer.status_code, answer.json()["field"]) == (422, field)

    run(main())


def test_how_a_campaign_dials_can_be_changed_while_it_runs(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            campaign = await call_rows.add_campaign(world)
            browser = (await world.logged_in(Role.MANAGER)).browser
            url = f"/api/campaigns/{campaign.id}/dialing"
            body = {
                "dial_mode": "predictive",
                "pacing": {"abandonment_target": 0.005, "weight": 3, "cancel_surplus": True},
            }
            answer = (await browser.put(url, json=body)).json()
            assert answer["dial_mode"] == "predictive"
            assert answer["pacing"] == {
                "abandonment_target": 0.005,
                "goal": "strict",
                "ratio": 1.5,
                "max_wait_seconds": None,
                "ring_timeout_seconds": 30,
                "weight": 3,
                "cancel_surplus": True,
            }
            assert (await browser.put(url, json={"dial_mode": "ivr"})).json()["pacing"]["weight"] == 1
            assert (await browser.put("/api/campaigns/99/dialing", json=body)).status_code == 404

    run(main())


def test_a_finished_campaign_can_be_started_again_but_not_paused(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            campaign = await call_rows.add_campaign(world)
            browser = (await world.logged_in(Role.SUPERVISOR)).browser
            url = f"/api/campaigns/{campaign.id}/status"
            for status in ("running", "running", "paused", "finished", "finished"):
                assert (await browser.post(url, json={"status": status})).json()["status"] == status
            assert len(await world.rows(select(OutboxRow.id))) == 3
            assert (await browser.post(url, json={"status": "paused"})).json()["code"] == "campaign_finished"
            assert (await browser.post(url, json={"status": "running"})).json()["status"] == "running"
            assert (await browser.post("/api/campaigns/99/status", json={"status": "paused"})).status_code == 404

    run(main())


def test_a_start_takes_in_the_debtors_whom_imports_brought_since(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            campaign = await call_rows.add_campaign(world)
            await call_rows.add_debtor(world, campaign, lead=False)
            browser = (await world.logged_in(Role.SUPERVISOR)).browser
            url = f"/api/campaigns/{campaign.id}/status"
            for status, leads in (("paused", 0), ("finished", 0), ("running", 1), ("running", 1)):
                assert (await browser.post(url, json={"status": status})).json()["leads_total"] == leads

    run(main())


def test_portfolios_count_what_is_still_owed(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            campaign = await call_rows.add_campaign(world)
            await call_rows.add_debtor(world, campaign, document="1" * 11)
            await call_rows.add_debtor(world, campaign, document="2" * 11, number="+5511987654322", debt_status="paid")
            [portfolio] = (await (await world.logged_in(Role.SUPERVISOR)).browser.get("/api/portfolios")).json()
            assert (portfolio["debtors"], portfolio["open_debts"], portfolio["open_cents"]) == (1, 1, 100_000)

    run(main())


def test_outcomes_are_paged_without_gap_or_repetition_even_when_they_closed_at_once(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            campaign = await call_rows.add_campaign(world)
            debtor = await call_rows.add_debtor(world, campaign)
            added = [await call_rows.add_closed_attempt(world, campaign, debtor) for _ in range(7)]
            await call_rows.add_attempt(world, campaign, debtor)
            browser = (await world.logged_in(Role.AGENT)).browser
            seen: list[str] = []
            cursor: str | None = None
            while True:
                params = {"limit": 3} | ({"before": cursor} if cursor else {})
                page = (await browser.get("/api/outcomes", params=params)).json()
                seen += [item["attempt_id"] for item in page["items"]]
                cursor = page["next"]
                if cursor is None:
                    break
            assert seen == sorted(added, reverse=True)
            assert (await browser.get("/api/outcomes", params={"campaign_id": 99})).json()["items"] == []
            assert (await browser.get("/api/outcomes", params={"before": "x"})).json()["field"] == "before"

    run(main())


async def _upload(world: World, **fields: Any) -> Any:
    browser = (await world.logged_in(Role.MANAGER)).browser
    files = {"file": ("../carteira.csv", fields.pop("content", CSV).encode())} | fields.pop("files", {})
    return browser, await browser.post("/api/imports", data={"portfolio": "Cartões"} | fields, files=files)


def test_an_uploaded_file_is_imported_and_its_bad_rows_come_back_as_a_spreadsheet(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, lifespan=True) as world:
            browser, answer = await _upload(world)
            assert answer.status_code == 202, answer.text
            started = answer.json()
            assert (started["file_name"], started["portfolio"]) == ("carteira.csv", "Cartões")
            url = f"/api/imports/{started['id']}"
            await eventually(lambda: not list(world.settings.uploads_dir.iterdir()))
            report = (await browser.get(url)).json()
            assert (report["status"], report["rows_read"], report["rows_rejected"]) == ("finished", 3, 1)
            assert [item["id"] for item in (await browser.get("/api/imports")).json()] == [started["id"]]
            rejections = await browser.get(f"{url}/rejections.csv")
            lines = rejections.content.decode("utf-8-sig").splitlines()
            assert lines[0] == "linha;coluna;valor;motivo"
            assert lines[1].startswith("4;")

    run(main())


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"portfolio": " "}, "portfolio"),
        ({"portfolio": "x" * 121}, "portfolio"),
        ({"files": {"mapping": ("m.toml", b"= nonsense")}}, "mapping"),
    ],
)
def test_an_upload_that_cannot_be_imported_leaves_nothing_behind(
    tmp_path: Path, fields: dict[str, Any], field: str
) -> None:
    async def main() -> None:
        async with running_api(tmp_path, lifespan=True) as world:
            _, answer = await _upload(world, **fields)
            assert (answer.status_code, answer.json()["field"]) == (422, field)
            assert not world.settings.uploads_dir.exists()

    run(main())


def test_a_value_that_a_spreadsheet_would_run_is_made_inert(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            campaign = await call_rows.add_campaign(world)
            now = world.clock.now()
            await world.execute(
                insert(ImportRow).values(
                    id="I", portfolio_id=campaign.portfolio_id, file_name="f", status="finished", started_at=now
                )
            )
            rows = [
                {"import_id": "I", "line": line, "column": "nome", "value": "=cmd()", "reason": "inválido"}
                for line in range(2, 2502)
            ]
            await world.execute(insert(ImportRejectionRow).values(rows))
            answer = await (await world.logged_in(Role.ADMIN)).browser.get("/api/imports/I/rejections.csv")
            lines = answer.content.decode("utf-8-sig").splitlines()
            assert len(lines) == 2501
            assert lines[1] == "2;nome;'=cmd();inválido"
            assert lines[-1].startswith("2501;")

    run(main())
