"""A day on which every persona was called once: what the product, the carrier and the evidence tell of each call."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from adapters.storage.database import Database
from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.calls import AttemptRow, MenuSessionRow
from adapters.storage.tables.evidence import EvidenceRow
from adapters.storage.tables.portfolio import PhoneRow, PortfolioRow
from adapters.storage.tables.recordings import RecordingRow
from runtime.clock import UlidSource
from simulator.personas import Persona
from sounds.manifest import load_manifest
from sounds.pieces import Pieces
from sounds.planner import Planner
from tests.support.listening import Found, clip, find_in_order
from tests.support.product import Product


@dataclass(frozen=True, slots=True)
class Day:
    product: Product
    messages: list[tuple[str, str]]

    def attempt(self, persona: Persona) -> Any:
        """The only attempt of the person with this persona."""
        number = self.product.person_with(persona).phones[0]
        query = select(AttemptRow.__table__).join(PhoneRow, PhoneRow.id == AttemptRow.phone_id)
        (attempt,) = self.product.rows(query.where(PhoneRow.number == number))
        return attempt

    def recording(self, persona: Persona) -> Any:
        attempt = self.attempt(persona)
        (row,) = self.product.rows(select(RecordingRow.__table__).where(RecordingRow.attempt_id == attempt.id))
        return row

    def wav(self, persona: Persona) -> Path:
        return self.product.settings.recordings / self.recording(persona).path

    def agreement(self, persona: Persona) -> Any:
        attempt = self.attempt(persona)
        (row,) = self.product.rows(select(AgreementRow.__table__).where(AgreementRow.attempt_id == attempt.id))
        return row

    def steps(self, persona: Persona) -> list[dict[str, Any]]:
        """What the debtor did, as the carrier saw it; `at` in seconds from the answer."""
        ref = f"{self.product.person_with(persona).ref}.1"
        rows = [row for row in self.product.carrier_log() if row["ref"] == ref]
        answered = next(row["at_ms"] for row in rows if row["step"] == "answered")
        return [row | {"at": (row["at_ms"] - answered) / 1000} for row in rows]

    def menu(self, persona: Persona) -> list[tuple[str, str]]:
        """What the debtor did, as the menu noted it."""
        attempt = self.attempt(persona)
        (row,) = self.product.rows(select(MenuSessionRow.steps).where(MenuSessionRow.attempt_id == attempt.id))
        return [(step["step"], step["result"]) for step in row.steps]

    def evidence(self, persona: Persona) -> list[dict[str, Any]]:
        attempt = self.attempt(persona)
        rows = self.product.rows(select(EvidenceRow.payload).where(EvidenceRow.attempt_id == attempt.id))
        return [json.loads(row.payload) for row in rows]


def spoken(day: Day, heard: Any, pieces: Pieces) -> list[Found]:
    sounds, planner = day.product.settings.sounds, Planner(load_manifest())
    clips = [clip(sounds / f"{path}.alaw") for path in planner.clips(pieces) if "/pause/" not in path]
    return find_in_order(clips, heard)


def reachable(product: Product) -> None:
    """From now on the portfolio has a number to be called back at."""
    database = Database(product.settings.database, ids=UlidSource())

    def work(uow: Any) -> None:
        uow.connection.execute(update(PortfolioRow).values(callback_number="+551132654321"))

    try:
        asyncio.run(database.write(work))
    finally:
        database.close()
