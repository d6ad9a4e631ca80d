"""Names as people say them, and the plain spelling that finds a recorded one."""

import re
import unicodedata
from typing import Final

_PARTICLES: Final = frozenset({"da", "das", "de", "do", "dos", "e"})
_SHORT: Final = {
    "jr": "Júnior", "jr.": "Júnior", "fº": "Filho", "mª": "Maria", "ma.": "Maria", "sta.": "Santa", "sto.": "Santo",
    "ii": "Segundo", "iii": "Terceiro", "iv": "Quarto",
}  # fmt: skip
"""How registers shorten names; a voice would spell them."""
_SHORT_FIRST: Final = frozenset({"mª", "ma.", "sta.", "sto."})
"""Those that stand at the beginning of a name too: "II" there is nobody's."""
_BEGINNING: Final = re.compile(r"(?:^|(?<=[-'’]))\w")
_NOT_PLAIN: Final = re.compile(r"[^a-z0-9]+")


def first_name(full_name: str) -> str:
    """The first given name, capitalised: "MARIA APARECIDA DA SILVA" gives "Maria"; "" when there is none."""
    words = full_name.split()
    return spoken_name(words[0]) if words else ""


def spoken_name(name: str) -> str:
    """Capitals that a voice would spell out become a name: "JOÃO DA SILVA" gives "João da Silva"."""
    return " ".join(_capitalised(word, first=place == 0) for place, word in enumerate(name.split()))


def plain_key(text: str) -> str:
    """Lower-case ASCII letters and digits joined by "_": "José Antônio" gives "jose_antonio"."""
    folded = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode("ascii")
    return _NOT_PLAIN.sub("_", folded).strip("_")


def _capitalised(word: str, *, first: bool) -> str:
    lowered = word.lower()
    known = _SHORT.get(lowered) if not first or lowered in _SHORT_FIRST else None
    if known is not None:
        return known
    if lowered in _PARTICLES and not first:
        return lowered
    return _BEGINNING.sub(lambda match: match[0].upper(), lowered)
