"""How long an SMS is, and the same text in letters that cost one place each."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION: Final = frozenset("\f^{}\\[~]|€")
"""These take two places."""
_PLAIN: Final = {
    **dict.fromkeys("“”", '"'), **dict.fromkeys("‘’", "'"), **dict.fromkeys("–—", "-"),
    "…": "...", "\u00a0": " ", "º": "o", "ª": "a",
}  # fmt: skip


class Alphabet(StrEnum):
    GSM7 = "gsm7"
    UCS2 = "ucs2"


_WHOLE: Final = {Alphabet.GSM7: 160, Alphabet.UCS2: 70}
_PART: Final = {Alphabet.GSM7: 153, Alphabet.UCS2: 67}


@dataclass(frozen=True, slots=True)
class SmsLength:
    """`units`: places of GSM-7, or 16-bit units. Of more than one segment, each loses some to its header."""

    alphabet: Alphabet
    units: int
    segments: int


def sms_length(text: str) -> SmsLength:
    if all(char in _BASIC or char in _EXTENSION for char in text):
        sizes = [2 if char in _EXTENSION else 1 for char in text]
        return _length(Alphabet.GSM7, sizes)
    return _length(Alphabet.UCS2, [2 if ord(char) > 0xFFFF else 1 for char in text])


def plain_sms(text: str) -> str:
    """Accents off and typography plain, so that Portuguese fits GSM-7; what has no plain letter stays as it is."""
    return "".join(_plain(char) for char in unicodedata.normalize("NFC", text))


def _plain(char: str) -> str:
    if char in _BASIC or char in _EXTENSION:
        return char
    told = _PLAIN.get(char)
    if told is not None:
        return told
    letter = unicodedata.normalize("NFD", char)[0]
    return letter if letter in _BASIC else char


def _length(alphabet: Alphabet, sizes: list[int]) -> SmsLength:
    units = sum(sizes)
    if units <= _WHOLE[alphabet]:
        return SmsLength(alphabet, units, 1)
    # A character of two units is never cut in two: it goes to the next segment whole.
    segments, room = 1, _PART[alphabet]
    for size in sizes:
        if size > room:
            segments, room = segments + 1, _PART[alphabet]
        room -= size
    return SmsLength(alphabet, units, segments)
