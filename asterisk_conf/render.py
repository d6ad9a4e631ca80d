"""From settings to the files of `/etc/asterisk`: `render_conf(settings)` is file name → text."""

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from asterisk_conf.layout import render_asterisk_conf
from asterisk_conf.modules import render_modules_conf
from asterisk_conf.settings import AsteriskSettings, AsteriskSettingsError, TrunkSettings

_TEMPLATES = Path(__file__).with_name("templates")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_TRANSPORTS = ("udp", "tcp", "tls")

AMI_EVENTS: tuple[str, ...] = (
    "BridgeEnter",
    "DialEnd",
    "DialState",
    "FullyBooted",
    "Hangup",
    "OriginateResponse",
    "RTCPSent",
    "Shutdown",
    "UserEvent",
)
"""All that the telephone adapter reads; anything else would only cost time on both sides."""


def render_conf(settings: AsteriskSettings) -> dict[str, str]:
    """Every file of the configuration; raises AsteriskSettingsError for a value that would break out of its line."""
    _check(settings)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - these are not web pages; `_check` keeps values inside their lines
        finalize=_one_line,
    )
    files = {
        name.removesuffix(".j2"): environment.get_template(name).render(s=settings, ami_events=AMI_EVENTS)
        for name in environment.list_templates(extensions=["j2"])
    }
    files["asterisk.conf"] = render_asterisk_conf(settings.layout)
    files["modules.conf"] = render_modules_conf()
    return files


def _check(settings: AsteriskSettings) -> None:
    names = [trunk.name for trunk in settings.trunks] + [seat.name for seat in settings.seats]
    for name in names:
        if not _NAME.fullmatch(name):
            raise AsteriskSettingsError(f"{name!r} cannot name a trunk or a seat: letters, digits, _ and - only")
    if len(set(names)) != len(names):
        raise AsteriskSettingsError("two trunks or seats have the same name")
    for trunk in settings.trunks:
        _check_trunk(trunk)
    if settings.sip_tls_port is not None and not (settings.tls_certificate and settings.tls_key):
        raise AsteriskSettingsError("TLS needs a certificate and a key")
    if not settings.rtp_start < settings.rtp_end:
        raise AsteriskSettingsError("rtp_start must be below rtp_end")


def _check_trunk(trunk: TrunkSettings) -> None:
    if trunk.transport not in _TRANSPORTS:
        raise AsteriskSettingsError(f"trunk {trunk.name}: transport is one of {', '.join(_TRANSPORTS)}")
    if trunk.register and not trunk.username:
        raise AsteriskSettingsError(f"trunk {trunk.name}: registration needs a username")


def _one_line(value: object) -> object:
    """Values only: a line break would start a setting of its own, and `;` a comment."""
    if isinstance(value, (str, Path)):
        text = str(value)
        if any(character in text for character in "\r\n\0;"):
            raise AsteriskSettingsError("a setting of Asterisk holds a line break or a semicolon")
        return text
    return value
