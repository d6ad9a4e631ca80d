"""What a menu call leaves as proof: the clips with their hashes, the keys, and no key that tells who somebody is."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters.storage.database import Database
from adapters.storage.tables.evidence import EvidenceRow
from domain.evidence.chain import EvidenceKind
from ivr_flows.prompts import PromptBook
from ivr_flows.runner import run_menu
from ivr_flows.trace import ClipDigests, TracedVoice
from runtime.clock import UlidSource
from services.menu_house import menu_house
from services.ports.voice import CallEnded, Clip
from sounds.manifest import load_manifest
from sounds.vocabulary import organisation_spec
from tests.support.aio import run
from tests.support.menu import ScriptedChannel, SteppingClock
from tests.support.menu_records import add_answered_attempt, rows_of
from tests.support.storage import sqlite_database

CLOCK = SteppingClock()
SECOND = b"\xd5" * 8000


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with sqlite_database(tmp_path) as opened:
        add_answered_attempt(opened)
        yield opened


@pytest.fixture
def sounds_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "sounds"
    for spec in [*load_manifest().specs(), organisation_spec("Loja Exemplo")]:
        file = folder / f"{spec.path}.alaw"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(spec.path.encode())
    return folder


def visit(database: Database, sounds_dir: Path, channel: ScriptedChannel) -> None:
    house = menu_house(database, clock=CLOCK, ids=UlidSource(), zone=ZoneInfo("America/Sao_Paulo"))
    run(run_menu(channel, house=house, prompts=PromptBook(sounds_dir), clock=CLOCK))


def proofs(database: Database, kind: EvidenceKind) -> list[dict[str, Any]]:
    return [json.loads(row["payload"]) for row in rows_of(database, EvidenceRow) if row["kind"] is kind]


def test_a_settled_call_proves_what_was_heard_and_pressed(database: Database, sounds_dir: Path) -> None:
    visit(database, sounds_dir, ScriptedChannel("1" + "0503529" + "1" + "1" + "--"))
    (told,) = proofs(database, EvidenceKind.MENU)
    clips = [clip for heard in told["heard"] for clip in heard["clips"]]
    greeting = next(clip for clip in clips if clip["clip"] == "pt_BR/greeting")
    assert greeting["sha256"] == hashlib.sha256(b"pt_BR/greeting").hexdigest()
    assert greeting["whole"]
    assert [heard["at_ms"] for heard in told["heard"]] == sorted(heard["at_ms"] for heard in told["heard"])
    assert told["recording_ms"] == 40
    assert [step["step"] for step in told["steps"]][:2] == ["right_party", "identity"]
    (agreement,) = proofs(database, EvidenceKind.AGREEMENT)
    assert agreement["read_back"].startswith("Acordo com Loja Exemplo")


def test_keys_that_tell_a_birth_date_are_masked_and_choices_are_not(database: Database, sounds_dir: Path) -> None:
    visit(database, sounds_dir, ScriptedChannel("1" + "0503529" + "1" + "1" + "--"))
    (told,) = proofs(database, EvidenceKind.MENU)
    assert "".join(key["key"] for key in told["keys"]) == "1•••••••11"


def test_nobodys_name_is_in_the_proof(database: Database, sounds_dir: Path) -> None:
    visit(database, sounds_dir, ScriptedChannel("1" + "0503529", hangs_up=True))
    (told,) = proofs(database, EvidenceKind.MENU)
    names = [clip for heard in told["heard"] for clip in heard["clips"] if clip["clip"] == "pt_BR/name"]
    assert names
    assert all(len(clip["sha256"]) == 64 for clip in names)
    assert "maria" not in json.dumps(told).lower()


def test_who_comes_back_from_waiting_leaves_a_proof_of_each_visit(database: Database, sounds_dir: Path) -> None:
    visit(database, sounds_dir, ScriptedChannel("1" + "0503529" + "9"))
    visit(database, sounds_dir, ScriptedChannel("1" + "1" + "--", reason="nobody_free"))
    first, second = proofs(database, EvidenceKind.MENU)
    assert first["visit_at_ms"] < second["visit_at_ms"]
    assert second["started_at"] == first["started_at"]
    assert second["steps"][: len(first["steps"])] == first["steps"]


class Interrupted(ScriptedChannel):
    """Two seconds of sound, of which a part is heard."""

    async def play(self, clips: Any, *, stop_keys: str = "") -> str | None:
        ticks.extend(range(120))
        if self.breaks:
            raise CallEnded
        return "5"

    breaks = False


ticks: list[int] = []


@pytest.mark.parametrize("breaks", [False, True], ids=["a key", "a hang-up"])
def test_a_prompt_cut_short_is_told_as_far_as_it_was_heard(tmp_path: Path, *, breaks: bool) -> None:
    ticks.clear()
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.alaw").write_bytes(SECOND)
    channel = Interrupted()
    channel.breaks = breaks
    voice = TracedVoice(
        channel,
        ClipDigests(tmp_path),
        at_ms=lambda: len(ticks) * 10,
        step=lambda: "options",
        personal=lambda: False,
    )

    async def listen() -> None:
        await voice.play([Clip("one"), Clip("two"), Clip("three")])

    if breaks:
        with pytest.raises(CallEnded):
            run(listen())
    else:
        run(listen())
    (heard,) = voice.trace().heard
    assert [(clip["heard_ms"], clip["whole"]) for clip in heard["clips"]] == [(1000, True), (200, False)]
    assert [key["key"] for key in voice.trace().keys] == ([] if breaks else ["5"])


def test_a_sound_that_was_replaced_is_hashed_anew(tmp_path: Path) -> None:
    digests = ClipDigests(tmp_path)
    assert digests.of("one") is None
    (tmp_path / "one.alaw").write_bytes(SECOND)
    before = digests.of("one")
    (tmp_path / "one.alaw").write_bytes(SECOND * 2)
    after = digests.of("one")
    assert before is not None
    assert after is not None
    assert (before.milliseconds, after.milliseconds) == (1000, 2000)
    assert before.sha256 != after.sha256
