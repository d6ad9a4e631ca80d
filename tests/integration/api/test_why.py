"""Why somebody may be called or not, asked by document or contract."""

from pathlib import Path
from typing import Any

import pytest

from domain.access import Role
from tests.support import call_rows
from tests.support.aio import run
from tests.support.api import running_api


@pytest.mark.parametrize(
    "asked", [{"document": "529.982.247-25"}, {"document": "52998224725"}, {"contract": "C-52998224725"}]
)
def test_a_debtor_is_found_by_document_or_contract_and_every_rule_answers(
    tmp_path: Path, asked: dict[str, Any]
) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            campaign = await call_rows.add_campaign(world)
            await call_rows.add_debtor(world, campaign)
            browser = (await world.logged_in(Role.SUPERVISOR)).browser
            answer = (await browser.post("/api/contact/why", json=asked)).json()
            [number] = answer["scopes"][0]["numbers"]
            assert (answer["debtor_id"], number["allowed"], number["phone_masked"]) == (1, True, "(11) •••••-4321")
            at_night = {**asked, "at": "2026-11-24T23:00:00-03:00"}
            [number] = (await browser.post("/api/contact/why", json=at_night)).json()["scopes"][0]["numbers"]
            assert (number["allowed"], number["first"]) == (False, "calling_window")
            assert "529" not in str(answer)

    run(main())


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"document": "11144477735"}, 404),
        ({"document": "1"}, 404),
        ({"contract": "nada"}, 404),
        ({}, 422),
        ({"document": "1", "contract": "2"}, 422),
    ],
)
def test_nobody_found_and_nothing_asked_are_told(tmp_path: Path, asked: dict[str, Any], status: int) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            browser = (await world.logged_in(Role.SUPERVISOR)).browser
            answer = await browser.post("/api/contact/why", json=asked)
            assert answer.status_code == status
            assert "11144477735" not in answer.text

    run(main())
