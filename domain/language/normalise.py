"""Written text made speakable: symbols, abbreviations and figures that voices read wrongly become words."""

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Final

from domain.language.dates import at_time, spoken_date, spoken_month, spoken_time
from domain.language.digits import spelled, spoken_decimal, spoken_digits, spoken_document, spoken_phone
from domain.language.money import spoken_reais
from domain.language.names import spoken_name
from domain.language.numbers import LARGEST, cardinal, ordinal

_NUMBER: Final = r"\d{1,3}(?:\.\d{3})+|\d+"
_WORDS: Final = {
    "av.": "avenida", "pça.": "praça", "rod.": "rodovia", "apto.": "apartamento", "ap.": "apartamento",
    "prof.": "professor", "profa.": "professora", "n.º": "número", "tel.": "telefone", "venc.": "vencimento",
    "ref.": "referente", "parc.": "parcela", "obs.": "observação", "c/": "com", "p/": "para", "s/": "sem",
    "a.m.": "ao mês", "a.d.": "ao dia", "a.a.": "ao ano", "rg": "erre gê", "qr": "quiu ar", "whatsapp": "uótsap",
    "sr.": "senhor", "sra.": "senhora", "srs.": "senhores", "sras.": "senhoras", "dr.": "doutor", "dra.": "doutora",
    "s/a": "esse á", "s.a.": "esse á", "ltda.": "limitada", "ltda": "limitada", "cia.": "companhia", "nº": "número",
    "cpf": "cê pê efe", "cnpj": "cê ene pê jota", "sms": "esse eme esse", "pix": "pics", "tv": "tê vê",
    "e-mail": "imêil",
}  # fmt: skip
_ABBREVIATION: Final = re.compile(
    r"(?<!\w)(" + "|".join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True)) + r")(?!\w)",
    re.IGNORECASE,
)
_STREET: Final = re.compile(r"(?:(?<=^)|(?<=[,;:(] )|(?<=\bna )|(?<=\bà ))R\.(?=\s+[A-ZÀ-Ý])")
"""Before a name, where an address begins; elsewhere "R." is an initial."""
_VOWELS: Final = re.compile(r"[AEIOUYÀ-Ý]")
_FEMININE: Final = (
    r"parcelas?|prestaç(?:ão|ões)|d[íi]vidas?|faturas?|contas?|vias?|vez(?:es)?|tentativas?|liga(?:ção|ções)|mensage(?:m|ns)"
    r"|pessoas?|horas?|semanas?|cobranças?|opç(?:ão|ões)|cartas?|promessas?|propostas?|cotas?|chamadas?"
)
_SHOUTED: Final = re.compile(r"\b[A-ZÀ-Ý]{3,}(?:\s+(?:[A-ZÀ-Ý]{2,}|E))*\b")


def speakable(text: str) -> str:
    """The same text with nothing left for a voice to guess; words and their order stay as written."""
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    for pattern, spoken in _FIGURES:
        text = pattern.sub(spoken, text)
    text = _ABBREVIATION.sub(lambda match: _WORDS[match[1].lower()], text)
    text = _STREET.sub("rua", text)
    text = _SHOUTED.sub(lambda match: _quietly(match[0]), text)
    return " ".join(text.split())


def _quietly(shouted: str) -> str:
    """Capitals are a name, but what has no vowel is spelled: "BMG" is "bê eme gê"."""
    said = spoken_name(shouted).split()
    return " ".join(
        name if _VOWELS.search(word) else spelled(word) for word, name in zip(shouted.split(), said, strict=True)
    )


def _money(match: re.Match[str]) -> str:
    return spoken_reais(_whole(match["reais"]) * 100 + int((match["cents"] or "0").ljust(2, "0")))


def _round_money(match: re.Match[str]) -> str:
    return f"{_decimal(match)} {match['scale']}{' de' if match['scale'] != 'mil' else ''} reais"


def _document(match: re.Match[str]) -> str:
    return spoken_document(_NOT_SPELLED.sub("", match[0]))


def _phone(match: re.Match[str]) -> str:
    return spoken_phone(_NOT_SPELLED.sub("", match[0]))


def _free_phone(match: re.Match[str]) -> str:
    return spoken_digits(_NOT_SPELLED.sub("", match[0]), groups=(4, 3, 4))


def _decimal(match: re.Match[str]) -> str:
    return spoken_decimal(Decimal(f"{_whole(match['whole'])}.{match['fraction'] or 0}"))


def _month(match: re.Match[str]) -> str:
    return spoken_month(int(match["month"]), int(match["year"]))


def _at_time(match: re.Match[str]) -> str:
    moment = _moment(match)
    return match[0] if moment is None else at_time(moment)


def _moment(match: re.Match[str]) -> time | None:
    hour, minute = int(match["hour"]), int(match["minute"] or match["colon"] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _times(match: re.Match[str]) -> str:
    number = _whole(match["number"])
    return f"{cardinal(number, feminine=True)} {'vez' if number == 1 else 'vezes'}"


def _feminine(match: re.Match[str]) -> str:
    number = _whole(match["number"])
    return cardinal(number, feminine=True) if number <= LARGEST else match[0]


def _date(match: re.Match[str]) -> str:
    year = int(match["year"] or 2000)
    try:
        day = date(year + 2000 if year < 100 else year, int(match["month"]), int(match["day"]))
    except ValueError:
        return match[0]
    return spoken_date(day, with_year=match["year"] is not None)


def _time(match: re.Match[str]) -> str:
    moment = _moment(match)
    return match[0] if moment is None else spoken_time(moment)


def _percent(match: re.Match[str]) -> str:
    return f"{_decimal(match)} por cento"


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


_TIME: Final = r"(?P<hour>\d{1,2})(?:h(?P<minute>\d{2})?(?:min)?|:(?P<colon>\d{2})(?:\s?h)?)(?![\w:])"
_NOT_SPELLED: Final = re.compile(r"[^0-9A-Za-z]")
_FIGURES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)"), _document),
    (re.compile(r"(?<![\w.])[\dA-Z]{2}\.[\dA-Z]{3}\.[\dA-Z]{3}/[\dA-Z]{4}-\d{2}(?!\w)"), _document),
    (re.compile(r"(?<!\w)0[38]00[\s-]?\d{3}[\s-]?\d{4}(?!\w)"), _free_phone),
    (re.compile(r"(?<!\w)\(?\d{2}\)?\s?9?\d{4}-\d{4}(?!\w)"), _phone),
    (
        re.compile(
            rf"R\$\s*(?P<whole>{_NUMBER})(?:,(?P<fraction>\d+))?\s+(?P<scale>mil|milhão|milhões|bilhão|bilhões)\b"
        ),
        _round_money,
    ),
    (re.compile(rf"R\$\s*(?P<reais>{_NUMBER})(?:,(?P<cents>\d{{1,2}}))?(?!\d)"), _money),
    (re.compile(r"(?<!\d)(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?(?![\d/])"), _date),
    (re.compile(r"(?<![\d/])(?P<month>0?[1-9]|1[0-2])/(?P<year>\d{4})(?![\d/])"), _month),
    (re.compile(rf"(?<!\w)(?:às|à|as)\s+{_TIME}", re.IGNORECASE), _at_time),
    (re.compile(rf"(?<![\d:]){_TIME}"), _time),
    (re.compile(rf"(?P<whole>{_NUMBER})(?:,(?P<fraction>\d+))?\s*%"), _percent),
    (re.compile(r"(?<!\d)(?P<number>\d{1,2})\.?(?P<mark>[ªº])"), _ordinal),
    (re.compile(r"(?<![\d.,])(?P<number>\d{1,3})x(?!\w)"), _times),
    (re.compile(rf"(?<![\d.,])(?P<number>{_NUMBER})(?=\s+(?:{_FEMININE})\b)", re.IGNORECASE), _feminine),
    (re.compile(rf"(?<![\d.,])(?P<whole>{_NUMBER}),(?P<fraction>\d+)(?![\d,])"), _decimal),
    (re.compile(_NUMBER), _number),
)
