"""A portfolio's own dispositions: added and retired by managers, offered, enforced and shown under their own names."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.portfolio import LeadRow
from domain.access import Role
from domain.call.disposition import Disposition
from tests.integration.api.test_dispositions import wrap_up
from tests.support import call_rows
from tests.support.aio import run
from tests.support.api import running_api

VIAGEM: dict[str, Any] = {
    "code": "VIAGEM",
    "label": "Em viagem",
    "base": "DESLIGOU",
    "retry_delay_minutes": 5 * 24 * 60,
    "required": ["note"],
}
PATH = "/api/portfolios/1/dispositions"


def test_an_own_disposition_is_offered_after_its_base_enforced_and_told_by_its_name(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            wrap = await wrap_up(world)
            manager = await world.logged_in(Role.MANAGER)
            added = await manager.browser.post(PATH, json=VIAGEM)
            assert added.status_code == 201
            assert (added.json()["base_label"], added.json()["retry_delay_minutes"]) == ("Desligou sem escolher", 7200)
            choices = (await wrap.agent.browser.get("/api/desk/dispositions")).json()
            at = [choice["code"] for choice in choices].index("VIAGEM")
            assert (choices[at - 1]["code"], choices[at]["base"], choices[at]["required"]) == (
                "DESLIGOU", "DESLIGOU", ["note"],
            )  # fmt: skip
            refused = await wrap.dispose("VIAGEM")
            assert (refused.status_code, refused.json()["field"]) == (422, "note")
            assert (await wrap.dispose("VIAGEM", note="volta dia 30")).status_code == 202
            row = await wrap.row(AttemptRow.disposition, AttemptRow.own_disposition)
            assert row == (Disposition.DESLIGOU, "VIAGEM")
            until = await world.scalar(select(LeadRow.waiting_until))
            assert (until - world.clock.now()).days == 5
            [outcome] = (await manager.browser.get("/api/outcomes")).json()["items"]
            assert (outcome["disposition"], outcome["label"], outcome["own_label"]) == (
                "DESLIGOU", "Em viagem", "Em viagem",
            )  # fmt: skip
            await call_rows.add_recording(world, call_rows.AttemptId(wrap.attempt_id))
            [heard] = (await manager.browser.get("/api/recordings")).json()["items"]
            assert (heard["label"], heard["own_label"]) == ("Em viagem", "Em viagem")

    run(main())


def test_a_retired_one_is_offered_no_more_and_keeps_its_name_and_code(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            wrap = await wrap_up(world)
            manager = await world.logged_in(Role.MANAGER)
            await manager.browser.post(PATH, json=VIAGEM)
            assert (await manager.browser.delete(f"{PATH}/VIAGEM")).status_code == 204
            assert (await manager.browser.delete(f"{PATH}/VIAGEM")).status_code == 404
            [kept] = (await manager.browser.get(PATH)).json()
            assert kept["retired_at"] is not None
            choices = (await wrap.agent.browser.get("/api/desk/dispositions")).json()
            assert "VIAGEM" not in [choice["code"] for choice in choices]
            refused = await wrap.dispose("VIAGEM", note="x")
            assert (refused.status_code, refused.json()["field"]) == (422, "disposition")
            again = await manager.browser.post(PATH, json=VIAGEM)
            assert (again.status_code, again.json()["field"]) == (422, "code")

    run(main())


def test_another_portfolio_s_own_disposition_is_none_here(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            wrap = await wrap_up(world)
            other = await call_rows.add_campaign(world, name="Dezembro")
            manager = await world.logged_in(Role.MANAGER)
            path = f"/api/portfolios/{other.portfolio_id}/dispositions"
            assert (await manager.browser.post(path, json=VIAGEM)).status_code == 201
            assert (await wrap.dispose("VIAGEM", note="x")).json()["field"] == "disposition"
            assert (await manager.browser.get(PATH)).json() == []

    run(main())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "viagem"}, "code"),
        ({"code": "OCUPADO"}, "code"),
        ({"label": " "}, "label"),
        ({"base": "OCUPADO"}, "base"),
        ({"base": "NADA"}, "base"),
        ({"pause_days": 99}, "pause_days"),
        ({"retry_delay_minutes": -1}, "retry_delay_minutes"),
        ({"required": ["cpf"]}, "required"),
    ],
)
def test_a_wrong_one_is_refused_by_its_field(tmp_path: Path, change: dict[str, Any], field: str) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            await call_rows.add_campaign(world)
            manager = await world.logged_in(Role.MANAGER)
            answer = await manager.browser.post(PATH, json={**VIAGEM, **change})
            assert (answer.status_code, answer.json()["field"]) == (422, field)
            assert (await manager.browser.get(PATH)).json() == []

    run(main())


def test_a_portfolio_that_does_not_exist_has_none(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            manager = await world.logged_in(Role.MANAGER)
            assert (await manager.browser.get("/api/portfolios/9/dispositions")).status_code == 404
            assert (await manager.browser.post("/api/portfolios/9/dispositions", json=VIAGEM)).status_code == 404

    run(main())
