"""The dialer process: owns the calls."""

import random
from concurrent.futures import ThreadPoolExecutor

from adapters.host.cpu import CpuMeter
from adapters.recordings.archive import FileRecordingArchive
from adapters.telephony.ami_client import AmiClient, AmiSettings
from adapters.telephony.asterisk_telephone import AsteriskTelephone, TelephonePolicy
from adapters.telephony.menu_watch import MenuWatch
from adapters.telephony.numbers import NumberFormat
from dialer.process import Dialer
from dialer.settings import DialerSettings, TrunkSettings
from runtime.processes.foundation import Foundation, beside, heartbeat, sealer
from runtime.settings import Settings
from runtime.trunks import Trunk, trunks_of

_FILE_THREADS = 2


async def serve_dialer(foundation: Foundation) -> None:
    settings = foundation.settings
    settings.require("ami_secret")
    client = AmiClient(_ami_settings(settings), uniform=random.random)
    formats = {trunk.name: NumberFormat(trunk.number_format) for trunk in trunks_of(settings)}
    policy = TelephonePolicy(number_formats=formats)
    telephone = AsteriskTelephone(client, clock=foundation.clock, policy=policy)
    menu = MenuWatch(settings.fastagi_host, settings.fastagi_port)
    with ThreadPoolExecutor(_FILE_THREADS, thread_name_prefix="recordings") as threads:
        dialer = Dialer(
            storage=foundation.database,
            telephone=telephone,
            bus=foundation.bus,
            clock=foundation.clock,
            ids=foundation.ids,
            settings=dialer_settings(settings),
            archive=FileRecordingArchive(settings.recordings),
            file_threads=threads,
            menu_is_up=menu.is_up,
            cpu_busy=CpuMeter(),
        )
        # The telephone outlives the dialer, which still commits what it hears while it stops.
        async with (
            beside(telephone=telephone.run(), menu=menu.run()),
            beside(dialer=dialer.run(), sealer=sealer(foundation), heartbeat=heartbeat(foundation)),
        ):
            await foundation.stop.wait()


def dialer_settings(settings: Settings) -> DialerSettings:
    first, *further = [_trunk(trunk, settings) for trunk in trunks_of(settings)] or [_no_trunk(settings)]
    return DialerSettings(
        name=settings.dialer_name, trunk=first, further_trunks=tuple(further), day_zone=settings.timezone
    )


def _trunk(trunk: Trunk, settings: Settings) -> TrunkSettings:
    return TrunkSettings(
        name=trunk.name,
        channels=trunk.channels,
        calls_per_second=trunk.calls_per_second,
        caller_ids=trunk.caller_ids,
        carrier=trunk.carrier,
        cnpj_root=settings.company_cnpj[:8],
        priority=trunk.priority,
        cost=trunk.cost,
    )


def _no_trunk(settings: Settings) -> TrunkSettings:
    """So that the rest of the house works: every order over it is refused by the switch."""
    return TrunkSettings(name=settings.trunk_name, channels=1, calls_per_second=1)


def _ami_settings(settings: Settings) -> AmiSettings:
    return AmiSettings(
        host=settings.ami_host,
        port=settings.ami_port,
        username=settings.ami_username,
        secret=settings.ami_secret.get_secret_value(),
    )
