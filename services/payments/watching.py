"""Whether the debtor on the line has paid meanwhile: told to a menu or a desk while the call lasts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.ids import AgreementId, DebtorId
from domain.negotiation.agreement import AgreementState
from services.ports.bus import Bus
from services.ports.storage import Storage, StorageError, UnitOfWork
from services.waiting import heard_within

_TOPIC: Final = "payment/received/#"
_SLOW_POLL_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidNews:
    """`settled`: nothing of the agreement is left to pay. `in_doubt`: not what was asked, so announce nothing."""

    agreement_id: AgreementId
    amount_cents: int
    paid_at: datetime
    in_doubt: bool
    settled: bool


@dataclass(slots=True)
class Watched:
    """`news` is there once `event` is set."""

    event: asyncio.Event = field(default_factory=asyncio.Event)
    news: PaidNews | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentWatch:
    storage: Storage
    bus: Bus

    async def paid_since(self, debtor_id: DebtorId, since: datetime) -> PaidNews | None:
        """The newest payment of theirs that was written down since then. Raises StorageError."""
        return await self.storage.read(lambda uow: paid_since(uow, debtor_id, since))

    @asynccontextmanager
    async def watch(self, debtor_id: DebtorId, since: datetime) -> AsyncIterator[Watched]:
        """Looks for a payment while the block runs: at every payment that the bus tells of, and every ten seconds."""
        watched, woken = Watched(), asyncio.Event()
        tasks = [
            asyncio.create_task(self._hear(woken), name="payment-watch-bus"),
            asyncio.create_task(self._look(watched, woken, debtor_id, since), name="payment-watch"),
        ]
        try:
            yield watched
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _hear(self, woken: asyncio.Event) -> None:
        async for _news in self.bus.subscribe(_TOPIC):
            woken.set()

    async def _look(self, watched: Watched, woken: asyncio.Event, debtor_id: DebtorId, since: datetime) -> None:
        while watched.news is None:
            # A database that is away for a while must not end the call; the next look asks again.
            with contextlib.suppress(StorageError):
                watched.news = await self.paid_since(debtor_id, since)
            if watched.news is None:
                await heard_within(woken, _SLOW_POLL_SECONDS)
                woken.clear()
        watched.event.set()


def paid_since(uow: UnitOfWork, debtor_id: DebtorId, since: datetime) -> PaidNews | None:
    """The newest payment of theirs that was written down since then."""
    found = uow.payments.paid_by(debtor_id, since=since)
    if not found or found[0].agreement_id is None:
        return None
    newest, agreement_id = found[0], found[0].agreement_id
    charge = None if newest.txid is None else uow.payments.charge(newest.txid)
    agreement = uow.agreements.get(agreement_id)
    return PaidNews(
        agreement_id=agreement_id,
        amount_cents=newest.amount_cents,
        paid_at=newest.paid_at,
        in_doubt=newest.excess_cents > 0 or (charge is not None and charge.in_doubt_since is not None),
        settled=agreement is not None and agreement.state is AgreementState.KEPT,
    )
