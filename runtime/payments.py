"""The payment provider of this house, as `CONCILIA_PAYMENT_PROVIDER` says, and what goes on by itself around it."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Final

import httpx
import structlog

from adapters.payments.mutual_tls import CertificateUnusable, mutual_tls
from adapters.payments.pix_api import PixAccount, PixApiProvider
from adapters.payments.sandbox import Sandbox
from runtime.home import BANK_ORDERS
from runtime.processes.foundation import Foundation
from runtime.settings import Settings, SettingsError
from services.negotiation.agreements import AgreementService
from services.negotiation.promises import PromiseService
from services.payments.charging import ChargeService
from services.payments.errors import PaymentRefused
from services.payments.keeper import PaymentKeeper
from services.ports.clock import Clock
from services.ports.payments import PaymentProvider, PaymentsError
from services.ports.storage import StorageError

PIX_NEEDS: Final = (
    "payment_pix_url",
    "payment_pix_key",
    "payment_pix_client_id",
    "payment_pix_client_secret",
    "payment_pix_certificate",
    "payment_webhook_secret",
)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentParts:
    """`sandbox` None: a real PSP calls the webhook itself, and `client` is the line to it."""

    provider: PaymentProvider
    webhook_secret: str
    keeper: PaymentKeeper
    sandbox: Sandbox | None = None
    client: httpx.AsyncClient | None = None

    async def keep(self) -> None:
        """Until cancelled."""
        try:
            await self.keeper.run()
        finally:
            if self.client is not None:
                await self.client.aclose()

    async def listen(self) -> None:
        """Take the sandbox's webhooks, until cancelled."""
        if self.sandbox is None:
            await asyncio.Event().wait()
            return
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
    """Raises SettingsError when a PSP is chosen and something of it is missing."""
    settings, storage, clock, ids = foundation.settings, foundation.database, foundation.clock, foundation.ids
    secret = settings.payment_webhook_secret.get_secret_value() or secrets.token_urlsafe(24)
    sandbox = client = None
    if settings.payment_provider == "pix":
        client = pix_client(settings)
        provider: PaymentProvider = pix_provider(settings, client, clock)
    else:
        sandbox = Sandbox(
            clock, webhook_secret=secret, path=settings.home / "sandbox-pix.json", orders=settings.home / BANK_ORDERS
        )
        provider = sandbox.provider
    zone = settings.zone
    charges = ChargeService(storage=storage, clock=clock, ids=ids, provider=provider, timezone=zone)
    agreements = AgreementService(storage=storage, clock=clock, ids=ids, timezone=zone)
    promises = PromiseService(storage=storage, clock=clock, ids=ids, timezone=zone)
    keeper = PaymentKeeper(charges=charges, agreements=agreements, promises=promises)
    return PaymentParts(provider=provider, webhook_secret=secret, keeper=keeper, sandbox=sandbox, client=client)


def pix_client(settings: Settings) -> httpx.AsyncClient:
    """Raises SettingsError."""
    settings.require(*PIX_NEEDS)
    certificate = settings.payment_pix_certificate
    assert certificate is not None  # noqa: S101 - required above
    try:
        tls = mutual_tls(
            certificate=certificate,
            key=settings.payment_pix_certificate_key,
            authority=settings.payment_pix_ca_file,
        )
    except CertificateUnusable as error:
        raise SettingsError(f"CONCILIA_PAYMENT_PIX_*: não é um certificado que sirva: {error}") from error
    return httpx.AsyncClient(base_url=settings.payment_pix_url, verify=tls)


def pix_provider(settings: Settings, client: httpx.AsyncClient, clock: Clock) -> PixApiProvider:
    account = PixAccount(
        key=settings.payment_pix_key,
        client_id=settings.payment_pix_client_id,
        client_secret=settings.payment_pix_client_secret.get_secret_value(),
        webhook_secret=settings.payment_webhook_secret.get_secret_value(),
        token_url=settings.payment_pix_token_url or "/oauth/token",
    )
    return PixApiProvider(client, account, clock)
