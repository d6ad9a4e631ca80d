"""Where a message arrives: checked, and masked for a screen or for saying aloud."""

import re
from dataclasses import dataclass, field
from typing import Final

from domain.contact.facts import Channel
from domain.contact.phone import PhoneKind, PhoneRefused, parse_phone
from domain.errors import DomainError

MESSAGE_CHANNELS: Final = (Channel.SMS, Channel.WHATSAPP, Channel.EMAIL)
_MAILBOX: Final = r"[a-z0-9!#$%&'*+/=?^_`{|}~-][a-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}"
_HOST: Final = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
_EMAIL: Final = re.compile(f"{_MAILBOX}@{_HOST}")
_SPOKEN_DIGITS: Final = 4
_EMAIL_LENGTH: Final = 254


class ContactRefused(DomainError):
    """`reason` is for the user, in Portuguese, and does not repeat the address."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class SpokenContact:
    """What may be said aloud of a contact, so that only who knows it recognises it.

    A telephone: its last four digits. An e-mail: its first letter, and its provider as in `gmail.com`.
    """

    digits: str = ""
    letter: str = ""
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """`address` is E.164, or an e-mail in small letters; make it with `contact_at`."""

    channel: Channel
    address: str = field(repr=False)

    @property
    def number(self) -> str:
        """Empty for an e-mail."""
        return "" if self.channel is Channel.EMAIL else self.address

    @property
    def masked(self) -> str:
        """For screens of those who need not know it."""
        return mask_address(self.address)

    @property
    def spoken(self) -> SpokenContact:
        if self.number:
            return SpokenContact(digits=self.address[-_SPOKEN_DIGITS:])
        name, _, provider = self.address.partition("@")
        return SpokenContact(letter=name[0], provider=provider)


def contact_at(channel: Channel, address: str) -> Contact:
    """Raises ContactRefused."""
    if channel is Channel.EMAIL:
        written = address.strip().lower()
        if len(written) > _EMAIL_LENGTH or ".." in written or _EMAIL.fullmatch(written) is None:
            raise ContactRefused("não é um endereço de e-mail")
        return Contact(channel, written)
    if channel not in MESSAGE_CHANNELS:
        raise ContactRefused("por este canal não se mandam mensagens")
    try:
        phone = parse_phone(address)
    except PhoneRefused as error:
        raise ContactRefused(error.reason) from error
    if phone.kind is not PhoneKind.MOBILE:
        raise ContactRefused("telefone fixo não recebe mensagem")
    return Contact(channel, phone.number)


def mask_address(address: str) -> str:
    """`(11) •••••-4321`, `m•••@gmail.com`."""
    if "@" in address:
        name, _, provider = address.partition("@")
        return f"{name[:1]}•••@{provider}"
    national = address.removeprefix("+55")
    return f"({national[:2]}) {'•' * (len(national) - 6)}-{national[-_SPOKEN_DIGITS:]}"
