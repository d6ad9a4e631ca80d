"""`concilia answers` from a made-up list; from a database it is shown in the integration tests."""

import json
import re
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from runtime.cli.errors import CommandError
from runtime.cli.main import app


def answers(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["answers", *arguments])


def test_a_made_up_list_is_told_in_json() -> None:
    answer = answers("--made-up", "--leads", "30", "--seeds", "2", "--json")
    assert answer.exit_code == 0, answer.exception
    told = json.loads(answer.output)
    learned, running, hindsight = told["forecasts"].values()
    assert learned["count"] == running["count"] == hindsight["count"] > 200
    assert sum(one["count"] for one in learned["bins"]) == learned["count"]
    assert hindsight["calibration_error"] == 0
    orders = told["orders"]
    assert list(orders) == ["list", "random", "evidence", "number", "timed", "dialer"]
    assert orders["list"]["calls_per_contact"]["change"] == [0, 0, 0]
    low, high = orders["number"]["calls_per_contact"]["change"][1:]
    assert low < high


def test_the_page_fetches_nothing_and_draws_what_it_tells(tmp_path: Path) -> None:
    page = tmp_path / "atendimento.html"
    answer = answers("--made-up", "--leads", "30", "--seeds", "2", "--html", str(page))
    assert answer.exit_code == 0, answer.exception
    assert "Chance aprendida: Brier 0,1" in answer.output
    assert "Lista, número pela chance: chamadas por contato" in answer.output
    html = page.read_text(encoding="utf-8")
    assert "http" not in re.sub(r'lang="[^"]*"', "", html)
    reliability, bars = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert reliability.count("<circle") == 10
    assert bars.count("<rect") == 6


def test_only_the_forecasts_are_scored_when_no_list_is_wished() -> None:
    told = json.loads(answers("--made-up", "--leads", "30", "--seeds", "0", "--json").output)
    assert told["orders"] == {}
    assert told["forecasts"]


def test_one_list_tells_no_effect_from_chance() -> None:
    answer = answers("--made-up", "--seeds", "1")
    assert isinstance(answer.exception, CommandError)
    assert "--seeds 1" in str(answer.exception)


def test_too_few_calls_and_unknown_campaigns_are_refused(tmp_path: Path) -> None:
    answer = answers("--home", str(tmp_path))
    assert "só há 0 chamadas da casa" in str(answer.exception)
    answer = answers("--campaign", "7", "--home", str(tmp_path))
    assert "não há campanha 7" in str(answer.exception)
