"""Looks at every dependency and connection, and says how to mend what is wrong."""

import asyncio
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import KW_ONLY, dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from adapters.storage.migrate import current_revision, is_current
from domain.contact.facts import Channel
from runtime.asterisk_instance import AsteriskError, find_asterisk
from runtime.home import HomeInUse, owned
from runtime.notices import NEEDS, chosen
from runtime.payments import PIX_NEEDS
from runtime.ports import is_taken
from runtime.settings import Settings, SettingsError
from runtime.switch import asterisk_root
from runtime.trunks import trunks_of
from services.ports.storage import StorageError

_SETUP = "rode scripts/setup.sh"
_LEAST_FREE_BYTES = 2_000_000_000
_CONNECT_SECONDS = 3.0


class Verdict(StrEnum):
    FINE = "ok"
    WARNING = "atenção"
    BROKEN = "falha"


@dataclass(frozen=True, slots=True)
class Finding:
    """`mend` is empty when there is nothing to mend."""

    subject: str
    verdict: Verdict
    what: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class _House:
    """`running`: whether a `concilia up` holds the state folder now."""

    settings: Settings
    _: KW_ONLY
    running: bool


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding, as it is made; none of the looks changes anything."""
    house = _House(settings, running=_is_running(settings))
    for look in _LOOKS:
        yield look(house)


def _python(_house: _House) -> Finding:
    return Finding("Python", Verdict.FINE, sys.version.split()[0])


def _state(house: _House) -> Finding:
    home = house.settings.home.resolve()
    existing = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    text = f"{home}{', em uso por uma Concilia de pé' if house.running else ''}; {free / 1e9:.1f} GB livres"
    if free < _LEAST_FREE_BYTES:
        return Finding("Estado", Verdict.WARNING, text, "libere espaço: gravações crescem 1 MB por minuto falado")
    return Finding("Estado", Verdict.FINE, text)


def _database(house: _House) -> Finding:
    kind = "PostgreSQL" if house.settings.database.startswith("postgresql") else "SQLite"
    if kind == "SQLite" and not Path(house.settings.database.removeprefix("sqlite:///")).exists():
        return Finding(
            "Banco", Verdict.WARNING, f"{kind}: ainda não existe", "rode `concilia migrate` (ou `concilia up`)"
        )
    try:
        revision = current_revision(house.settings.database)
        current = is_current(house.settings.database)
    except StorageError as error:
        return Finding(
            "Banco", Verdict.BROKEN, f"{kind}: {error}", "confira CONCILIA_DATABASE_URL e se o servidor está de pé"
        )
    if not current:
        return Finding("Banco", Verdict.BROKEN, f"{kind} na versão {revision}", "rode `concilia migrate`")
    return Finding("Banco", Verdict.FINE, f"{kind} na versão {revision}")


def _broker(house: _House) -> Finding:
    if house.settings.mqtt_host or house.running:
        host = house.settings.mqtt_host or "127.0.0.1"
        return _connection(
            "Broker MQTT", host, house.settings.mqtt_port, "confira CONCILIA_MQTT_HOST e CONCILIA_MQTT_PORT"
        )
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        return Finding(
            "Broker MQTT", Verdict.BROKEN, "Mosquitto não instalado", f"{_SETUP}, ou aponte CONCILIA_MQTT_HOST"
        )
    return Finding("Broker MQTT", Verdict.FINE, f"{found}, iniciado por `concilia up`")


def _asterisk(house: _House) -> Finding:
    if not house.settings.asterisk_managed or house.running:
        return _connection(
            "Asterisk (AMI)", house.settings.ami_host, house.settings.ami_port, "confira CONCILIA_AMI_HOST e _PORT"
        )
    try:
        program = asyncio.run(find_asterisk(asterisk_root(house.settings)))
    except AsteriskError as error:
        return Finding("Asterisk", Verdict.BROKEN, str(error), _SETUP)
    return Finding("Asterisk", Verdict.FINE, program.command[-1])


def _voice(_house: _House) -> Finding:
    best = shutil.which("RHVoice-test")
    spare = shutil.which("espeak-ng")
    if best:
        return Finding("Voz", Verdict.FINE, f"RHVoice em {best}")
    if spare:
        return Finding("Voz", Verdict.WARNING, "só o espeak-ng, de voz metálica", f"{_SETUP} (instala o RHVoice)")
    return Finding("Voz", Verdict.BROKEN, "nenhum sintetizador", _SETUP)


def _supervision(_house: _House) -> Finding:
    found = shutil.which("setpriv")
    if found is None:
        return Finding("setpriv", Verdict.BROKEN, "não instalado", "instale o pacote util-linux")
    return Finding("setpriv", Verdict.FINE, found)


def _screens(_house: _House) -> Finding:
    import web  # noqa: PLC0415 - only its folder is wanted

    folder = Path(web.__file__).parent / "static"
    if not (folder / "index.html").exists():
        return Finding("Telas", Verdict.BROKEN, "não construídas", "rode `make build`")
    return Finding("Telas", Verdict.FINE, str(folder))


def _web_port(house: _House) -> Finding:
    taken = is_taken(house.settings.http_port, host=house.settings.http_host)
    if house.running and taken:
        return Finding("Porta das telas", Verdict.FINE, f"{house.settings.web_url} atende")
    if house.running:
        return Finding(
            "Porta das telas", Verdict.BROKEN, f"{house.settings.web_url} não atende", "veja logs/api.log no estado"
        )
    if taken:
        mend = "libere a porta ou escolha outra com CONCILIA_HTTP_PORT"
        return Finding("Porta das telas", Verdict.BROKEN, f"a porta {house.settings.http_port} está em uso", mend)
    return Finding("Porta das telas", Verdict.FINE, f"{house.settings.http_port} livre")


def _trunk(house: _House) -> Finding:
    try:
        trunks = trunks_of(house.settings)
    except SettingsError as error:
        return Finding("Tronco SIP", Verdict.BROKEN, str(error), "corrija o arquivo de CONCILIA_TRUNKS_FILE")
    if not trunks:
        return Finding("Tronco SIP", Verdict.WARNING, "nenhum", "defina CONCILIA_TRUNK_HOST: sem ele nada é discado")
    for trunk in trunks:
        try:
            socket.getaddrinfo(trunk.host, trunk.port)
        except OSError:
            mend = f"confira o endereço do tronco {trunk.name}"
            return Finding("Tronco SIP", Verdict.BROKEN, f"{trunk.host} não tem endereço", mend)
    found = ", ".join(f"{trunk.name} {trunk.host}:{trunk.port} ({trunk.transport})" for trunk in trunks)
    return Finding("Tronco SIP", Verdict.FINE, found)


def _messages(house: _House) -> Finding:
    settings = house.settings
    ways = {channel: chosen(settings, channel) for channel in (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP)}
    told = ", ".join(f"{channel.value} {how}" for channel, how in ways.items())
    for channel, how in ways.items():
        for name in NEEDS.get((channel.value, how), ()):
            try:
                settings.require(name)
            except SettingsError as error:
                return Finding(
                    "Mensagens", Verdict.BROKEN, f"{channel.value} por {how}: {error}", "veja docs/notices.md"
                )
    for host, port in _message_hosts(settings):
        found = _connection("Mensagens", host, port, "confira CONCILIA_NOTICE_* e a rede")
        if found.verdict is Verdict.BROKEN:
            return found
    if set(ways.values()) == {"off"}:
        mend = "defina CONCILIA_NOTICE_EMAIL, _SMS ou _WHATSAPP: sem elas o código de pagamento não sai"
        return Finding("Mensagens", Verdict.WARNING, "nenhum canal", mend)
    return Finding("Mensagens", Verdict.FINE, told)


def _payments(house: _House) -> Finding:
    settings = house.settings
    if settings.payment_provider == "sandbox":
        mend = "" if settings.demo else "em produção escolha o PSP em CONCILIA_PAYMENT_PROVIDER (docs/payments.md)"
        verdict = Verdict.FINE if settings.demo else Verdict.WARNING
        return Finding("Pagamentos", verdict, "banco de brinquedo: não movimenta dinheiro", mend)
    try:
        settings.require(*PIX_NEEDS)
    except SettingsError as error:
        return Finding("Pagamentos", Verdict.BROKEN, str(error), "veja docs/payments.md")
    address = urlsplit(settings.payment_pix_url)
    return _connection("Pagamentos", address.hostname or "", address.port or 443, "confira CONCILIA_PAYMENT_PIX_URL")


def _message_hosts(settings: Settings) -> Iterator[tuple[str, int]]:
    if settings.notice_email == "smtp":
        yield settings.notice_smtp_host, settings.notice_smtp_port
    for way, url in (
        (settings.notice_sms, settings.notice_sms_url),
        (settings.notice_whatsapp, settings.notice_whatsapp_url),
    ):
        parts = urlsplit(url)
        if way == "gateway" and parts.hostname:
            yield parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


_LOOKS: tuple[Callable[[_House], Finding], ...] = (
    _python,
    _supervision,
    _state,
    _database,
    _broker,
    _asterisk,
    _voice,
    _screens,
    _web_port,
    _trunk,
    _messages,
    _payments,
)


def _is_running(settings: Settings) -> bool:
    if not (settings.home / "lock").exists():
        return False
    try:
        with owned(settings.home):
            return False
    except HomeInUse:
        return True


def _connection(subject: str, host: str, port: int, mend: str) -> Finding:
    try:
        socket.create_connection((host, port), _CONNECT_SECONDS).close()
    except OSError as error:
        return Finding(subject, Verdict.BROKEN, f"{host}:{port} não responde ({error.strerror or error})", mend)
    return Finding(subject, Verdict.FINE, f"{host}:{port} atende")
