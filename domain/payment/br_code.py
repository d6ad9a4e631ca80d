"""Pix BR Code: the copy-and-paste text, and the QR made of it (BCB, Manual de Padrões para Iniciação do Pix)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from domain.errors import DomainError
from domain.payment.crc16 import crc16

PIX_GUI = "br.gov.bcb.pix"
MERCHANT_ACCOUNT = "26"
RECURRENCE = "80"
NAME_LIMIT = 25
CITY_LIMIT = 15
MAX_AMOUNT_CENTS = 9_999_999_999
_TXID = re.compile(r"[a-zA-Z0-9]{1,25}|\*\*\*")
_AMOUNT = re.compile(r"\d{1,10}(\.\d{1,2})?")


class BrCodeError(DomainError):
    """The BR Code cannot be built or is not valid; the message says which field and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrCode:
    """One payment request. Static: `key`. Dynamic: `url` (without scheme), where the wallet finds the amount.

    `amount_cents` None means that the payer types the amount (static) or that the charge says it (dynamic).
    `recurrence_url` is that of a Pix Automático authorisation offered with the payment.
    """

    name: str
    city: str
    key: str | None = None
    url: str | None = None
    amount_cents: int | None = None
    txid: str = "***"
    info: str | None = None
    recurrence_url: str | None = None
    single_use: bool = field(default=False)

    def __post_init__(self) -> None:
        if (self.key is None) == (self.url is None):
            raise BrCodeError("a BR Code has either a key (static) or a url (dynamic)")
        if not _TXID.fullmatch(self.txid):
            raise BrCodeError("txid: 1 to 25 letters and digits, or ***")
        if self.amount_cents is not None and not 1 <= self.amount_cents <= MAX_AMOUNT_CENTS:
            raise BrCodeError("amount: from 0,01 to 99.999.999,99")
        _check_text("name", self.name, NAME_LIMIT)
        _check_text("city", self.city, CITY_LIMIT)


def plain_name(text: str, limit: int) -> str:
    """A name as the payload wants it: unaccented ASCII, single spaces, cut at `limit`."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(ascii_text.split())[:limit].strip()


def build_br_code(code: BrCode) -> str:
    """The copy-and-paste payload with its CRC. Raises BrCodeError when a field does not fit its two-digit length."""
    account = _field("00", PIX_GUI)
    if code.key is not None:
        account += _field("01", code.key) + (_field("02", code.info) if code.info else "")
    else:
        account += _field("25", code.url or "")
    body = _field("00", "01")
    body += _field("01", "12") if code.url is not None or code.single_use else ""
    body += _field(MERCHANT_ACCOUNT, account) + _field("52", "0000") + _field("53", "986")
    if code.amount_cents is not None:
        body += _field("54", f"{code.amount_cents // 100}.{code.amount_cents % 100:02d}")
    body += _field("58", "BR") + _field("59", code.name) + _field("60", code.city)
    body += _field("62", _field("05", code.txid))
    if code.recurrence_url is not None:
        body += _field(RECURRENCE, _field("00", PIX_GUI) + _field("25", code.recurrence_url))
    body += "6304"
    return body + crc16(body)


def parse_br_code(payload: str) -> BrCode:
    """Read and validate a payload: lengths, CRC, the Pix account and the fixed fields. Raises BrCodeError."""
    if crc16(payload[:-4]) != payload[-4:] or payload[-8:-4] != "6304":
        raise BrCodeError("CRC: does not match the payload")
    fields = dict(_read_fields(payload[:-8]))
    _require(fields, {"00": "01", "53": "986", "58": "BR", "52": "0000"})
    account = dict(_read_fields(fields.get(MERCHANT_ACCOUNT, "")))
    if account.get("00", "").lower() != PIX_GUI:
        raise BrCodeError("26: not a Pix account")
    recurrence = dict(_read_fields(fields.get(RECURRENCE, "")))
    return BrCode(
        name=fields.get("59", ""),
        city=fields.get("60", ""),
        key=account.get("01"),
        url=account.get("25"),
        amount_cents=_cents(fields["54"]) if "54" in fields else None,
        txid=dict(_read_fields(fields.get("62", ""))).get("05", "***"),
        info=account.get("02"),
        recurrence_url=recurrence.get("25"),
        single_use=fields.get("01") == "12" and "01" in account,
    )


def _field(tag: str, value: str) -> str:
    if not 1 <= len(value) <= 99:
        raise BrCodeError(f"{tag}: 1 to 99 characters")
    return f"{tag}{len(value):02d}{value}"


def _read_fields(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(text):
        tag, length = text[position : position + 2], text[position + 2 : position + 4]
        if not (tag.isascii() and tag.isdigit() and len(length) == 2 and length.isascii() and length.isdigit()):
            raise BrCodeError(f"field at character {position}: two digits of tag and two of length")
        value = text[position + 4 : position + 4 + int(length)]
        if len(value) != int(length):
            raise BrCodeError(f"{tag}: says {int(length)} characters and has {len(value)}")
        yield tag, value
        position += 4 + int(length)


def _require(fields: Mapping[str, str], expected: Mapping[str, str]) -> None:
    for tag, value in expected.items():
        if fields.get(tag) != value:
            raise BrCodeError(f"{tag}: must be {value}")


def _cents(text: str) -> int:
    if not _AMOUNT.fullmatch(text):
        raise BrCodeError("54: an amount such as 1234.56")
    whole, _, fraction = text.partition(".")
    return int(whole) * 100 + int(fraction.ljust(2, "0"))


def _check_text(name: str, value: str, limit: int) -> None:
    if not 1 <= len(value) <= limit or not value.isprintable():
        raise BrCodeError(f"{name}: 1 to {limit} printable characters")
