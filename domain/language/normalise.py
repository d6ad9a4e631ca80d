"""Written text made speakable: symbols, abbreviations and figures that voices read wrongly become words."""

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Final

from domain.language.dates import spoken_date, spoken_time
from domain.language.digits import spoken_digits, spoken_percent
from domain.language.money import spoken_reais
from domain.language.names import spoken_name
from domain.language.numbers import LARGEST, cardinal, ordinal

_NUMBER: Final = r"\d{1,3}(?:\.\d{3})+|\d+"
_WORDS: Final = {
    "sr.": "senhor", "sra.": "senhora", "srs.": "senhores", "sras.": "senhoras", "dr.": "doutor", "dra.": "doutora",
    "s/a": "esse á", "s.a.": "esse á", "ltda.": "limitada", "ltda": "limitada", "cia.": "companhia", "nº": "número",
    "cpf": "cê pê efe", "cnpj": "cê ene pê jota", "sms": "esse eme esse", "pix": "pics", "tv": "tê vê",
    "e-mail": "imêil",
}  # fmt: skip
_ABBREVIATION: Final = re.compile(
    r"(?<!\w)(" + "|".join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True)) + r")(?!\w)",
    re.IGNORECASE,
)
_SHOUTED: Final = re.compile(r"\b[A-ZÀ-Ý]{3,}(?:\s+(?:[A-ZÀ-Ý]{2,}|E))*\b")


def speakable(text: str) -> str:
    """The same text with nothing left for a voice to guess; words and their order stay as written."""
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    for pattern, spoken in _FIGURES:
        text = pattern.sub(spoken, text)
    text = _ABBREVIATION.sub(lambda match: _WORDS[match[1].lower()], text)
    text = _SHOUTED.sub(lambda match: spoken_name(match[0]), text)
    return " ".join(text.split())


def _money(match: re.Match[str]) -> str:
    return spoken_reais(_whole(match["reais"]) * 100 + int((match["cents"] or "0").ljust(2, "0")))


def _date(match: re.Match[str]) -> str:
    year = int(match["year"] or 2000)
    try:
        day = date(year + 2000 if year < 100 else year, int(match["month"]), int(match["day"]))
    except ValueError:
        return match[0]
    return spoken_date(day, with_year=match["year"] is not None)


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    return spoken_time(time(hour, minute)) if hour < 24 and minute < 60 else match[0]


def _percent(match: re.Match[str]) -> str:
    return spoken_percent(Decimal(f"{_whole(match['whole'])}.{match['fraction'] or 0}"))


def _ordinal(match: re.Match[str]) -> str:
    number = int(match["number"])
    return ordinal(number, feminine=match["mark"] == "ª") if 1 <= number <= 99 else match[0]


def _number(match: re.Match[str]) -> str:
    figures = match[0]
    # Figures that no one counts with (leading zero, very long) are read one by one.
    if (figures[0] == "0" and len(figures) > 1) or _whole(figures) > LARGEST:
        return spoken_digits(figures.replace(".", ""))
    return cardinal(_whole(figures))


def _whole(figures: str) -> int:
    return int(figures.replace(".", ""))


_FIGURES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(rf"R\$\s*(?P<reais>{_NUMBER})(?:,(?P<cents>\d{{1,2}}))?(?!\d)"), _money),
    (re.compile(r"(?<!\d)(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?(?![\d/])"), _date),
    (re.compile(r"(?<!\d)(?P<hour>\d{1,2})h(?P<minute>\d{2})?(?!\w)"), _time),
    (re.compile(rf"(?P<whole>{_NUMBER})(?:,(?P<fraction>\d+))?\s*%"), _percent),
    (re.compile(r"(?<!\d)(?P<number>\d{1,2})(?P<mark>[ªº])"), _ordinal),
    (re.compile(_NUMBER), _number),
)
