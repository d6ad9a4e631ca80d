"""`concilia simulate` from files and flags; from a database it is shown in the integration tests."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from runtime.cli.errors import CommandError
from runtime.cli.main import app

SMALL = ("--leads", "60", "--agents", "3", "--days", "1", "--day", "2026-11-24", "--mode", "progressive")


def simulate(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["simulate", *arguments])


def test_a_day_from_flags_is_told_in_json() -> None:
    answer = simulate(*SMALL, "--set", "closes=12:00", "--set", "answer_rate=0.3", "--json")
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.output)
    assert told["day"] == "2026-11-24"
    assert told["assumptions"]["answer_rate"] == 0.3
    (team,) = told["teams"]
    assert team["agents"] == 3
    assert team["figures"]["dials"]["mean"] > 40


def test_a_day_from_a_file_is_written_as_a_page(tmp_path: Path) -> None:
    stated = tmp_path / "premissas.toml"
    stated.write_text('closes = 12:00:00\ntalk_seconds = 60\nanswer_rate_by_hour = {"10" = 1.5}\n', encoding="utf-8")
    page = tmp_path / "relatorio.html"
    answer = simulate(str(stated), *SMALL, "--html", str(page))
    assert answer.exit_code == 0, answer.output
    assert "3 agentes: chamadas" in answer.output
    assert "10 h: 1,50" in page.read_text(encoding="utf-8")


def test_the_smallest_team_is_looked_for(tmp_path: Path) -> None:
    page = tmp_path / "relatorio.html"
    answer = simulate(*SMALL, "--set", "max_attempts=1", "--find-agents", "--html", str(page))
    assert answer.exit_code == 0, answer.output
    assert "A menor equipe que trabalha a lista inteira no dia tem" in answer.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--set", "talk_seconds"), "use nome=valor"),
        (("--set", "talk_minutes=3"), "premissa talk_minutes: não existe"),
        (("--agents", "dez"), "use 10 ou 5,10,20"),
        (("--agents", "-1"), "nenhuma negativa"),
        (("--day", "amanhã"), "use AAAA-MM-DD"),
        (("--replay", "2026-11-24"), "--replay precisa de --campaign"),
        (("--mode", "telepathy"), "premissa mode: use um de"),
    ],
)
def test_a_wrong_wish_gets_one_clear_sentence(arguments: tuple[str, ...], words: str) -> None:
    answer = simulate(*arguments)
    assert answer.exit_code == 1
    assert isinstance(answer.exception, CommandError)
    assert words in str(answer.exception)


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "premissas.toml"
    broken.write_text("talk_seconds = ", encoding="utf-8")
    answer = simulate(str(broken))
    assert isinstance(answer.exception, CommandError)
    assert "não é TOML" in str(answer.exception)


def test_a_campaign_nobody_knows_is_refused(tmp_path: Path) -> None:
    answer = simulate("--campaign", "7", "--home", str(tmp_path))
    assert isinstance(answer.exception, CommandError)
    assert "não há campanha 7" in str(answer.exception)
