"""What the cells of Brazilian spreadsheets mean: amounts, dates, text."""

import re
import unicodedata
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from domain.contact.ddd import UF_OF_DDD
from services.importing.errors import ValueRefused

MAX_AMOUNT_CENTS = 1_000_000_000
"""R$ 10 milhões: beyond it a misplaced decimal separator is likelier than a debt."""

_CURRENCY = re.compile(r"^(?:R\$|BRL)|\s+", re.IGNORECASE)
_PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?", re.ASCII)
_BRAZILIAN = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?", re.ASCII)
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+\.\d{1,2}", re.ASCII)
_FLOAT = re.compile(r"\d+\.\d{4,}", re.ASCII)
_DATE_FORMS = (
    re.compile(r"(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})[/.\-](?P<year>\d{4}|\d{2})", re.ASCII),
    re.compile(r"(?P<year>\d{4})[/.\-](?P<month>\d{1,2})[/.\-](?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})", re.ASCII),
)
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?$")
_SERIAL = re.compile(r"\d{5}(?:[.,]0+)?", re.ASCII)
_SERIAL_EPOCH = date(1899, 12, 30)
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}")
_UFS = frozenset(UF_OF_DDD.values())
_UF_OF_NAME = {
    "acre": "AC", "alagoas": "AL", "amapa": "AP", "amazonas": "AM", "bahia": "BA", "ceara": "CE",
    "distritofederal": "DF", "espiritosanto": "ES", "goias": "GO", "maranhao": "MA", "matogrosso": "MT",
    "matogrossodosul": "MS", "minasgerais": "MG", "para": "PA", "paraiba": "PB", "parana": "PR", "pernambuco": "PE",
    "piaui": "PI", "riodejaneiro": "RJ", "riograndedonorte": "RN", "riograndedosul": "RS", "rondonia": "RO",
    "roraima": "RR", "santacatarina": "SC", "saopaulo": "SP", "sergipe": "SE", "tocantins": "TO",
}  # fmt: skip


def plain(text: str) -> str:
    """Lower case letters and digits alone: `Data de Nascimento` and `data_de_nascimento` agree."""
    decomposed = unicodedata.normalize("NFKD", text).lower()
    return "".join(character for character in decomposed if character.isascii() and character.isalnum())


def clean_text(text: str) -> str:
    """Without control characters, and with single spaces."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def parse_amount(text: str) -> int:
    """Cents. A lone point before three digits separates thousands, as in Brazil. Raises ValueRefused."""
    written = _CURRENCY.sub("", text.strip())
    written = _CURRENCY.sub("", written)
    if written.startswith(("-", "(")) or written.endswith("-"):
        raise ValueRefused("o valor é negativo")
    cents = _cents(written)
    if cents <= 0:
        raise ValueRefused("o valor é zero")
    if cents > MAX_AMOUNT_CENTS:
        raise ValueRefused("o valor passa de R$ 10 milhões")
    return cents


def _cents(written: str) -> int:
    if _PLAIN.fullmatch(written):
        whole, _, fraction = written.replace(",", ".").partition(".")
        return int(whole) * 100 + int(fraction.ljust(2, "0") or 0)
    if _BRAZILIAN.fullmatch(written):
        return _cents(written.replace(".", ""))
    if _ENGLISH.fullmatch(written):
        return _cents(written.replace(",", ""))
    if _FLOAT.fullmatch(written):
        return int((Decimal(written) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    if re.fullmatch(r"\d+,\d{3,}", written, re.ASCII):
        raise ValueRefused("o valor tem mais de duas casas decimais")
    raise ValueRefused("não é um valor em reais")


@lru_cache(maxsize=16384)
def parse_date(text: str, *, latest_year: int) -> date:
    """Day first, year first, or a spreadsheet's serial number. Raises ValueRefused.

    Years of two digits fall in the hundred years up to `latest_year`.
    """
    written = _TIME.sub("", text.strip())
    if _SERIAL.fullmatch(written):
        return _within(_SERIAL_EPOCH + timedelta(days=int(written[:5])), latest_year)
    for form in _DATE_FORMS:
        if match := form.fullmatch(written):
            year = int(match["year"])
            if len(match["year"]) == 2:
                century = latest_year - latest_year % 100
                year += century if century + year <= latest_year else century - 100
            try:
                return _within(date(year, int(match["month"]), int(match["day"])), latest_year)
            except ValueError:
                break
    raise ValueRefused("não é uma data (use dd/mm/aaaa)")


def _within(day: date, latest_year: int) -> date:
    if not 1900 <= day.year <= latest_year:
        raise ValueRefused("o ano não faz sentido")
    return day


def parse_email(text: str) -> str:
    """Raises ValueRefused."""
    address = text.strip().lower()
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        raise ValueRefused("não é um endereço de e-mail")
    return address


def parse_uf(text: str) -> str:
    """The two letters, from them or from the state's name. Raises ValueRefused."""
    letters = text.strip().upper()
    if letters in _UFS:
        return letters
    if found := _UF_OF_NAME.get(plain(text)):
        return found
    raise ValueRefused("não é um estado brasileiro")
