"""The configuration of the simulated carrier's Asterisk, rendered from values."""

from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from asterisk_conf.modules import render_modules_conf
from simulator.numbers import DialplanCode

_DISABLED = "[general]\nenabled = no\nenable = no\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotSeat:
    """A softphone account of the product that a robot agent's phone registers with."""

    name: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierSwitch:
    """What the templates depend on. `clips` must be readable under this path by the Asterisk that runs them."""

    address: str
    sip_port: int
    rtp_start: int
    rtp_end: int
    agi_port: int
    product_address: str
    registrar: str
    clips: Path
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    robot_seats: tuple[RobotSeat, ...] = ()


def render_carrier_conf(switch: CarrierSwitch) -> dict[str, str]:
    """File name → text, `asterisk.conf` excepted: that belongs to whoever runs the instance."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Asterisk's configuration is not a web page
    )
    rendered = {
        name.removesuffix(".j2"): environment.get_template(name).render(s=switch, code=DialplanCode)
        for name in environment.list_templates(extensions=["j2"])
    }
    disabled = dict.fromkeys(("manager.conf", "http.conf", "cdr.conf", "cel.conf"), _DISABLED)
    return {**disabled, **rendered, "modules.conf": render_modules_conf()}
