"""The simulated carrier, up on free ports, for acceptance tests."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runtime.asterisk_instance import AsteriskInstance, running
from simulator.carrier import Carrier, CarrierSettings
from tests.support.aio import eventually
from tests.support.asterisk import asterisk_root, free_ports, free_rtp_range


@dataclass(frozen=True, slots=True)
class RunningCarrier:
    settings: CarrierSettings
    instance: AsteriskInstance

    def steps(self, ref: str | None = None) -> list[dict[str, Any]]:
        """What debtors did so far, or one of them, in order."""
        if not self.settings.log_path.exists():
            return []
        rows = [json.loads(line) for line in self.settings.log_path.read_text(encoding="utf-8").splitlines()]
        return [row for row in rows if ref is None or row["ref"] == ref]

    async def until(self, ref: str | None, step: str, *, seconds: float = 60.0) -> dict[str, Any]:
        """The debtor's (or anybody's) first such step, once it was done."""

        def done() -> list[dict[str, Any]]:
            return [row for row in self.steps(ref) if row["step"] == step]

        await eventually(done, within_seconds=seconds)
        return done()[0]


@asynccontextmanager
async def simulated_carrier(home: Path, *, sip_port: int, **settings: Any) -> AsyncIterator[RunningCarrier]:
    """Its switch and its debtors; `settings` are those of CarrierSettings."""
    (agi_port,) = free_ports(1)
    rtp = settings.pop("rtp_start", None) or free_rtp_range()
    wanted = CarrierSettings(
        home=home, sip_port=sip_port, rtp_start=rtp, rtp_end=rtp + 399, agi_port=agi_port, **settings
    )
    carrier = Carrier(wanted)
    plan = await carrier.prepare()
    instance = AsteriskInstance(state_dir=home / "asterisk", files=plan.files, root=asterisk_root())
    debtors = asyncio.create_task(carrier.run(), name="debtors")
    try:
        async with running(instance):
            yield RunningCarrier(wanted, instance)
    finally:
        debtors.cancel()
        with suppress(asyncio.CancelledError):
            await debtors
