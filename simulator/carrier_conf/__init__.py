"""The configuration of the simulated carrier's Asterisk, rendered from values."""

from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from asterisk_conf.modules import render_modules_conf
from simulator import paced
from simulator.numbers import DialplanCode

_PLAIN_FILES = {
    "cdr.conf": "[general]\nenable = no\n",
    "cel.conf": "[general]\nenable = no\n",
    "http.conf": "[general]\nenabled = no\n",
    "stasis.conf": "[threadpool]\ninitial_size = 5\nmax_size = 50\n",
    "indications.conf": "[general]\ncountry = br\n\n[br]\ndescription = Brazil\nring = 425/1000,0/4000\n",
    "features.conf": "[general]\n[featuremap]\n[applicationmap]\n",
    "pjproject.conf": "[startup]\n",
    "musiconhold.conf": "[general]\ncachertclasses = no\n",
    "acl.conf": "",
    "ccss.conf": "[general]\n",
    "udptl.conf": "[general]\n",
}
"""Nothing of these is used; without the files Asterisk complains, or takes defaults that cost time per call."""


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
    manager_port: int = 0
    """0: debtors do not call."""
    manager_secret: str = field(default="", repr=False)


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
        name.removesuffix(".j2"): environment.get_template(name).render(s=switch, code=DialplanCode, paced=paced)
        for name in environment.list_templates(extensions=["j2"])
    }
    return {**_PLAIN_FILES, **rendered, "modules.conf": render_modules_conf()}
