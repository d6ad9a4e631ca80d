"""The command line says in one Portuguese sentence what is wrong, and never asks for a password in the open."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from runtime.cli.errors import CommandError
from runtime.cli.main import app

RUNNER = CliRunner()


def concilia(*words: str, stdin: str | None = None) -> str:
    result = RUNNER.invoke(app, list(words), input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("command", ["up", "demo", "doctor", "import", "migrate", "user", "version", "sounds", "run"])
def test_every_command_explains_itself(command: str) -> None:
    assert len(concilia(command, "--help")) > 200


def test_migrating_twice_changes_nothing_the_second_time(tmp_path: Path) -> None:
    assert "banco na versão" in concilia("migrate", "--home", str(tmp_path))
    assert "já estava" in concilia("migrate", "--home", str(tmp_path))


def test_a_user_is_made_with_a_password_from_the_standard_input(tmp_path: Path) -> None:
    words = ("user", "add", "maria", "--role", "admin", "--password-stdin", "--home", str(tmp_path))
    assert "maria criado" in concilia(*words, stdin="uma senha bem longa\n")
    with pytest.raises(CommandError, match="já existe o usuário maria"):
        concilia(*words, stdin="uma senha bem longa\n")


def test_a_short_password_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="senha curta demais"):
        concilia(
            "user", "add", "maria", "--role", "admin", "--password-stdin", "--home", str(tmp_path), stdin="curta\n"
        )


def test_the_password_of_nobody_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="não existe o usuário"):
        concilia(
            "user", "password", "maria", "--password-stdin", "--home", str(tmp_path), stdin="uma senha bem longa\n"
        )


def test_an_import_tells_its_figures_and_writes_the_refused_rows(tmp_path: Path) -> None:
    file = tmp_path / "carteira.csv"
    file.write_text(
        "Nome;CPF;Telefone;Contrato;Valor;Vencimento\n"
        "Maria Silva;529.982.247-25;(11) 98765-4321;A1;1.234,56;01/02/2026\n"
        "João Souza;111.111.111-11;(11) 98765-4322;A2;10,00;01/02/2026\n"
    )
    said = concilia("import", str(file), "--portfolio", "Banco", "--home", str(tmp_path / "home"))
    assert "2 linhas lidas, 1 recusadas" in said
    with (tmp_path / "carteira-rejeitadas.csv").open(encoding="utf-8-sig", newline="") as refused:
        assert len(list(csv.reader(refused, delimiter=";"))) == 2


def test_a_file_that_is_no_list_of_debtors_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "nada.csv"
    file.write_text("a;b\n1;2\n")
    with pytest.raises(CommandError, match=r"^nada\.csv: "):
        concilia("import", str(file), "--portfolio", "Banco", "--home", str(tmp_path / "home"))


def test_robots_are_for_the_unattended_demo(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--headless"):
        concilia("demo", "--robot-agents", "2", "--home", str(tmp_path))


def test_a_wrong_setting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCILIA_HTTP_PORT", "x")
    with pytest.raises(CommandError, match="CONCILIA_HTTP_PORT"):
        concilia("up", "--home", str(tmp_path))
