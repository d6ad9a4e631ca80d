"""The texts of messages: what each may and must say, checked before anything is sent by them."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.contact.facts import Channel
from domain.errors import DomainError
from domain.notice.notice import COLLECTS, NoticeKind
from domain.notice.sms import plain_sms, sms_length
from domain.notice.words import debt_word_in, threat_in

MOST_SEGMENTS: Final = 4


class Placeholder(StrEnum):
    NAME = "nome"
    COMPANY = "empresa"
    CREDITOR = "credor"
    CREDITOR_DOCUMENT = "credor_documento"
    TELEPHONE = "telefone"
    PROTOCOL = "protocolo"
    TERMS = "acordo"
    """The lines of the read-back."""
    INSTALLMENT = "parcela"
    AMOUNT = "valor"
    DUE = "vencimento"
    MEANS = "meio"
    """What the code is: Pix, boleto or a page to pay at."""
    CODE = "codigo"
    PAID = "pago"
    REMAINING = "restante"


_P, _K = Placeholder, NoticeKind
_PLACES: Final = frozenset(place.value for place in Placeholder)
_NEUTRAL: Final = frozenset({_P.NAME, _P.COMPANY, _P.TELEPHONE})
_WHO: Final = _NEUTRAL | {_P.CREDITOR, _P.CREDITOR_DOCUMENT, _P.PROTOCOL}
_TO_PAY: Final = frozenset({_P.INSTALLMENT, _P.AMOUNT, _P.DUE, _P.MEANS, _P.CODE})
MAY_SAY: Final[Mapping[NoticeKind, frozenset[Placeholder]]] = {
    _K.AGREEMENT: _WHO | _TO_PAY | {_P.TERMS},
    _K.PAYMENT_CODE: _WHO | _TO_PAY,
    _K.RECEIPT: _WHO | {_P.PAID, _P.REMAINING},
    _K.SETTLED: _WHO | {_P.PAID},
    _K.REMINDER: _NEUTRAL,
    _K.PROMISE: _NEUTRAL,
}
MUST_SAY: Final[Mapping[NoticeKind, frozenset[Placeholder]]] = {
    _K.AGREEMENT: frozenset({_P.PROTOCOL, _P.AMOUNT, _P.DUE, _P.CODE}),
    _K.PAYMENT_CODE: frozenset({_P.AMOUNT, _P.DUE, _P.CODE}),
    _K.RECEIPT: frozenset({_P.PAID, _P.PROTOCOL}),
    _K.SETTLED: frozenset({_P.PROTOCOL}),
    _K.REMINDER: frozenset({_P.COMPANY, _P.TELEPHONE}),
    _K.PROMISE: frozenset({_P.COMPANY, _P.TELEPHONE}),
}
_EMAIL_TOO: Final[Mapping[NoticeKind, frozenset[Placeholder]]] = {
    # CDC art. 42-A: a document that collects shows the supplier's name and document.
    _K.AGREEMENT: frozenset({_P.TERMS, _P.CREDITOR, _P.CREDITOR_DOCUMENT}),
    _K.PAYMENT_CODE: frozenset({_P.CREDITOR, _P.CREDITOR_DOCUMENT}),
}
_SUBJECT: Final = frozenset({_P.COMPANY, _P.PROTOCOL})
_LONGEST: Final[Mapping[Placeholder, str]] = {
    _P.NAME: "Maximiliano",
    _P.COMPANY: "E" * 30,
    _P.CREDITOR: "C" * 30,
    _P.CREDITOR_DOCUMENT: "00.000.000/0000-00",
    _P.TELEPHONE: "(11) 98765-4321",
    _P.PROTOCOL: "2026112400000000",
    _P.TERMS: "L" * 400,
    _P.INSTALLMENT: "parcela 18 de 18",
    _P.AMOUNT: "R$ 999.999,99",
    _P.DUE: "30/12/2026",
    _P.MEANS: "linha digitável do boleto",
    _P.CODE: "0" * 200,
    _P.PAID: "R$ 999.999,99",
    _P.REMAINING: "R$ 999.999,99",
}
"""As long as they come in practice; a dynamic Pix code has some 150 characters."""


class TemplateRefused(DomainError):
    """`where` is the place in the file, `reason` for the user in Portuguese."""

    def __init__(self, where: str, reason: str) -> None:
        self.where = where
        self.reason = reason
        super().__init__(f"{where}: {reason}")


@dataclass(frozen=True, slots=True)
class Template:
    """`subject` is an e-mail's. Make it with `checked_template`."""

    text: str
    subject: str = ""

    def placeholders(self) -> tuple[Placeholder, ...]:
        """Of the text, in their order."""
        return tuple(dict.fromkeys(Placeholder(name) for name in _names(self.text)))


def checked_template(kind: NoticeKind, channel: Channel, text: str, subject: str = "") -> Template:
    """Raises TemplateRefused."""
    where = f"{channel.value}.{kind.value}"
    said = _placeholders(where, text)
    _check_said(where, kind, channel, said)
    _check_words(where, kind, text)
    if channel is Channel.EMAIL:
        _check_subject(f"{where}.assunto", subject)
    elif subject:
        raise TemplateRefused(f"{where}.assunto", "só e-mail tem assunto")
    if channel is Channel.SMS:
        _check_length(where, text)
    return Template(text, subject)


def fill(text: str, values: Mapping[Placeholder, str]) -> str:
    """Raises KeyError for a placeholder without a value."""
    return text.format_map({place.value: value for place, value in values.items()})


def _placeholders(where: str, text: str) -> frozenset[Placeholder]:
    try:
        names = _names(text)
    except ValueError as error:
        raise TemplateRefused(where, "chaves { } sem par, ou com algo além do nome") from error
    for name in names:
        if name not in _PLACES:
            known = ", ".join(place.value for place in Placeholder)
            raise TemplateRefused(where, f"{{{name}}} não existe; existem {known}")
    return frozenset(Placeholder(name) for name in names)


def _names(text: str) -> list[str]:
    """Raises ValueError for braces that are no plain placeholder."""
    names = []
    for _, name, layout, conversion in string.Formatter().parse(text):
        if layout or conversion:
            raise ValueError("a placeholder is a name alone")
        if name is not None:
            names.append(name)
    return names


def _check_said(where: str, kind: NoticeKind, channel: Channel, said: frozenset[Placeholder]) -> None:
    for place in sorted(said - MAY_SAY[kind]):
        raise TemplateRefused(where, f"{{{place.value}}} não cabe nesta mensagem")
    must = MUST_SAY[kind] | (_EMAIL_TOO.get(kind, frozenset()) if channel is Channel.EMAIL else frozenset())
    for place in sorted(must - said):
        law = " (CDC art. 42-A)" if place in {_P.CREDITOR, _P.CREDITOR_DOCUMENT} else ""
        raise TemplateRefused(where, f"falta {{{place.value}}}{law}")


def _check_words(where: str, kind: NoticeKind, text: str) -> None:
    threat = threat_in(text)
    if threat:
        raise TemplateRefused(where, f"“{threat}” ameaça ou pressiona (CDC art. 42 e 71)")
    told = debt_word_in(text) if kind in COLLECTS else ""
    if told:
        raise TemplateRefused(where, f"“{told}” revela a terceiros do que se trata (CDC art. 42)")


def _check_subject(where: str, subject: str) -> None:
    if not 1 <= len(subject.strip()) <= 100 or "\n" in subject or "\r" in subject:
        raise TemplateRefused(where, "é uma linha de 1 a 100 caracteres")
    for place in sorted(_placeholders(where, subject) - _SUBJECT):
        raise TemplateRefused(where, f"{{{place.value}}} não cabe no assunto, que outros podem ler")
    told = threat_in(subject) or debt_word_in(subject)
    if told:
        raise TemplateRefused(where, f"“{told}” no assunto revela a terceiros do que se trata (CDC art. 42)")


def _check_length(where: str, text: str) -> None:
    longest = sms_length(plain_sms(fill(text, _LONGEST)))
    if longest.segments > MOST_SEGMENTS:
        said = f"{longest.segments} segmentos de {longest.alphabet.value.upper()}, no máximo {MOST_SEGMENTS}"
        raise TemplateRefused(where, f"SMS longo demais: {said}")
