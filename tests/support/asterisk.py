"""Real Asterisks for tests: the product's, and a trivial carrier that behaves as the dialled number says."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from asterisk_conf.modules import render_modules_conf
from asterisk_conf.render import render_conf
from asterisk_conf.settings import AsteriskSettings, SeatSettings, TrunkSettings
from runtime.asterisk_instance import AsteriskInstance, running
from runtime.ports import free_tcp_port

ASTERISK_ROOT = Path("/var/cache/concilia/asterisk-root")
AMI_SECRET = "ami-secret-of-a-test"
SEAT_SECRET = "seat-secret-of-a-test"

ANSWERS = "+5511900000001"
BUSY = "+5511900000017"
RINGS_OUT = "+5511900000019"
CONGESTED = "+5511900000034"
UNALLOCATED = "+5511999999999"
PRESSES_5 = "+5511900000055"
TYPES_AHEAD = "+5511900000056"
PRESSES_5_TWICE = "+5511900000057"
HANGS_UP_SOON = "+5511900000016"
SPEAKS = "+5511900000070"

CARRIER_DIALPLAN = """\
[general]
[carrier]
exten => +5511900000001,1,Answer()
 same => n,Wait(60)
exten => +5511900000017,1,Hangup(17)
exten => +5511900000019,1,Ringing()
 same => n,Wait(60)
exten => +5511900000034,1,Hangup(34)
exten => +5511900000055,1,Answer()
 same => n,Wait(0.8)
 same => n,SendDTMF(5,100,80)
 same => n,Wait(60)
exten => +5511900000056,1,Answer()
 same => n,Wait(0.3)
 same => n,SendDTMF(12#34,50,60)
 same => n,Wait(60)
exten => +5511900000057,1,Answer()
 same => n,Wait(0.5)
 same => n,SendDTMF(5,100,80)
 same => n,Wait(2)
 same => n,SendDTMF(5,100,80)
 same => n,Playtones(440)
 same => n,Wait(60)
exten => +5511900000016,1,Answer()
 same => n,Wait(0.5)
 same => n,Hangup()
exten => +5511900000070,1,Answer()
 same => n,Playtones(440)
 same => n,Wait(60)
exten => _seat.,1,Answer()
 same => n,Playtones(1000)
 same => n,Wait(120)
"""


def asterisk_root() -> Path | None:
    """The unpacked Asterisk, or None for the one on the PATH."""
    return ASTERISK_ROOT if ASTERISK_ROOT.is_dir() else None


@dataclass(frozen=True, slots=True)
class Line:
    """A product Asterisk and its carrier, both up."""

    product: AsteriskInstance
    carrier: AsteriskInstance
    settings: AsteriskSettings
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOptions:
    fastagi_port: int = 1
    wait_limit_seconds: int = 180
    seats: tuple[str, ...] = ("seat01",)
    carrier_dialplan: str = CARRIER_DIALPLAN
    trunk: Mapping[str, object] = field(default_factory=dict)


@asynccontextmanager
async def telephone_line(folder: Path, options: LineOptions | None = None) -> AsyncIterator[Line]:
    """The two Asterisks started side by side, the carrier registered as every seat of the product."""
    options = options or LineOptions()
    ami, http = free_ports(2)
    sip, carrier_sip = free_ports(2, kind=socket.SOCK_DGRAM)
    rtp = free_rtp_range()
    recordings, sounds = folder / "recordings", folder / "sounds"
    (recordings / "open").mkdir(parents=True)
    sounds.mkdir()
    settings = AsteriskSettings(
        recordings_dir=recordings,
        sounds_dir=sounds,
        ami_port=ami,
        ami_secret=AMI_SECRET,
        http_port=http,
        sip_host="127.0.0.1",
        sip_port=sip,
        rtp_start=rtp,
        rtp_end=rtp + 199,
        fastagi_port=options.fastagi_port,
        wait_limit_seconds=options.wait_limit_seconds,
        trunks=(TrunkSettings(name="trunk", host="127.0.0.1", port=carrier_sip, **options.trunk),),
        seats=tuple(SeatSettings(name=seat, secret=SEAT_SECRET, webrtc=False) for seat in options.seats),
    )
    product = AsteriskInstance(state_dir=folder / "product", files=render_conf(settings), root=asterisk_root())
    carrier_files = {
        "modules.conf": render_modules_conf(),
        "extensions.conf": options.carrier_dialplan,
        "pjsip.conf": carrier_pjsip(carrier_sip, sip, options.seats),
        "rtp.conf": f"[general]\nrtpstart={rtp + 200}\nrtpend={rtp + 399}\n",
        "logger.conf": "[general]\n[logfiles]\nmessages = notice,warning,error\n",
        **dict.fromkeys(("manager.conf", "http.conf", "cdr.conf", "cel.conf"), "[general]\nenabled=no\nenable=no\n"),
    }
    carrier = AsteriskInstance(state_dir=folder / "carrier", files=carrier_files, root=asterisk_root())
    async with running(product), running(carrier):
        await _registered(product, options.seats)
        yield Line(product, carrier, settings, folder)


def carrier_pjsip(port: int, product_port: int, seats: tuple[str, ...]) -> str:
    head = f"""\
[transport-udp]
type=transport
protocol=udp
bind=127.0.0.1:{port}

[product]
type=endpoint
context=carrier
disallow=all
allow=alaw,ulaw
aors=product
media_address=127.0.0.1
direct_media=no
dtmf_mode=rfc4733

[product]
type=aor
contact=sip:127.0.0.1:{product_port}

[product]
type=identify
endpoint=product
match=127.0.0.1
"""
    return head + "".join(
        f"""
[{seat}-auth]
type=auth
auth_type=userpass
username={seat}
password={SEAT_SECRET}

[{seat}]
type=registration
transport=transport-udp
outbound_auth={seat}-auth
server_uri=sip:127.0.0.1:{product_port}
client_uri=sip:{seat}@127.0.0.1:{product_port}
contact_user={seat}
retry_interval=1
max_random_initial_delay=0
"""
        for seat in seats
    )


def free_ports(count: int, *, kind: socket.SocketKind = socket.SOCK_STREAM) -> list[int]:
    """Ports that are free now, all different."""
    if kind == socket.SOCK_STREAM:
        return [free_tcp_port() for _ in range(count)]
    sockets = [socket.socket(socket.AF_INET, kind) for _ in range(count)]
    try:
        for item in sockets:
            item.bind(("127.0.0.1", 0))
        return [int(item.getsockname()[1]) for item in sockets]
    finally:
        for item in sockets:
            item.close()


def free_rtp_range() -> int:
    """The start of 400 even-aligned UDP ports, of which the first is free; ranges below the ephemeral ones."""
    for start in range(12_000 + (free_ports(1)[0] % 40) * 400, 30_000, 400):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("127.0.0.1", start))
            except OSError:
                continue
            return start
    sys.exit("no free range of UDP ports")


async def _registered(product: AsteriskInstance, seats: tuple[str, ...]) -> None:
    async with asyncio.timeout(60):
        while True:
            contacts = await product.cli("pjsip show contacts")
            if all(f"{seat}/sip:" in contacts for seat in seats):
                return
            await asyncio.sleep(0.1)
