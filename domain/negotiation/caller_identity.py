"""Is whoever called us the one they say they are? Two things typed on the keys, each known to few."""

from datetime import date
from typing import Final

DOCUMENT_START: Final = 3
CPF_DIGITS: Final = 11
BIRTH_DIGITS: Final = 4


def document_digits_asked(*, hinted: bool) -> int:
    """The first digits are enough where the calling number points at one person; else the CPF must find them."""
    return DOCUMENT_START if hinted else CPF_DIGITS


def is_caller(document: str, birth_date: date | None, *, typed_document: str, typed_birth: str) -> bool:
    """Without a birth date on file nobody can be told apart by keys: then a person has to ask."""
    if birth_date is None or len(typed_document) < DOCUMENT_START:
        return False
    birth = f"{birth_date.day:02d}{birth_date.month:02d}"
    return document.startswith(typed_document) and typed_birth == birth
