"""What the api is told when it is put together; nothing here is read from the environment."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings:
    """`secret_key` keys the seats' secrets and the throttling hashes; `uploads_dir` holds files being imported.

    `cookie_secure` is only turned off where the screens are served over plain http (the demo on one machine).
    `allowed_origins` are needed only behind a proxy that changes the Host header.
    """

    secret_key: str
    timezone: ZoneInfo
    recordings_dir: Path
    uploads_dir: Path
    asterisk_ws_url: str
    seats: int
    sip_domain: str = "concilia.local"
    static_dir: Path | None = None
    demo: bool = False
    cookie_secure: bool = True
    allowed_origins: tuple[str, ...] = ()
    session_idle: timedelta = timedelta(hours=2)
    session_lifetime: timedelta = timedelta(hours=12)
