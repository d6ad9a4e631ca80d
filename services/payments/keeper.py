"""What goes on by itself: charges followed, money reconciled, agreements and promises whose day is over broken."""

import asyncio
from dataclasses import dataclass
from typing import Final

import structlog

from domain.errors import DomainError
from domain.payment.charge import ChargeState
from services.errors import ServiceError
from services.negotiation.agreements import AgreementService
from services.negotiation.promises import PromiseService
from services.payments.charging import ChargeService
from services.payments.errors import PaymentRefused, ProviderDown
from services.ports.repositories.payments import ChargeFacts
from services.ports.storage import StorageError

_BATCH: Final = 100
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentKeeper:
    """Several of them at once are harmless: every step is idempotent and locks what it moves."""

    charges: ChargeService
    agreements: AgreementService
    promises: PromiseService
    seconds_between: float = 60.0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.round()
            except (StorageError, ServiceError, DomainError) as error:
                log.warning("payment_round_failed", error=type(error).__name__)
            await asyncio.sleep(self.seconds_between)

    async def round(self) -> None:
        """Raises StorageError, ProviderDown and the like; what was done before stands."""
        await self._sweep()
        await self.charges.reconcile()
        for charge in await self.charges.due_for_check(limit=_BATCH):
            await self._follow(charge)

    async def _sweep(self) -> None:
        swept = await self.agreements.sweep()
        while swept.last is not None:
            swept = await self.agreements.sweep(after=swept.last)
        await self.promises.sweep()

    async def _follow(self, charge: ChargeFacts) -> None:
        try:
            if charge.state is ChargeState.REMOVING:
                await self.charges.remove_at_provider(charge)
            elif charge.state is ChargeState.CREATING:
                await self.charges.create_at_provider(charge)
            else:
                await self.charges.refresh(charge.txid)
        except ProviderDown:
            raise
        except PaymentRefused as error:
            log.warning("charge_not_followed", txid=charge.txid, error=type(error).__name__)
