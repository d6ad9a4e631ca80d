"""Block lists over HTTP: a file is the list of its kind, whole, or nothing changes."""

from pathlib import Path
from typing import Any

import httpx

from domain.access import Role
from domain.contact.facts import BLOCK_LISTS
from tests.support.aio import run
from tests.support.api import running_api

GOOD = "Telefone;Data de inclusão\n(11) 98765-4321;01/10/2026\n(11) 98765-4322;\n"


async def upload(browser: httpx.AsyncClient, text: str, **fields: str) -> httpx.Response:
    files = {"file": ("procon.csv", text.encode(), "text/csv")}
    return await browser.post("/api/block-lists", data=fields, files=files)


def test_a_file_becomes_the_list_of_its_kind_and_its_copy_is_not_kept(tmp_path: Path) -> None:
    async def go() -> None:
        async with running_api(tmp_path) as world:
            manager = (await world.logged_in(Role.MANAGER)).browser
            told = await upload(manager, GOOD, kind="procon_sp")
            assert (told.status_code, told.json()["entries"], told.json()["binds_collections"]) == (201, 2, True)
            assert (await upload(manager, "11987654321\n", kind="procon_sp")).json()["entries"] == 1
            lists = (await manager.get("/api/block-lists")).json()
            assert [(one["state"], one["entries"], one["file_name"]) for one in lists] == [
                ("active", 1, "procon.csv"), ("replaced", 2, "procon.csv"),
            ]  # fmt: skip
            assert list(world.settings.uploads_dir.iterdir()) == []

    run(go())


def test_a_wrong_file_is_refused_with_its_place_and_the_old_list_stays(tmp_path: Path) -> None:
    async def go() -> None:
        async with running_api(tmp_path) as world:
            manager = (await world.logged_in(Role.MANAGER)).browser
            await upload(manager, GOOD, kind="own")
            wrong = await upload(manager, "numero\n11987654321\n190\n", kind="own")
            assert (wrong.status_code, wrong.json()["field"]) == (422, "file")
            assert wrong.json()["message"].startswith("procon.csv, linha 3, campo número ('190'): ")
            for told, field in (
                (await upload(manager, GOOD, kind="spam"), "kind"),
                (await manager.post("/api/block-lists", data={"kind": "own"}), "file"),
            ):
                assert (told.status_code, told.json()["field"]) == (422, field)
            lists = (await manager.get("/api/block-lists")).json()
            assert [(one["state"], one["entries"]) for one in lists] == [("active", 2)]
            assert list(world.settings.uploads_dir.iterdir()) == []

    run(go())


def test_the_kinds_are_told_with_their_law_and_whom_they_bind(tmp_path: Path) -> None:
    async def go() -> None:
        async with running_api(tmp_path) as world:
            supervisor = (await world.logged_in(Role.SUPERVISOR)).browser
            told: list[dict[str, Any]] = (await supervisor.get("/api/block-lists/kinds")).json()
            assert [one["kind"] for one in told] == list(BLOCK_LISTS)
            procon = told[0]
            assert (procon["ddds"], procon["grace_days"], procon["binds_collections"]) == ([*range(11, 20)], 30, True)
            assert (await upload(supervisor, GOOD, kind="own")).status_code == 403

    run(go())
