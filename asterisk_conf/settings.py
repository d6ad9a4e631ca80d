"""What a rendered Asterisk depends on: plain values, handed in by whoever knows the settings."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from asterisk_conf.layout import AsteriskLayout

Law = Literal["alaw", "ulaw"]
"""The two laws of G.711; Brazil's carriers speak A-law."""


class AsteriskSettingsError(ValueError):
    """A value cannot be put into Asterisk's configuration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkSettings:
    """A SIP trunk; its endpoint is called `name`. With a username the calls are authenticated."""

    name: str
    host: str
    port: int = 5060
    transport: str = "udp"
    """`udp`, `tcp` or `tls`."""
    username: str = ""
    password: str = field(default="", repr=False)
    register: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatSettings:
    """A softphone account. `webrtc` is for browsers; without it a plain SIP phone registers, over UDP or WebSocket."""

    name: str
    secret: str = field(repr=False)
    webrtc: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskSettings:
    """Everything of one product Asterisk. Ports of AMI, HTTP and FastAGI stay on loopback or a private network."""

    recordings_dir: Path
    sounds_dir: Path
    ami_port: int
    ami_secret: str = field(repr=False)
    ami_host: str = "127.0.0.1"
    ami_username: str = "concilia"
    ami_permit: tuple[str, ...] = ("127.0.0.1/255.255.255.255",)
    http_host: str = "127.0.0.1"
    http_port: int = 8088
    fastagi_host: str = "127.0.0.1"
    fastagi_port: int = 4573
    sip_host: str = "0.0.0.0"
    sip_port: int = 5060
    sip_tcp: bool = False
    sip_tls_port: int | None = None
    """With it, `tls_certificate` and `tls_key` (PEM files) are needed."""
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    media_address: str = "127.0.0.1"
    external_address: str = ""
    """The public address when Asterisk is behind NAT; empty when it is not."""
    local_networks: tuple[str, ...] = ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
    rtp_start: int = 10000
    rtp_end: int = 20000
    trunks: tuple[TrunkSettings, ...] = ()
    trunk_codec: Law = "alaw"
    """What all trunks speak. The seats speak the other law (`seat_codec`)."""
    seats: tuple[SeatSettings, ...] = ()
    wait_limit_seconds: int = 180
    """How long a debtor waits for a person before the switch itself sends him back to the menu."""
    layout: AsteriskLayout = field(default_factory=AsteriskLayout.debian)
    """Only what `asterisk.conf` says of folders; `AsteriskInstance` puts its own in its place."""

    @property
    def seat_codec(self) -> Law:
        """Never the trunk's, so that talks go through linear samples and are recorded on both sides (decision 0005)."""
        return "ulaw" if self.trunk_codec == "alaw" else "alaw"
