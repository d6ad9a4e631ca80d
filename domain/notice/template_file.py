"""A portfolio's own texts as a TOML file; what it does not say, the house says in its own words."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from domain.contact.facts import Channel
from domain.notice.contact import MESSAGE_CHANNELS
from domain.notice.notice import NoticeKind
from domain.notice.template import Template, TemplateRefused, checked_template

_LONGEST_FILE: Final = 64 * 1024
_KINDS: Final = frozenset(kind.value for kind in NoticeKind)
_Place = tuple[Channel, NoticeKind]

DEFAULT_TEXTS: Final = '''\
[sms]
agreement = """{empresa}: ola {nome}, protocolo {protocolo}. {parcela}: {valor} ate {vencimento}. {meio}:
{codigo}"""
payment_code = """{empresa}: {nome}, {parcela}: {valor} ate {vencimento}. {meio}:
{codigo}"""
receipt = "{empresa}: recebemos {pago}. Protocolo {protocolo}. Falta {restante}. Obrigado, {nome}."
settled = "{empresa}: recebemos {pago}. Protocolo {protocolo}: tudo quitado. Obrigado, {nome}."
reminder = "{empresa}: recado para {nome}. Por favor, retorne para {telefone}, dias uteis das 8h as 18h."
promise = "{empresa}: {nome}, um lembrete do que combinamos para estes dias. Se precisar, ligue para {telefone}."

[whatsapp]
agreement = """Olá, {nome}. Aqui é {empresa}. Protocolo {protocolo}.
{acordo}
Pagamento: {parcela}, {valor} até {vencimento}. {meio}:
{codigo}"""
payment_code = """Olá, {nome}. Aqui é {empresa}. Pagamento: {parcela}, {valor} até {vencimento}. {meio}:
{codigo}"""
receipt = "Olá, {nome}. Aqui é {empresa}. Recebemos {pago}. Protocolo {protocolo}. Falta {restante}. Obrigado."
settled = "Olá, {nome}. Aqui é {empresa}. Recebemos {pago} e o protocolo {protocolo} está quitado. Obrigado."
reminder = "Recado para {nome}. Por favor, retorne para {empresa}, {telefone}, dias úteis das oito às dezoito."
promise = "Olá, {nome}. Aqui é {empresa}, com um lembrete do que combinamos para estes dias. Se precisar: {telefone}."

[email.agreement]
assunto = "{empresa}: protocolo {protocolo}"
texto = """Olá, {nome}.

Protocolo {protocolo}.
{acordo}

Credor: {credor}, {credor_documento}.

Pagamento: {parcela}, {valor} até {vencimento}. {meio}:

{codigo}

Dúvidas: {empresa}, {telefone}."""

[email.payment_code]
assunto = "{empresa}: o código que você pediu"
texto = """Olá, {nome}.

Pagamento: {parcela}, {valor} até {vencimento}. {meio}:

{codigo}

Credor: {credor}, {credor_documento}. Protocolo {protocolo}.

Dúvidas: {empresa}, {telefone}."""

[email.receipt]
assunto = "{empresa}: recebemos, obrigado"
texto = """Olá, {nome}.

Recebemos {pago}. Protocolo {protocolo}. Falta {restante}.

{empresa}, {telefone}."""

[email.settled]
assunto = "{empresa}: protocolo {protocolo} concluído"
texto = """Olá, {nome}.

Recebemos {pago}. O protocolo {protocolo}, com {credor}, está quitado.
Guarde esta mensagem: ela é o seu comprovante de quitação.

{empresa}, {telefone}."""

[email.reminder]
assunto = "{empresa}: recado"
texto = "Recado para {nome}. Por favor, retorne para {empresa}, {telefone}, dias úteis das oito às dezoito."

[email.promise]
assunto = "{empresa}: lembrete"
texto = "Olá, {nome}. Um lembrete do que combinamos para estes dias. Se precisar, ligue para {empresa}, {telefone}."
'''


@dataclass(frozen=True, slots=True)
class Templates:
    own: Mapping[_Place, Template]

    def of(self, channel: Channel, kind: NoticeKind) -> Template:
        return self.own.get((channel, kind)) or _house()[channel, kind]


def parse_templates(text: str) -> Templates:
    """Raises TemplateRefused."""
    if len(text) > _LONGEST_FILE:
        raise TemplateRefused("arquivo", "grande demais")
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TemplateRefused("arquivo", f"não é um TOML válido: {error}") from error
    return Templates(MappingProxyType(dict(_read(told))))


@lru_cache(maxsize=1)
def _house() -> Mapping[_Place, Template]:
    return dict(_read(tomllib.loads(DEFAULT_TEXTS)))


def _read(told: Mapping[str, Any]) -> Iterator[tuple[_Place, Template]]:
    for name, texts in told.items():
        if name not in {channel.value for channel in MESSAGE_CHANNELS}:
            known = ", ".join(channel.value for channel in MESSAGE_CHANNELS)
            raise TemplateRefused(name, f"não é um canal de mensagem: {known}")
        if not isinstance(texts, Mapping):
            raise TemplateRefused(name, f"escreva uma tabela [{name}]")
        for kind, given in texts.items():
            yield _one(Channel(name), kind, given)


def _one(channel: Channel, kind: str, given: Any) -> tuple[_Place, Template]:
    where = f"{channel.value}.{kind}"
    if kind not in _KINDS:
        known = ", ".join(NoticeKind)
        raise TemplateRefused(where, f"não é uma mensagem: {known}")
    text, subject = _parts(where, given) if channel is Channel.EMAIL else (given, "")
    if not isinstance(text, str) or not isinstance(subject, str):
        raise TemplateRefused(where, "é um texto entre aspas")
    return (channel, NoticeKind(kind)), checked_template(NoticeKind(kind), channel, text, subject)


def _parts(where: str, given: Any) -> tuple[Any, Any]:
    if not isinstance(given, Mapping) or set(given) != {"assunto", "texto"}:
        raise TemplateRefused(where, "tem assunto e texto, e nada mais")
    return given["texto"], given["assunto"]
