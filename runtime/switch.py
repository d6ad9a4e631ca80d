"""From settings to the product's own Asterisk."""

import ipaddress
import shutil
import socket
from pathlib import Path

from asterisk_conf.render import render_conf
from asterisk_conf.settings import AsteriskSettings, SeatSettings, TrunkSettings
from runtime.asterisk_instance import AsteriskInstance, Port
from runtime.settings import Settings
from runtime.trunks import trunks_of
from services.seats import seat_name, seat_secret


def asterisk_settings(settings: Settings) -> AsteriskSettings:
    return AsteriskSettings(
        recordings_dir=settings.recordings,
        sounds_dir=settings.sounds,
        ami_host=settings.ami_bind,
        ami_port=settings.ami_port,
        ami_username=settings.ami_username,
        ami_secret=settings.ami_secret.get_secret_value(),
        ami_permit=settings.ami_permit,
        http_host=settings.asterisk_http_bind,
        http_port=settings.asterisk_http_port,
        fastagi_host=settings.fastagi_host,
        fastagi_port=settings.fastagi_port,
        sip_host=sip_address(settings),
        sip_port=settings.asterisk_sip_port,
        media_address=media_address(settings),
        external_address=settings.asterisk_external_address,
        rtp_start=settings.asterisk_rtp_start,
        rtp_end=settings.asterisk_rtp_end,
        trunks=_trunks(settings),
        trunk_codec=settings.trunk_codec,
        seats=seats(settings),
    )


def product_asterisk(settings: Settings) -> AsteriskInstance:
    return AsteriskInstance(
        state_dir=settings.home / "asterisk",
        files=render_conf(asterisk_settings(settings)),
        root=asterisk_root(settings),
        ports=(
            Port(purpose="AMI", number=settings.ami_port, host=settings.ami_bind),
            Port(purpose="HTTP", number=settings.asterisk_http_port, host=settings.asterisk_http_bind),
            Port(purpose="SIP", number=settings.asterisk_sip_port, host=sip_address(settings), udp=True),
        ),
    )


def asterisk_root(settings: Settings) -> Path | None:
    """The unpacked Asterisk, or None for the one installed on the machine, which is preferred when new enough."""
    root = settings.asterisk_root
    installed = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    return None if installed and not (root / "usr/sbin/asterisk").exists() else root


def seats(settings: Settings) -> tuple[SeatSettings, ...]:
    key = settings.secret_key.get_secret_value()
    names = [seat_name(number) for number in range(1, settings.seats + 1)]
    webrtc = settings.seat_kind == "webrtc"
    return tuple(SeatSettings(name=name, secret=seat_secret(key, name), webrtc=webrtc) for name in names)


def sip_address(settings: Settings) -> str:
    """Where SIP listens: as set, else loopback unless the trunk is elsewhere."""
    near = all(_is_near(trunk.host) for trunk in trunks_of(settings))
    return settings.asterisk_sip_host or ("127.0.0.1" if near else "0.0.0.0")


def media_address(settings: Settings) -> str:
    """The address told to the other side for audio: as set, else the one that this machine reaches the trunk from."""
    if settings.asterisk_media_address:
        return settings.asterisk_media_address
    far = next((trunk for trunk in trunks_of(settings) if not _is_near(trunk.host)), None)
    if far is None:
        return "127.0.0.1"
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            # Connecting a datagram socket sends nothing: it only asks the routing table.
            probe.connect((far.host, far.port))
            address: str = probe.getsockname()[0]
            return address
    except OSError:
        return "127.0.0.1"


def _trunks(settings: Settings) -> tuple[TrunkSettings, ...]:
    return tuple(
        TrunkSettings(
            name=trunk.name,
            host=trunk.host,
            port=trunk.port,
            transport=trunk.transport,
            username=trunk.username,
            password=trunk.secret,
            register=trunk.registers,
        )
        for trunk in trunks_of(settings)
    )


def _is_near(host: str) -> bool:
    try:
        return not host or host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
