"""A day on which every persona was called once: what the product, the carrier and the evidence tell of each call."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.calls import AttemptRow, MenuSessionRow
from adapters.storage.tables.evidence import EvidenceRow
from adapters.storage.tables.portfolio import PhoneRow
from adapters.storage.tables.recordings import RecordingRow
from simulator.personas import Caller, Persona
from sounds.manifest import load_manifest
from sounds.pieces import Pieces
from sounds.planner import Planner
from tests.support.heard import Ear, ears, first_sound, heard_in_order, menus_end, silences
from tests.support.listening import Found, clip, find_in_order
from tests.support.persona_ends import CALLERS
from tests.support.product import Product, until


@dataclass(frozen=True, slots=True)
class Day:
    product: Product
    messages: list[tuple[str, str]]

    def ref(self, persona: Persona | Caller) -> str:
        """The line of who was called, or the call of who called us, in the carrier's words."""
        if isinstance(persona, Persona):
            return f"{self.product.person_with(persona).ref}.1"
        (ref,) = (row["ref"] for row in self.product.carrier_log() if row.get("persona") == persona)
        return str(ref)

    def attempt(self, persona: Persona | Caller) -> Any:
        """The only attempt at the person with this persona, or the one that this caller made."""
        if isinstance(persona, Caller):
            # Debtors set their calls up one after the other, and the ids of such attempts count them.
            return self.calls_to_us()[self.answered_calls().index(self.ref(persona))]
        number = self.product.person_with(persona).phones[0]
        query = select(AttemptRow.__table__).join(PhoneRow, PhoneRow.id == AttemptRow.phone_id)
        (attempt,) = self.product.rows(query.where(PhoneRow.number == number, AttemptRow.direction == "outbound"))
        return attempt

    def calls_to_us(self) -> Sequence[Any]:
        return self.product.rows(
            select(AttemptRow.__table__).where(AttemptRow.direction == "inbound").order_by(AttemptRow.id)
        )

    def told_closed(self) -> list[str]:
        """The calls whose end was published, each as often as it was."""
        told = [payload for topic, payload in self.messages if "/attempt/closed/" in topic]
        return [json.loads(payload)["data"]["attempt_id"] for payload in told]

    def answered_calls(self) -> list[str]:
        log = self.product.carrier_log()
        callers = {row["ref"] for row in log if row["step"] == "calls"}
        return [row["ref"] for row in log if row["step"] == "answered" and row["ref"] in callers]

    def recording(self, persona: Persona | Caller) -> Any:
        attempt = self.attempt(persona)
        (row,) = self.product.rows(select(RecordingRow.__table__).where(RecordingRow.attempt_id == attempt.id))
        return row

    def wav(self, persona: Persona | Caller) -> Path:
        return self.product.settings.recordings / self.recording(persona).path

    def agreement(self, persona: Persona | Caller) -> Any:
        attempt = self.attempt(persona)
        (row,) = self.product.rows(select(AgreementRow.__table__).where(AgreementRow.attempt_id == attempt.id))
        return row

    def steps(self, persona: Persona | Caller) -> list[dict[str, Any]]:
        """What the debtor did, as the carrier saw it; `at` in seconds from the answer."""
        ref = self.ref(persona)
        rows = [row for row in self.product.carrier_log() if row["ref"] == ref]
        answered = next(row["at_ms"] for row in rows if row["step"] == "answered")
        return [row | {"at": (row["at_ms"] - answered) / 1000} for row in rows]

    def menu(self, persona: Persona | Caller) -> list[tuple[str, str]]:
        """What the debtor did, as the menu noted it."""
        attempt = self.attempt(persona)
        (row,) = self.product.rows(select(MenuSessionRow.steps).where(MenuSessionRow.attempt_id == attempt.id))
        return [(step["step"], step["result"]) for step in row.steps]

    def evidence(self, persona: Persona | Caller) -> list[dict[str, Any]]:
        attempt = self.attempt(persona)
        rows = self.product.rows(select(EvidenceRow.payload).where(EvidenceRow.attempt_id == attempt.id))
        return [json.loads(row.payload) for row in rows]


def ear_of(day: Day, persona: Persona | Caller, *, clear: float) -> Ear:
    """What the debtor heard of the menu; a likeness from `clear` on is the clip."""
    heard, _said = ears(day.product.heard_by(day.ref(persona)))
    visits = [told for told in day.evidence(persona) if told["kind"] == "menu"]
    presses = [row["at"] for row in day.steps(persona) if row["step"] == "press"]
    return Ear(
        checked=heard_in_order(visits, heard, day.product.settings.sounds, clear=clear),
        first_sound=first_sound(heard),
        silences=tuple(silences(heard, presses, until=menus_end(visits))),
    )


def spoken(day: Day, heard: Any, pieces: Pieces) -> list[Found]:
    sounds, planner = day.product.settings.sounds, Planner(load_manifest())
    clips = [clip(sounds / f"{path}.alaw") for path in planner.clips(pieces) if "/pause/" not in path]
    return find_in_order(clips, heard)


def until_all_called_back(day: Day) -> None:
    """Return once every caller has called, and their calls and recordings are closed."""

    def over() -> bool:
        log = day.product.carrier_log()
        gone = [row["ref"] for row in log if row["step"] in {"ended", "unanswered"} and ".c" in row["ref"]]
        if len(gone) < len(CALLERS) or any(attempt.closed_at is None for attempt in day.calls_to_us()):
            return False
        open_ones = select(RecordingRow.attempt_id).where(RecordingRow.state == "open")
        return not day.product.rows(open_ones)

    until(over, what="all callers gone, and their calls closed", seconds=180)
    assert len(day.answered_calls()) == len(day.calls_to_us()) == len(CALLERS)


def until_all_is_told(day: Day) -> None:
    """Return once agents have filed their calls, and everybody who listens has heard how each call ended."""
    undisposed = select(AttemptRow.id).where(AttemptRow.bridged_at.is_not(None), AttemptRow.disposed_by.is_(None))
    until(lambda: not day.product.rows(undisposed), what="every talk filed by its agent")
    closed = {row.id for row in day.product.rows(select(AttemptRow.id))}
    until(lambda: set(day.told_closed()) >= closed, what="the news of every call")
