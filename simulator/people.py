"""The fictitious debtor behind a number, and the persona book that tells the carrier who lives where."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from simulator.errors import BookUnreadable
from simulator.personas import Caller, Persona

Patience = Literal["listens", "hurried"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Nobody: every datum is made up. `personas` has one entry per phone, in the phones' order (E.164)."""

    ref: str
    """The id that logs may show, `p0001`…"""
    name: str
    document: str
    """CPF, eleven digits, valid check digits."""
    birth_date: date
    city: str
    uf: str
    email: str
    phones: tuple[str, ...]
    personas: tuple[Persona, ...]
    calls_back: tuple[Caller, ...] = ()
    """What this person does when calling us back, one call after the other, once we called the first number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEntry:
    """What the carrier knows of one number. A later call of the same number takes the next of `personas`."""

    ref: str
    personas: tuple[Persona, ...]
    birth_day_month: str
    """DDMM, what the debtor types to be recognised."""
    document_start: str
    """The first three digits of the CPF."""
    first_name: str
    patience: str | None = None
    """`listens` or `hurried` for this number only; None follows the carrier's setting."""
    document: str = ""
    """The whole CPF, for who calls us."""
    calls_back: tuple[Caller, ...] = ()
    """The calls that are made from here to the published number, once our first call of this number is over."""


PersonaBook = Mapping[str, LineEntry]
"""By digits of the E.164 number, without `+`."""


def line_entry(person: Person, line: int, *, patience: str | None = None) -> LineEntry:
    """The book's entry of the person's phone number `line` (0 is the first)."""
    return LineEntry(
        ref=f"{person.ref}.{line + 1}",
        personas=(person.personas[line],),
        birth_day_month=person.birth_date.strftime("%d%m"),
        document_start=person.document[:3],
        first_name=person.name.split(maxsplit=1)[0],
        patience=patience,
        document=person.document,
        calls_back=person.calls_back if line == 0 else (),
    )


def mistyped(birth_day_month: str) -> str:
    """A plausible day and month that are never the person's own."""
    day = int(birth_day_month[:2])
    return f"{day % 28 + 1:02d}{birth_day_month[2:]}"


def write_book(path: Path, people: Sequence[Person]) -> None:
    """Write who lives behind each number as JSON, readable by people and by the carrier."""
    book = {
        phone.lstrip("+"): line_entry(person, line) for person in people for line, phone in enumerate(person.phones)
    }
    write_entries(path, book)


def write_entries(path: Path, book: PersonaBook) -> None:
    """Write a book made by hand: this is how a test or a training forces a persona on a number."""
    rows = {number: _to_row(entry) for number, entry in sorted(book.items())}
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_book(path: Path) -> PersonaBook:
    """Read a persona book; raises BookUnreadable with the reason."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {number: _from_row(row) for number, row in rows.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BookUnreadable(f"{path}: {error}") from error


def _to_row(entry: LineEntry) -> dict[str, Any]:
    row: dict[str, Any] = {
        "ref": entry.ref,
        "personas": [persona.value for persona in entry.personas],
        "birth_day_month": entry.birth_day_month,
        "document_start": entry.document_start,
        "first_name": entry.first_name,
    }
    if entry.patience is not None:
        row["patience"] = entry.patience
    if entry.calls_back:
        row |= {"document": entry.document, "calls_back": [caller.value for caller in entry.calls_back]}
    return row


def _from_row(row: Mapping[str, Any]) -> LineEntry:
    personas = tuple(Persona(name) for name in row["personas"])
    if not personas:
        raise ValueError(f"{row['ref']} has no persona")
    return LineEntry(
        ref=str(row["ref"]),
        personas=personas,
        birth_day_month=str(row["birth_day_month"]),
        document_start=str(row["document_start"]),
        first_name=str(row["first_name"]),
        patience=row.get("patience"),
        document=str(row.get("document", "")),
        calls_back=tuple(Caller(name) for name in row.get("calls_back", ())),
    )
