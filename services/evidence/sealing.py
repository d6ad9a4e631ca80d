"""Puts what waits under seal, in order. Any number of processes may do it: one at a time seals, the others pass by."""

import asyncio
from datetime import date, datetime, tzinfo
from typing import Final

import structlog

from domain.evidence.canonical import digest_of
from domain.evidence.chain import EvidenceKind, Seal, seal
from services.evidence.collecting import day_ended
from services.ports.clock import Clock
from services.ports.repositories.evidence import Evidence
from services.ports.storage import Storage, StorageError, UnitOfWork

log = structlog.get_logger(__name__)
AT_ONCE: Final = 200
LOOK_EVERY_SECONDS: Final = 2.0


def seal_waiting(uow: UnitOfWork, *, now: datetime, zone: tzinfo) -> int:
    """How many pieces were sealed; 0 as well when another process is sealing right now."""
    if not uow.evidence.one_sealer_at_a_time():
        return 0
    former = uow.evidence.last_seal()
    if former is not None and former.kind is not EvidenceKind.DAY and _day(former, zone) < now.astimezone(zone).date():
        _end_day(uow, former, _day(former, zone), now)
    seals: list[Seal] = []
    # A clock that was set back must not seem to have sealed before it wrote.
    sealed_at = now if former is None else max(now, former.sealed_at)
    for piece in _in_order(uow):
        former = seal(
            former, kind=piece.kind, key=piece.key, payload_sha256=digest_of(piece.payload), sealed_at=sealed_at
        )
        seals.append(former)
    uow.evidence.put_seals(seals)
    return len(seals)


class Sealer:
    """Runs beside the processes that write evidence."""

    def __init__(self, storage: Storage, clock: Clock, *, zone: tzinfo) -> None:
        self._storage = storage
        self._clock = clock
        self._zone = zone

    async def run(self) -> None:
        """Seal until cancelled."""
        while True:
            try:
                more = await self.seal_once()
            except StorageError as error:
                log.warning("evidence_not_sealed", error=type(error).__name__)
                more = False
            if not more:
                await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def seal_once(self) -> bool:
        """Whether as much as fits in one transaction was sealed, so that more may wait."""
        if not await self._storage.read(self._is_due):
            return False
        now = self._clock.now()
        return await self._storage.write(lambda uow: seal_waiting(uow, now=now, zone=self._zone)) >= AT_ONCE

    def _is_due(self, uow: UnitOfWork) -> bool:
        if uow.evidence.waiting(limit=1):
            return True
        last = uow.evidence.last_seal()
        today = self._clock.now().astimezone(self._zone).date()
        return last is not None and last.kind is not EvidenceKind.DAY and _day(last, self._zone) < today


def _end_day(uow: UnitOfWork, last: Seal, day: date, now: datetime) -> None:
    day_ended(uow, day=day.isoformat(), seals=last.seq, last_hash=last.hash, at=now)


def _in_order(uow: UnitOfWork) -> list[Evidence]:
    """A day that ended comes before what was written since."""
    waiting = list(uow.evidence.waiting(limit=AT_ONCE))
    return sorted(waiting, key=lambda piece: piece.kind is not EvidenceKind.DAY)


def _day(one: Seal, zone: tzinfo) -> date:
    return one.sealed_at.astimezone(zone).date()
