"""Lists and tables from files: all of one, or one clear complaint and nothing of it."""

from pathlib import Path

import pytest

from domain.contact.facts import BlockListKind
from runtime.clock import SystemClock
from services.block_lists import BlockListService, TableFileRefused
from tests.support.aio import run
from tests.support.storage import sqlite_database


def test_a_file_becomes_the_list_of_its_kind(tmp_path: Path) -> None:
    file = tmp_path / "procon.csv"
    file.write_text("Telefone;Data de inclusão\n(11) 98765-4321;01/10/2026\n\n11987654321;\n1133334444;\n", "utf-8")
    with sqlite_database(tmp_path) as database:
        service = BlockListService(storage=database, clock=SystemClock())
        loaded = run(service.load(file, BlockListKind.PROCON_SP))
        assert (loaded.entries, loaded.binds_collections) == (2, True)
        file.write_text("11987654321\n", "utf-8")
        assert run(service.load(file, BlockListKind.PROCON_SP)).entries == 1
        assert [(one.state, one.entries) for one in run(service.lists())] == [("active", 1), ("replaced", 2)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("numero;data\n11987654321;\n190;\n", r"l\.csv, linha 3, campo número \('190'\): número de serviço"),
        ("11987654321;32/13/2026\n", r"linha 1, campo data \('32/13/2026'\)"),
        ("", "vazio"),
    ],
)
def test_a_wrong_row_leaves_the_old_list_in_force(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "l.csv"
    with sqlite_database(tmp_path) as database:
        service = BlockListService(storage=database, clock=SystemClock())
        file.write_text("11987654321\n", "utf-8")
        run(service.load(file, BlockListKind.OWN))
        file.write_text(text, "utf-8")
        with pytest.raises(TableFileRefused, match=words):
            run(service.load(file, BlockListKind.OWN))
        assert [(one.state, one.entries) for one in run(service.lists())] == [("active", 1)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("uf;cidade\n", "faltam as colunas data"),
        ("uf;cidade;data\nXX;Santos;26/01/2027\n", r"linha 2, campo uf \('XX'\)"),
        ("uf;cidade;data\nSP;Santos;amanhã\n", r"linha 2, campo data \('amanhã'\)"),
        ("uf;cidade;data\nSP;;26/01/2027\n", "linha 2, campo cidade: está vazia"),
    ],
)
def test_a_wrong_table_of_holidays_says_where(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "h.csv"
    with sqlite_database(tmp_path) as database:
        service = BlockListService(storage=database, clock=SystemClock())
        file.write_text("uf;cidade;data;nome\nSP;São Paulo;25/01/2027;Aniversário\n", "utf-8")
        assert run(service.load_holidays(file)) == 1
        file.write_text(text, "utf-8")
        with pytest.raises(TableFileRefused, match=words):
            run(service.load_holidays(file))
