"""Whole numbers in words, in either gender, and ordinals."""

from typing import Final

LARGEST: Final = 999_999_999_999

_UNITS: Final = (
    "zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze", "doze", "treze",
    "quatorze", "quinze", "dezesseis", "dezessete", "dezoito", "dezenove",
)  # fmt: skip
_TENS: Final = (
    "-", "-", "vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa",
)  # fmt: skip
_HUNDREDS: Final = (
    "-", "cento", "duzentos", "trezentos", "quatrocentos", "quinhentos", "seiscentos", "setecentos", "oitocentos",
    "novecentos",
)  # fmt: skip
_FEMININE: Final = {1: "uma", 2: "duas"}
_ORDINAL_UNITS: Final = (
    "-", "primeiro", "segundo", "terceiro", "quarto", "quinto", "sexto", "sétimo", "oitavo", "nono",
)  # fmt: skip
_ORDINAL_TENS: Final = (
    "-", "décimo", "vigésimo", "trigésimo", "quadragésimo", "quinquagésimo", "sexagésimo", "septuagésimo",
    "octogésimo", "nonagésimo",
)  # fmt: skip


def cardinal(number: int, *, feminine: bool = False) -> str:
    """`number` in words without commas, 0 to 999 billion: "mil duzentos e trinta e quatro", "vinte e duas".

    "e" joins the last group when it is below a hundred or a round hundred, as official texts do ("mil e cem").
    """
    if not 0 <= number <= LARGEST:
        raise ValueError(f"{number} cannot be spoken")
    if number == 0:
        return _UNITS[0]
    groups = _groups(number)
    words = [_group_words(value, power, feminine=feminine) for value, power in groups]
    last_value = groups[-1][0]
    if len(words) > 1 and (last_value < 100 or last_value % 100 == 0):
        words.insert(-1, "e")
    return " ".join(words)


def ordinal(number: int, *, feminine: bool = False) -> str:
    """1 to 99: "primeiro", "segunda", "vigésima primeira"."""
    if not 1 <= number <= 99:
        raise ValueError(f"{number} has no spoken ordinal here")
    tens, units = divmod(number, 10)
    words = [word for word, digit in ((_ORDINAL_TENS[tens], tens), (_ORDINAL_UNITS[units], units)) if digit]
    return " ".join(word[:-1] + "a" if feminine else word for word in words)


def _groups(number: int) -> list[tuple[int, int]]:
    """The thousands groups that are not zero, highest first, each with its power of a thousand."""
    groups = []
    for power in (3, 2, 1, 0):
        value = number // 1000**power % 1000
        if value:
            groups.append((value, power))
    return groups


def _group_words(value: int, power: int, *, feminine: bool) -> str:
    if power == 0:
        return _below_thousand(value, feminine=feminine)
    if power == 1:
        # "mil", never "um mil"; what is counted in thousands lends its gender ("duas mil parcelas").
        return "mil" if value == 1 else f"{_below_thousand(value, feminine=feminine)} mil"
    singular, plural = ("milhão", "milhões") if power == 2 else ("bilhão", "bilhões")
    return f"{_below_thousand(value, feminine=False)} {singular if value == 1 else plural}"


def _below_thousand(value: int, *, feminine: bool) -> str:
    if value == 100:
        return "cem"
    hundreds, rest = divmod(value, 100)
    parts = []
    if hundreds:
        word = _HUNDREDS[hundreds]
        # "cento" has no gender; "duzentos" and the rest do.
        parts.append(word[:-2] + "as" if feminine and hundreds > 1 else word)
    if rest:
        parts.append(_below_hundred(rest, feminine=feminine))
    return " e ".join(parts)


def _below_hundred(value: int, *, feminine: bool) -> str:
    if value < 20:
        return _FEMININE.get(value, _UNITS[value]) if feminine else _UNITS[value]
    tens, units = divmod(value, 10)
    if not units:
        return _TENS[tens]
    return f"{_TENS[tens]} e {_below_hundred(units, feminine=feminine)}"
