"""What is said, before it is known which files say it. A flow makes pieces; texts and clips are made from them."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from domain.language.dates import spoken_date
from domain.language.digits import spoken_digits
from domain.language.money import spoken_reais
from domain.language.names import spoken_name
from domain.language.numbers import cardinal


@dataclass(frozen=True, slots=True)
class Prompt:
    """A fixed text of the manifest, by its key."""

    key: str


@dataclass(frozen=True, slots=True)
class Money:
    """`ends`: the sentence ends here, so the voice falls."""

    amount_cents: int
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    ends: bool = False
    with_year: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    number: int
    feminine: bool = False


@dataclass(frozen=True, slots=True)
class Digits:
    """Digits one by one; `slow` leaves a pause after each, as one dictates a number to be written down."""

    digits: str
    groups: tuple[int, ...] = ()
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    first_name: str


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str


@dataclass(frozen=True, slots=True)
class Pause:
    """One of the rendered silences, see `sounds.vocabulary.PAUSES_MS`."""

    milliseconds: int


Piece: TypeAlias = Prompt | Money | Day | Count | Digits | Person | Organisation | Pause
Pieces: TypeAlias = tuple[Piece, ...]


def words_of(piece: Piece) -> str:
    """The words of a piece that is not a fixed prompt; a full stop where the voice falls."""
    match piece:
        case Money(amount_cents, ends):
            return _ended(spoken_reais(amount_cents), ends=ends)
        case Day(day, ends, with_year):
            return _ended(spoken_date(day, with_year=with_year), ends=ends)
        case Count(number, feminine):
            return cardinal(number, feminine=feminine)
        case Digits(digits, groups):
            return _ended(spoken_digits(digits, groups=groups), ends=True)
        case Person(name) | Organisation(name):
            return spoken_name(name) if isinstance(piece, Person) else name
        case _:
            return ""


def _ended(words: str, *, ends: bool) -> str:
    return f"{words}." if ends else words
