"""`concilia campaign`: what the screens can do with a campaign, from a terminal."""

from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from adapters.storage.tables.news import OutboxRow
from domain.access import Role
from runtime.cli.common import open_database, settings_or_die
from runtime.cli.errors import CommandError
from runtime.cli.main import app
from services.users import add_user
from tests.support.aio import run
from tests.support.dialing import insert_list


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The portfolio p1 with three debtors, a campaign that somebody made before, and two people who log in."""
    with open_database(settings_or_die(home=tmp_path)) as (database, clock):
        run(database.write(lambda uow: insert_list(uow.connection, debtors=3)))  # type: ignore[attr-defined]
        for username, role in (("ana", Role.AGENT), ("chefe", Role.MANAGER)):
            run(add_user(database, clock, username=username, name="X", role=role, password="uma senha bem longa"))
    return tmp_path


def say(home: Path, *words: str) -> str:
    result = CliRunner().invoke(app, ["campaign", *words, "--home", str(home)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_a_campaign_is_made_started_paused_and_ended(home: Path) -> None:
    made = say(home, "create", "Outubro", "--portfolio", "P1")
    assert "Outubro · pausada · menu_first · p1 · 0 de 3 devedores feitos" in made
    assert 'concilia campaign start "Outubro"' in made
    assert "Outubro · discando" in say(home, "start", "outubro")
    assert "Outubro · pausada" in say(home, "pause", "OUTUBRO")
    assert "Outubro · encerrada" in say(home, "stop", "Outubro")
    with pytest.raises(CommandError, match="só `start` a reabre"):
        say(home, "pause", "Outubro")
    assert say(home, "list").splitlines()[0].startswith("▸ Outubro · encerrada")
    assert "c1 · discando" in say(home, "list")
    with open_database(settings_or_die(home=home)) as (database, _clock):
        query = select(OutboxRow.id).where(OutboxRow.type == "CampaignChanged")
        told = run(database.read(lambda uow: len(uow.connection.execute(query).all())))  # type: ignore[attr-defined]
    assert told == 4, "the dialer and the screens hear of every change"


def test_every_setting_that_is_said_is_kept(home: Path) -> None:
    mine = ("--mode", "predictive", "--attempts", "5", "--retry-minutes", "300", "--caller-id", "+551132654321")
    pacing = ("--target", "0.5", "--ring", "20", "--max-wait", "1", "--weight", "3", "--cancel-surplus")
    say(home, "create", "Direta", "--portfolio", "p1", *mine, *pacing, "--agent", "ana", "--start")
    told = say(home, "show", "direta")
    for words in (
        "Direta · discando · predictive",
        "tentativas: 5, a cada 300 min; origem: +551132654321",
        "toque: 20 s; espera por agente: 1 s; peso 3",
        "abandono até 0,5 %, meta rígida",
        "solta chamadas que tocam",
        "agentes só dela: 1",
    ):
        assert words in told


def test_how_it_dials_is_changed_whole(home: Path) -> None:
    say(home, "create", "Direta", "--portfolio", "p1", "--mode", "predictive", "--cancel-surplus", "--agent", "ana")
    assert "2,5 chamadas por agente livre" in say(home, "dialing", "Direta", "--mode", "power", "--ratio", "2.5")
    told = say(home, "show", "Direta")
    assert "solta chamadas" not in told
    assert "agentes: todos os que não são de outra" in told
    assert "20 chamadas ao mesmo tempo" in say(home, "dialing", "Direta", "--mode", "ivr", "--concurrent", "20")


def test_why_tells_the_same_as_the_command_of_that_name(home: Path) -> None:
    assert "Campanha c1: discando" in say(home, "why", "c1")


WRONG = (
    (("start", "Nada"), "não existe a campanha 'Nada'; veja `concilia campaign list`"),
    (("create", "X", "--portfolio", "Nada"), "não existe a carteira 'Nada'"),
    (("create", "c1", "--portfolio", "p1"), "já existe a campanha 'c1'"),
    (("create", "  ", "--portfolio", "p1"), "de 1 a 120 caracteres"),
    (("create", "X", "--portfolio", "p1", "--agent", "chefe"), "chefe não é um agente"),
    (("create", "X", "--portfolio", "p1", "--agent", "ninguem"), "ninguem não é um agente"),
    (("create", "X", "--portfolio", "p1", "--caller-id", "1132654321"), r"escreva com \+55 e DDD"),
    (("create", "X", "--portfolio", "p1", "--caller-id", "+5511"), "não serve"),
)


def test_a_wrong_wish_gets_one_sentence_and_changes_nothing(home: Path) -> None:
    for words, sentence in WRONG:
        with pytest.raises(CommandError, match=sentence):
            say(home, *words)
    assert len(say(home, "list").splitlines()) == 1


def test_an_empty_house_says_how_to_begin(tmp_path: Path) -> None:
    assert "faz a primeira" in say(tmp_path, "list")
