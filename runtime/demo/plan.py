"""What a demo is asked for, and the settings that come of it."""

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from runtime.demo.calendar import demo_start
from runtime.ports import free_tcp_port, free_udp_port, free_udp_range
from runtime.settings import Settings

TRUNK_NAME = "operadora"
PUBLISHED = "+551130304500"
"""Where the demo's portfolio is called: nobody but the simulated carrier ever dials it."""
CALLERS_SHARE = 0.12
_RTP_PORTS = 2000
_MARK = "demo.json"
_KEPT = ("sounds", "cache", "lock")
"""What a fresh demo does not make again: what was rendered depends on texts only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPlan:
    """`headless`: unattended until the list is worked; then robots sit where browsers would.

    `talk_seconds` is the range that the length of a robot agent's talk is drawn from.
    """

    debtors: int = 200
    seed: int = 1
    concurrent: int = 10
    robot_agents: int = 0
    talk_seconds: tuple[float, float] = (5.0, 15.0)
    headless: bool = False
    fast: bool = False
    keep: bool = False

    @property
    def callers_share(self) -> float:
        """How many call the published number after we called them. Unattended, only our own calls are worked."""
        return 0.0 if self.headless else CALLERS_SHARE


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierPorts:
    sip: int
    agi: int
    manager: int
    rtp_start: int
    rtp_end: int


def empty_demo_home(home: Path) -> None:
    """Forget the former demo, but for what takes long to render. A folder that is no demo's is left alone."""
    if not (home / _MARK).exists():
        return
    for path in home.iterdir():
        if path.name in _KEPT:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def demo_settings(base: Settings, plan: DemoPlan, *, now: datetime) -> Settings:
    """Free ports for everything but the web address, which is where it was asked for; the demo's own clock."""
    home = base.home
    start = demo_start(now, base.zone, after=_former_day(home) if plan.keep else None)
    (home / _MARK).write_text(json.dumps({"day": start.date().isoformat()}), encoding="utf-8")
    rtp_start, rtp_end = free_udp_range(_RTP_PORTS)
    return base.model_copy(
        update={
            "home": home,
            "demo": True,
            "database_url": "",
            "clock_offset_seconds": (start.astimezone(UTC) - now).total_seconds(),
            "http_host": "127.0.0.1",
            "http_port": free_tcp_port() if plan.headless else base.http_port,
            "public_url": "",
            "mqtt_host": "",
            "mqtt_port": free_tcp_port(),
            "ami_host": "127.0.0.1",
            "ami_bind": "127.0.0.1",
            "ami_port": free_tcp_port(),
            "asterisk_managed": True,
            "asterisk_http_host": "127.0.0.1",
            "asterisk_http_bind": "127.0.0.1",
            "asterisk_http_port": free_tcp_port(),
            "asterisk_sip_host": "127.0.0.1",
            "asterisk_sip_port": free_udp_port(),
            "asterisk_media_address": "127.0.0.1",
            "asterisk_external_address": "",
            "asterisk_rtp_start": rtp_start,
            "asterisk_rtp_end": rtp_end,
            "fastagi_host": "127.0.0.1",
            "fastagi_bind": "127.0.0.1",
            "fastagi_port": free_tcp_port(),
            "seats": max(plan.robot_agents, 4),
            "seat_kind": "sip" if plan.headless else "webrtc",
            "trunk_name": TRUNK_NAME,
            "trunk_host": "127.0.0.1",
            "trunk_port": free_udp_port(),
            "trunk_transport": "udp",
            "trunk_username": "",
            "trunk_register": False,
            "trunk_number_format": "e164",
            "trunk_channels": max(plan.concurrent, 1),
            "trunk_calls_per_second": 20.0 if plan.fast else 5.0,
            "recordings_dir": None,
            "sounds_dir": None,
            "log_format": "json",
            "notice_email": "outbox",
            "notice_sms": "outbox",
            "notice_whatsapp": "outbox",
        }
    )


def carrier_ports(settings: Settings) -> CarrierPorts:
    rtp_start, rtp_end = free_udp_range(_RTP_PORTS)
    return CarrierPorts(
        sip=settings.trunk_port, agi=free_tcp_port(), manager=free_tcp_port(), rtp_start=rtp_start, rtp_end=rtp_end
    )


def _former_day(home: Path) -> date | None:
    mark = home / _MARK
    return date.fromisoformat(json.loads(mark.read_text(encoding="utf-8"))["day"]) if mark.exists() else None
