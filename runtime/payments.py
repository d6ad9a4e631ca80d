"""The payment provider of this house and what goes on by itself around it.

Here a real PSP takes the sandbox's place: a `PixApiProvider` with an httpx client of its address and certificates.
"""

import secrets
from dataclasses import dataclass

import structlog

from adapters.payments.sandbox import Sandbox
from runtime.processes.foundation import Foundation
from services.negotiation.agreements import AgreementService
from services.negotiation.promises import PromiseService
from services.payments.charging import ChargeService
from services.payments.errors import PaymentRefused
from services.payments.keeper import PaymentKeeper
from services.ports.payments import PaymentProvider, PaymentsError
from services.ports.storage import StorageError

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentParts:
    sandbox: Sandbox
    webhook_secret: str
    keeper: PaymentKeeper

    @property
    def provider(self) -> PaymentProvider:
        return self.sandbox.provider

    async def keep(self) -> None:
        """Until cancelled."""
        await self.keeper.run()

    async def listen(self) -> None:
        """Take the sandbox's webhooks, until cancelled."""
        try:
            await self.sandbox.run(self._post)
        finally:
            await self.sandbox.aclose()

    async def _post(self, body: bytes) -> bool:
        try:
            await self.keeper.charges.hear(body, secret=self.webhook_secret)
        except (PaymentRefused, PaymentsError, StorageError) as error:
            log.warning("webhook_not_taken", error=type(error).__name__)
            return False
        return True


def payment_parts(foundation: Foundation) -> PaymentParts:
    storage, clock, ids = foundation.database, foundation.clock, foundation.ids
    zone = foundation.settings.zone
    secret = secrets.token_urlsafe(24)
    sandbox = Sandbox(clock, webhook_secret=secret, path=foundation.settings.home / "sandbox-pix.json")
    charges = ChargeService(storage=storage, clock=clock, ids=ids, provider=sandbox.provider, timezone=zone)
    agreements = AgreementService(storage=storage, clock=clock, ids=ids, timezone=zone)
    promises = PromiseService(storage=storage, clock=clock, ids=ids, timezone=zone)
    keeper = PaymentKeeper(charges=charges, agreements=agreements, promises=promises)
    return PaymentParts(sandbox=sandbox, webhook_secret=secret, keeper=keeper)
