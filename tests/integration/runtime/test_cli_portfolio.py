"""`concilia portfolio`: the number that a manager publishes is the one that debtors reach."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.storage.database import Database
from adapters.storage.migrate import upgrade
from runtime.cli.errors import CommandError
from runtime.cli.main import app
from runtime.clock import UlidSource
from runtime.settings import load_settings
from tests.support.aio import run
from tests.support.menu_records import NOW


@pytest.fixture
def home(tmp_path: Path) -> Path:
    settings = load_settings(home=tmp_path)
    upgrade(settings.database)
    database = Database(settings.database, ids=UlidSource())
    try:
        run(
            database.write(
                lambda uow: uow.portfolios.create(
                    name="Loja", creditor_name="Loja Central", company_name="Atende Bem", at=NOW
                )
            )
        )
    finally:
        database.close()
    return tmp_path


def say(home: Path, *words: str) -> str:
    result = CliRunner().invoke(app, ["portfolio", *words, "--home", str(home)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def reached_at(home: Path, *dialled: str) -> int | None:
    database = Database(load_settings(home=home).database, ids=UlidSource())
    try:
        return run(database.read(lambda uow: uow.inbound.portfolio_of(dialled)))
    finally:
        database.close()


def test_a_published_number_is_listed_and_answered_until_it_is_taken_back(home: Path) -> None:
    assert "sem número publicado" in say(home, "list")
    assert "+551132654321" in say(home, "number", "Loja", "(11) 3265-4321")
    assert "Loja · Loja Central · Atende Bem · +551132654321" in say(home, "list")
    assert reached_at(home, "+551132654321") is not None
    say(home, "number", "Loja", "")
    assert reached_at(home, "+551132654321") is None


def test_what_cannot_be_published_is_refused_with_its_reason(home: Path) -> None:
    with pytest.raises(CommandError, match="4004"):
        say(home, "number", "Loja", "4004 1234")
    with pytest.raises(CommandError, match="não existe a carteira 'Outra'"):
        say(home, "number", "Outra", "(11) 3265-4321")
    assert "sem número publicado" in say(home, "list")
