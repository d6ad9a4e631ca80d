"""The unattended demo, start to end: what it says it did is what its database holds."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = [pytest.mark.asterisk, pytest.mark.broker, pytest.mark.timeout(420)]


def rows(home: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "concilia.db")) as database:
        return database.execute(statement).fetchall()


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object], str]:
    home = tmp_path_factory.mktemp("demo")
    summary = home / "summary.json"
    command = [
        sys.executable, "-P", "-m", "runtime.cli", "demo", "--headless", "--fast", "--debtors", "8",
        "--concurrent", "8", "--robot-agents", "2", "--json", str(summary), "--home", str(home),
    ]  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONCILIA_")}
    ended = subprocess.run(command, env=kept, capture_output=True, text=True, timeout=400, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return home / "demo", json.loads(summary.read_text()), ended.stdout


def test_the_outcomes_add_up_to_the_attempts_and_every_debtor_was_tried_once(worked) -> None:
    home, summary, _ = worked
    assert sum(summary["outcomes"].values()) == summary["attempts"] == 8
    [(closed, debtors)] = rows(
        home, "SELECT count(disposition), count(DISTINCT debtor_id) FROM attempts WHERE closed_at IS NOT NULL"
    )
    assert closed == debtors == 8


def test_every_answered_call_has_a_recording_on_the_disk(worked) -> None:
    home, summary, _ = worked
    assert summary["answered"] > 0
    assert summary["recordings"] == summary["answered"]
    assert summary["broken_recordings"] == 0
    assert len(list((home / "recordings").rglob("*.wav"))) == summary["recordings"]


def test_the_agreed_amount_is_that_of_the_agreements(worked) -> None:
    home, summary, _ = worked
    [(agreements, cents)] = rows(home, "SELECT count(*), coalesce(sum(total_cents), 0) FROM agreements")
    [(instalments,)] = rows(home, "SELECT coalesce(sum(amount_cents), 0) FROM installments")
    assert (summary["agreements"], summary["agreed_cents"]) == (agreements, cents)
    assert instalments == cents


def test_progress_and_the_calendar_are_shown(worked) -> None:
    _, _, said = worked
    assert "no calendário da demonstração" in said
    assert "lista trabalhada em" in said


def test_no_log_bears_a_document_or_a_phone_of_the_people(worked) -> None:
    home, _, _ = worked
    logs = "".join(path.read_text(errors="replace") for path in (home / "logs").glob("*.log"))
    personal = [value for (value,) in rows(home, "SELECT number FROM phones UNION SELECT document FROM debtors")]
    assert "attempt_closed" in logs
    assert len(personal) > 8
    assert not [value for value in personal if str(value).lstrip("+") in logs]
