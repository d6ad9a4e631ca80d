"""The demo's carrier: a second Asterisk, and the process that plays its debtors."""

import json
import secrets
import sys
from pathlib import Path

from runtime.asterisk_instance import AsteriskInstance, Port
from runtime.children import Child
from runtime.demo.plan import PUBLISHED, CarrierPorts, DemoPlan
from runtime.home import BANK_ORDERS, OUTBOX
from runtime.private_files import write_private
from runtime.settings import Settings, process_environment
from runtime.stack import STAGE_CARRIER, accepts, asterisk_child
from runtime.switch import asterisk_root, seats
from simulator.carrier import Carrier, CarrierSettings, RobotSeat
from simulator.debtor_line import DebtorBehaviour
from simulator.handset import Handset
from simulator.timing import Timing

_FAST = Timing(speed=3)


def carrier_settings(settings: Settings, plan: DemoPlan, ports: CarrierPorts, book: Path) -> CarrierSettings:
    robots = seats(settings)[: plan.robot_agents] if plan.headless else ()
    return CarrierSettings(
        home=settings.home / "cache" / "carrier",
        sip_port=ports.sip,
        rtp_start=ports.rtp_start,
        rtp_end=ports.rtp_end,
        agi_port=ports.agi,
        robot_seats=tuple(RobotSeat(name=seat.name, secret=seat.secret) for seat in robots),
        registrar=f"127.0.0.1:{settings.asterisk_sip_port}",
        book=book,
        behaviour=_behaviour(seed=plan.seed, fast=plan.fast),
        published=PUBLISHED,
        manager_port=ports.manager,
        manager_secret=secrets.token_urlsafe(24),
        handset=_handset(settings.home),
    )


async def carrier_children(
    settings: Settings, carrier: CarrierSettings, plan: DemoPlan, *, speaker: Path
) -> tuple[Child, Child]:
    """The debtors' process and the switch in front of it; `speaker` is a file that tells the process its plan.

    Raises AsteriskError or a SimulatorError.
    """
    switch = await Carrier(carrier).prepare()
    instance = AsteriskInstance(
        state_dir=settings.home / "carrier",
        files=switch.files,
        root=asterisk_root(settings),
        ports=(
            Port(purpose="SIP da operadora", number=carrier.sip_port, udp=True),
            Port(purpose="gerência da operadora", number=carrier.manager_port),
        ),
    )
    _write_speaker(speaker, carrier, plan, settings.home)
    debtors = Child(
        name="debtors",
        argv=(sys.executable, "-P", "-m", "runtime.cli", "play-debtors", str(speaker)),
        environment=process_environment(settings),
        ready=accepts(carrier.address, carrier.agi_port),
        stage=STAGE_CARRIER,
    )
    return debtors, await asterisk_child(instance, name="carrier", stage=STAGE_CARRIER)


async def play_debtors(speaker: Path) -> None:
    """What the debtors' process does, until it is ended."""
    told = json.loads(speaker.read_text(encoding="utf-8"))  # noqa: ASYNC240 - once, at the start
    carrier = CarrierSettings(
        home=Path(told["home"]),
        sip_port=told["sip_port"],
        rtp_start=told["rtp_start"],
        rtp_end=told["rtp_end"],
        agi_port=told["agi_port"],
        registrar=told["registrar"],
        book=Path(told["book"]),
        behaviour=_behaviour(seed=told["seed"], fast=told["fast"]),
        published=told["published"],
        manager_port=told["manager_port"],
        manager_secret=told["manager_secret"],
        handset=_handset(Path(told["product_home"])),
        recordings=Path(told["recordings"]) if told["recordings"] else None,
    )
    await Carrier(carrier).run()


def _write_speaker(path: Path, carrier: CarrierSettings, plan: DemoPlan, product_home: Path) -> None:
    text = json.dumps(
        {
            "home": str(carrier.home),
            "product_home": str(product_home),
            "sip_port": carrier.sip_port,
            "rtp_start": carrier.rtp_start,
            "rtp_end": carrier.rtp_end,
            "agi_port": carrier.agi_port,
            "registrar": carrier.registrar,
            "book": str(carrier.book),
            "seed": plan.seed,
            "fast": plan.fast,
            "published": carrier.published,
            "manager_port": carrier.manager_port,
            "manager_secret": carrier.manager_secret,
            "recordings": str(carrier.recordings or ""),
        }
    )
    write_private(path, text)


def _handset(product_home: Path) -> Handset:
    """The demo's messages go nowhere and its bank is a sandbox: both are folders of the product."""
    return Handset(inbox=product_home / OUTBOX, bank=product_home / BANK_ORDERS)


def _behaviour(*, seed: int, fast: bool) -> DebtorBehaviour:
    return DebtorBehaviour(seed=seed, patience="hurried" if fast else "listens", timing=_FAST if fast else Timing())
