"""The simulated carrier: a SIP trunk like any other, behind which a population of debtors answers."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import structlog

from adapters.telephony.agi_server import AgiLimits, FastAgiServer
from adapters.telephony.ami_client import AmiClient
from simulator.calling import CallingDebtors, ManagedExchange, exchange_manager
from simulator.carrier_conf import CarrierSwitch, RobotSeat, render_carrier_conf
from simulator.clips import render_clips
from simulator.debtor_line import DebtorBehaviour, DebtorLines
from simulator.handset import Handset
from simulator.people import read_book
from simulator.step_log import StepLog

__all__ = ["Carrier", "CarrierSettings", "RobotSeat", "SwitchPlan"]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierSettings:
    """Where the carrier listens and who lives behind it.

    `home` is its own folder. With `username` and `password` the trunk must authenticate, and may register. `registrar`
    is the product's SIP address (`host:port`), where the robot agents' phones register their seats.
    """

    home: Path
    sip_port: int
    rtp_start: int
    rtp_end: int
    agi_port: int
    address: str = "127.0.0.1"
    product_address: str = "127.0.0.1"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    robot_seats: tuple[RobotSeat, ...] = ()
    registrar: str = "127.0.0.1:5060"
    book: Path | None = None
    behaviour: DebtorBehaviour = field(default_factory=DebtorBehaviour)
    log: Path | None = None
    """Where the acts are appended to; None is `debtors.jsonl` in `home`."""
    published: str = ""
    """The number at which debtors call the product; empty: none does."""
    manager_port: int = 0
    """Where the switch takes orders for such calls."""
    manager_secret: str = field(default="", repr=False)
    handset: Handset | None = None
    """Where debtors read their messages, and pay; None: they do neither."""
    recordings: Path | None = None
    """Where each debtor's end of a call is kept, `<ref>.raw`: 8 kHz, 16 bit, heard on the left, said on the right."""
    max_calls: int = 2000

    @property
    def log_path(self) -> Path:
        """One JSON object per act of a debtor."""
        return self.log or self.home / "debtors.jsonl"

    @property
    def clips(self) -> Path:
        return self.home / "clips"


@dataclass(frozen=True, slots=True)
class SwitchPlan:
    """What an Asterisk needs to be this carrier: its configuration files, `asterisk.conf` excepted."""

    files: dict[str, str]


class Carrier:
    """`await prepare()`, run an Asterisk with the plan's files, and keep `run()` running beside it."""

    def __init__(self, settings: CarrierSettings) -> None:
        self._settings = settings

    async def prepare(self) -> SwitchPlan:
        """Render what debtors say and the switch's configuration; raises ClipsUnavailable."""
        settings = self._settings
        await asyncio.to_thread(render_clips, settings.clips)
        if settings.recordings is not None:
            settings.recordings.mkdir(parents=True, exist_ok=True)
        switch = CarrierSwitch(
            address=settings.address,
            sip_port=settings.sip_port,
            rtp_start=settings.rtp_start,
            rtp_end=settings.rtp_end,
            agi_port=settings.agi_port,
            product_address=settings.product_address,
            registrar=settings.registrar,
            clips=settings.clips.absolute(),
            username=settings.username,
            password=settings.password,
            robot_seats=settings.robot_seats,
            manager_port=settings.manager_port if settings.published else 0,
            manager_secret=settings.manager_secret,
        )
        return SwitchPlan(render_carrier_conf(switch))

    async def run(self) -> None:
        """Perform the debtors' scripts until cancelled; raises BookUnreadable, or OSError when the port is taken."""
        settings = self._settings
        book = {} if settings.book is None else await asyncio.to_thread(read_book, settings.book)
        manager = self._manager()
        with StepLog(settings.log_path) as steps:
            lines = DebtorLines(
                book,
                settings.behaviour,
                clips=settings.clips.absolute(),
                log=steps,
                recordings=settings.recordings and settings.recordings.absolute(),
                handset=settings.handset,
                exchange=None if manager is None else self._exchange(manager),
            )
            limits = AgiLimits(max_sessions=settings.max_calls)
            async with FastAgiServer(lines, host=settings.address, port=settings.agi_port, limits=limits):
                log.info("carrier_debtors_ready", known_numbers=len(book))
                await _side_by_side(manager, lines.callers)

    def _manager(self) -> AmiClient | None:
        settings = self._settings
        if not settings.published:
            return None
        return exchange_manager(
            address=settings.address,
            port=settings.manager_port,
            secret=settings.manager_secret,
            uniform=Random().random,  # noqa: S311 - a backoff's jitter
        )

    def _exchange(self, manager: AmiClient) -> ManagedExchange:
        settings = self._settings
        return ManagedExchange(
            client=manager,
            published=settings.published,
            product=settings.registrar,
            endpoint=settings.username or "product",
        )


async def _side_by_side(manager: AmiClient | None, callers: CallingDebtors | None) -> None:
    """Until cancelled."""
    if manager is None or callers is None:
        await asyncio.Event().wait()
        return
    async with asyncio.TaskGroup() as group:
        group.create_task(manager.run(), name="exchange")
        group.create_task(callers.run(), name="callers")
