"""The fragments from which any amount, date, count, digit string or known name is put together.

A fragment's text with a full stop is the same words said as the end of a sentence.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.language.dates import MONTHS, spoken_day
from domain.language.digits import DIGIT_WORDS
from domain.language.names import plain_key
from domain.language.numbers import cardinal

PAUSES_MS: Final = (150, 300, 500)
YEARS: Final = range(2015, 2046)
FOLDER: Final = "pt_BR"


class Tone(StrEnum):
    CONTINUING = "continuing"
    """More follows: the voice stays up."""
    FINAL = "final"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSpec:
    """One sound to render: `path` below the sounds folder, without extension."""

    path: str
    text: str
    tone: Tone = Tone.FINAL
    silence_ms: int = 0
    personal: bool = False
    """The text tells who somebody is, so it may not leave the machine."""


def fragments() -> dict[str, ClipSpec]:
    """Every fragment by its words as they occur in a sentence ("duzentos e", "reais.", "maio de")."""
    specs: dict[str, ClipSpec] = {}
    for words in _continuing():
        specs[words] = ClipSpec(path=f"{FOLDER}/word/{plain_key(words)}", text=words, tone=Tone.CONTINUING)
    for words in _final():
        specs[f"{words}."] = ClipSpec(path=f"{FOLDER}/word/{plain_key(words)}_end", text=words)
    return specs


def pauses() -> dict[int, ClipSpec]:
    return {ms: ClipSpec(path=f"{FOLDER}/pause/{ms}", text="", silence_ms=ms) for ms in PAUSES_MS}


def person_spec(first_name: str, *, personal: bool) -> ClipSpec:
    """A first name as it stands inside a sentence; `personal` is false for those of the common vocabulary."""
    return ClipSpec(
        path=f"{FOLDER}/name/{plain_key(first_name)}", text=first_name, tone=Tone.CONTINUING, personal=personal
    )


def organisation_spec(name: str) -> ClipSpec:
    return ClipSpec(path=f"{FOLDER}/organisation/{plain_key(name)}", text=name, tone=Tone.CONTINUING)


def common_names(names: Iterable[str]) -> dict[str, ClipSpec]:
    specs = (person_spec(name, personal=False) for name in names)
    return {spec.path: spec for spec in specs}


def _continuing() -> Iterator[str]:
    yield from (cardinal(number) for number in range(100))
    yield from (words for number in range(100) if (words := cardinal(number, feminine=True)) != cardinal(number))
    yield from ("cem", "cento e")
    for hundreds in range(200, 1000, 100):
        yield from (cardinal(hundreds), f"{cardinal(hundreds)} e")
    for word in ("mil", "milhão", "milhões", "bilhão", "bilhões", "real", "reais", "de reais"):
        yield from (word, f"{word} e")
    yield from ("e", "de", "centavo", "centavos", "meia", "vírgula", "por cento")
    yield from (f"{spoken_day(day)} de" for day in range(1, 32))
    for month in MONTHS:
        yield from (month, f"{month} de")
    yield from (cardinal(year) for year in YEARS)


def _final() -> Iterator[str]:
    yield from DIGIT_WORDS
    yield from ("real", "reais", "de reais", "centavo", "centavos", "por cento")
    yield from MONTHS
    yield from (cardinal(year) for year in YEARS)
