"""A Brazilian telephone number, from however a spreadsheet spells it to E.164, or the reason why not.

Only numbers of a person's own line are taken: fixed lines and mobiles of an existing DDD. Services (190, 0800, 4004),
collect calls and other countries are refused.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.contact.ddd import UF_OF_DDD
from domain.errors import DomainError


class PhoneKind(StrEnum):
    FIXED = "fixed"
    MOBILE = "mobile"


@dataclass(frozen=True, slots=True)
class Phone:
    number: str
    """E.164."""
    kind: PhoneKind
    derived: bool = False
    """The old eight-digit mobile was written: the ninth digit is our guess."""


class PhoneRefused(DomainError):
    """`reason` is for the user, in Portuguese, and does not repeat the number."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


_SEPARATORS = re.compile(r"[/;|,\n\r\t]+|\s+(?:e|ou|and|or)\s+", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"^\s*\d+(?:[.,]\d+)?E\+?\d+\s*$", re.IGNORECASE)
_DECIMAL_ZERO = re.compile(r"^\s*([0-9]{8,})[.,]0+\s*$")
_EXTENSION = re.compile(r"(?:\bramal\b|\br\.|\bext\b\.?|\bx(?=\s*\d)).*$", re.IGNORECASE)
_NOT_DIGITS = re.compile(r"[^0-9]+")
_SERVICE = re.compile(r"0?(?:300|303|304|500|800|900)\d{6,7}")
_NATIONWIDE = re.compile(r"(?:3003|400\d)\d{4}")
_COLLECT = re.compile(r"90(?:90|\d{2}(?:[1-9]\d))\d{8,9}")
_COUNTRY = "55"


def split_phones(text: str) -> list[str]:
    """The numbers written in one cell: `11 98765-4321 / 3456-7890` holds two."""
    whole = _DECIMAL_ZERO.match(text)
    if whole:
        return [whole[1]]
    if _SCIENTIFIC.match(text):
        return [text]
    return [part for part in (piece.strip() for piece in _SEPARATORS.split(text)) if _NOT_DIGITS.sub("", part)]


def parse_phone(text: str, *, ddd: str = "") -> Phone:
    """`ddd` is used when the number itself has none. Raises PhoneRefused."""
    if _SCIENTIFIC.match(text):
        raise PhoneRefused("a planilha trocou o número por notação científica (formate a coluna como texto)")
    whole = _DECIMAL_ZERO.match(text)
    written = whole[1] if whole else _EXTENSION.sub("", text)
    digits = _NOT_DIGITS.sub("", written)
    if written.lstrip(" (").startswith("+") and not digits.startswith(_COUNTRY):
        raise PhoneRefused("número de outro país")
    return _classify(_national(digits, _NOT_DIGITS.sub("", ddd).lstrip("0")))


def parse_published_number(text: str) -> str:
    """A number that debtors call us at: E.164, or a service number as it is dialled (`08001234567`).

    Raises PhoneRefused. Numbers such as 4004 are refused, for they are not reached from everywhere.
    """
    digits = _without_country(_NOT_DIGITS.sub("", text))
    return "0" + digits.removeprefix("0") if _SERVICE.fullmatch(digits) else parse_phone(text).number


def _national(digits: str, ddd: str) -> str:
    """DDD and local number, without trunk zero, carrier code or country code."""
    digits = _without_country(digits)
    _refuse_services(digits)
    if digits.startswith("0"):
        digits = digits[1:]
        if len(digits) in (12, 13):
            # 0 + carrier + DDD + number, as dialled on a telephone.
            digits = digits[2:]
    if len(digits) in (8, 9):
        if not ddd:
            raise PhoneRefused("sem DDD")
        digits = ddd + digits
    if not 10 <= len(digits) <= 11:
        raise PhoneRefused("faltam dígitos" if len(digits) < 10 else "sobram dígitos")
    return digits


def _without_country(digits: str) -> str:
    if digits.startswith("00"):
        digits = digits.lstrip("0")
        if not digits.startswith(_COUNTRY):
            raise PhoneRefused("número de outro país")
    while len(digits) >= 12 and digits.startswith(_COUNTRY):
        digits = digits[2:]
    return digits


def _refuse_services(digits: str) -> None:
    if len(digits) == 3:
        raise PhoneRefused("número de serviço (três dígitos)")
    if _SERVICE.fullmatch(digits):
        raise PhoneRefused("número de serviço (0800, 0300 e semelhantes)")
    if _NATIONWIDE.fullmatch(digits):
        raise PhoneRefused("número de serviço (4004, 3003 e semelhantes)")
    if len(digits) >= 12 and _COLLECT.fullmatch(digits):
        raise PhoneRefused("chamada a cobrar")


def _classify(national: str) -> Phone:
    ddd, local = national[:2], national[2:]
    if int(ddd) not in UF_OF_DDD:
        raise PhoneRefused(f"o DDD {ddd} não existe")
    if _NATIONWIDE.fullmatch(local):
        raise PhoneRefused("número de serviço (4004, 3003 e semelhantes)")
    if len(set(local[-8:])) == 1:
        raise PhoneRefused("dígitos repetidos")
    number = f"+{_COUNTRY}{ddd}{local}"
    if len(local) == 9:
        if not local.startswith("9"):
            raise PhoneRefused("celular de nove dígitos que não começa com 9")
        return Phone(number, PhoneKind.MOBILE)
    if local[0] in "2345":
        return Phone(number, PhoneKind.FIXED)
    if local[0] in "6789":
        return Phone(f"+{_COUNTRY}{ddd}9{local}", PhoneKind.MOBILE, derived=True)
    raise PhoneRefused("não é número de telefone fixo nem de celular")
