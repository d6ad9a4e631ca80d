"""`concilia demo --headless` as a stranger runs it: from the command to its summary, and nothing left behind."""

import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from adapters.storage.tables.agreements import AgreementRow, InstallmentRow
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.portfolio import DebtorRow, PhoneRow
from adapters.storage.tables.recordings import RecordingRow
from simulator.personas import Persona
from simulator.population import PopulationPlan, make_population
from tests.support.product import read_engine, until

pytestmark = [pytest.mark.asterisk, pytest.mark.broker, pytest.mark.timeout(700)]

DEBTORS = 10
SECONDS = 500
WANTED = Counter({Persona.SETTLES_IN_FULL: 1, Persona.TWO_INSTALMENTS: 1, Persona.ASKS_FOR_PERSON: 1, Persona.BUSY: 1})
LONG = {Persona.VOICEMAIL, Persona.RINGS_OUT, Persona.SILENT, Persona.ANSWERS_LATE, Persona.SLOW}
"""Who keeps a line for most of a minute, and is called in test_personas.py."""


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    said: str
    summary: dict[str, Any]
    home: Path
    left: list[str]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    home = tmp_path_factory.mktemp("demo") / "home"
    summary = home.with_name("summary.json")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONCILIA_")}
    command = [sys.executable, "-P", "-m", "runtime.cli", "demo", "--headless", "--fast", "--debtors", str(DEBTORS)]
    command += [
        "--seed",
        str(seed_of_a_short_day()),
        "--concurrent",
        str(DEBTORS),
        "--robot-agents",
        "2",
        "--json",
        str(summary),
        "--home",
        str(home),
    ]
    with subprocess.Popen(command, env=kept, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            said, _ = process.communicate(timeout=SECONDS)
        finally:
            process.kill()
    told = json.loads(summary.read_text(encoding="utf-8")) if summary.exists() else {}
    with suppress(AssertionError):
        # The last of them may be a moment in ending.
        until(lambda: not processes_of(home), what="nothing left running", seconds=10)
    return Ended(process.returncode, said, told, home / "demo", processes_of(home))


def seed_of_a_short_day() -> int:
    """The first seed whose people are those wanted, and nobody who takes long."""
    for seed in count(1):
        people = make_population(
            PopulationPlan(debtors=DEBTORS, seed=seed, today=date(2026, 11, 24), single_phone=True)
        )
        personas = Counter(debtor.person.personas[0] for debtor in people)
        if personas >= WANTED and not LONG & set(personas):
            return seed
    raise AssertionError


def processes_of(home: Path) -> list[str]:
    """Every process of the machine that was told of this folder."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                told = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            except OSError:
                continue
            if str(home).encode() in told:
                found.append(folder.name)
    return found


def counted(demo: Ended, query: Any) -> Any:
    engine = read_engine(f"sqlite:///{demo.home / 'concilia.db'}")
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    engine.dispose()
    return rows


def test_it_ends_well_and_leaves_nothing_running(demo: Ended) -> None:
    assert demo.code == 0, demo.said
    assert demo.left == []


def test_every_debtor_was_tried_and_every_try_has_its_end(demo: Ended) -> None:
    closed = select(func.count(AttemptRow.disposition), func.count(AttemptRow.debtor_id.distinct()))
    assert counted(demo, closed.where(AttemptRow.closed_at.is_not(None))) == [(demo.summary["attempts"], DEBTORS)]
    assert counted(demo, select(func.count()).where(AttemptRow.closed_at.is_(None))) == [(0,)]


def test_progress_and_the_calendar_are_shown(demo: Ended) -> None:
    assert "no calendário da demonstração" in demo.said
    assert "lista trabalhada em" in demo.said


def test_no_log_bears_a_document_or_a_phone_of_the_people(demo: Ended) -> None:
    logs = "".join(path.read_text(errors="replace") for path in (demo.home / "logs").glob("*.log"))
    personal = [row[0] for row in counted(demo, select(PhoneRow.number).union(select(DebtorRow.document)))]
    assert "attempt_closed" in logs
    assert len(personal) >= 2 * DEBTORS
    assert not [value for value in personal if value.lstrip("+") in logs]


def test_its_summary_adds_up(demo: Ended) -> None:
    summary = demo.summary
    assert sum(summary["outcomes"].values()) == summary["attempts"] >= DEBTORS
    assert summary["answered"] == summary["recordings"] > 0
    assert summary["broken_recordings"] == 0
    assert summary["bridged"] > 0
    assert summary["agreements"] > 0
    assert summary["agreed_cents"] > 0
    for latency in summary["latencies_ms"].values():
        # A little below zero where the menu was quicker than the news of the answer.
        assert -1000 < latency["p50"] <= latency["p99"]


def test_its_summary_says_what_the_database_holds(demo: Ended) -> None:
    outcomes = Counter(row[0].value for row in counted(demo, select(AttemptRow.disposition)))
    assert outcomes == demo.summary["outcomes"]
    ((agreements, cents),) = counted(demo, select(func.count(), func.sum(AgreementRow.total_cents)))
    assert (agreements, cents) == (demo.summary["agreements"], demo.summary["agreed_cents"])
    ((bridged,),) = counted(demo, select(func.count()).where(AttemptRow.bridged_at.is_not(None)))
    assert bridged == demo.summary["bridged"]
    ((recordings,),) = counted(demo, select(func.count()).where(RecordingRow.state == "verified"))
    assert recordings == demo.summary["recordings"] == len(list((demo.home / "recordings").rglob("*.wav")))
    ((instalments,),) = counted(demo, select(func.sum(InstallmentRow.amount_cents)))
    assert instalments == cents
