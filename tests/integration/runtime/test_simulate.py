"""`concilia simulate` from a campaign's own calls in a database."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from adapters.storage.tables.calls import AttemptRow
from domain.call.attempt import AttemptState
from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass
from runtime.cli.common import open_database, settings_or_die
from runtime.cli.errors import CommandError
from runtime.cli.main import app
from tests.support.aio import run
from tests.support.dialing import insert_list

CALLS = 300
YESTERDAY = (datetime.now(UTC) - timedelta(days=1)).replace(hour=14, minute=0, second=0, microsecond=0)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A campaign that called yesterday: of three calls one was answered and left in the menu."""
    with open_database(settings_or_die(home=tmp_path)) as (database, _clock):

        def fill(uow: object) -> None:
            connection = uow.connection  # type: ignore[attr-defined]
            insert_list(connection, debtors=CALLS)
            connection.execute(insert(AttemptRow), [_attempt(number) for number in range(1, CALLS + 1)])

        run(database.write(fill))
    return tmp_path


def _attempt(number: int) -> dict[str, object]:
    at, answered = YESTERDAY + timedelta(seconds=5 * number), number % 3 == 0
    return {
        "id": f"attempt{number}", "campaign_id": 1, "lead_id": number, "debtor_id": number, "phone_id": number,
        "number_in_lead": 1, "dialer": "d", "state": AttemptState.CLOSED, "claimed_at": at, "originated_at": at,
        "answered_at": at + timedelta(seconds=9) if answered else None, "closed_at": at + timedelta(seconds=20),
        "disposition": Disposition.DESLIGOU_ANTES if answered else Disposition.NAO_ATENDE,
        "answer_class": AnswerClass.HUMAN if answered else None, "dial_mode": "ivr",
    }  # fmt: skip


def told(home: Path, *arguments: str) -> dict[str, object]:
    answer = CliRunner().invoke(app, ["simulate", "--campaign", "1", "--home", str(home), "--json", *arguments])
    assert answer.exit_code == 0, answer.exception
    return json.loads(answer.output)  # type: ignore[no-any-return]


def test_a_campaign_teaches_the_simulation(home: Path) -> None:
    found = told(home, "--days", "1", "--agents", "2", "--mode", "progressive", "--set", "closes=11:00")
    assumptions = found["assumptions"]
    assert assumptions["answer_rate"] == pytest.approx(1 / 3)
    assert assumptions["leads"] == CALLS
    assert assumptions["mode"] == "progressive"
    assert "300 chamadas da campanha c1" in found["lead"][0]


def test_a_day_is_lived_again_beside_what_it_was(home: Path) -> None:
    local = (YESTERDAY - timedelta(hours=3)).date()
    found = told(home, "--days", "1", "--replay", local.isoformat(), "--agents", "3", "--mode", "predictive")
    assert found["was"]["figures"]["dials"]["mean"] == CALLS
    assert found["was"]["figures"]["persons"]["mean"] == CALLS / 3
    (team,) = found["teams"]
    assert 0 < team["figures"]["dials"]["mean"] <= CALLS


def test_a_day_without_calls_cannot_be_lived_again(home: Path) -> None:
    answer = CliRunner().invoke(
        app, ["simulate", "--campaign", "1", "--home", str(home), "--replay", "2020-01-02", "--json"]
    )
    assert isinstance(answer.exception, CommandError)
    assert "não discou em 02/01/2020" in str(answer.exception)


def test_the_answers_of_a_campaign_are_forecast_again_from_its_own_calls(home: Path) -> None:
    """Every third is answered and no number was called before: there is nothing to tell them apart by but luck."""
    words = ["answers", "--campaign", "1", "--seeds", "0", "--home", str(home), "--json"]
    answer = CliRunner().invoke(app, words)
    assert answer.exit_code == 0, answer.exception
    found = json.loads(answer.output)
    learned = found["forecasts"]["Chance aprendida"]
    assert learned["count"] == CALLS
    assert learned["rate"] == pytest.approx(1 / 3, abs=1e-3)
    assert learned["brier"] == pytest.approx(2 / 9, abs=0.04)
    assert found["lead"][0].startswith(f"As últimas {CALLS} chamadas da campanha 1")
    assert found["assumptions"]["Atendem"] == "33,3 %"
