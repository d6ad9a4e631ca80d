"""The sandbox put together: a bank in this very process, spoken to over HTTP without a socket."""

import asyncio
from pathlib import Path
from typing import Final

import httpx

from adapters.payments.pix_api import PixAccount, PixApiProvider
from adapters.payments.sandbox_bank import Post, SandboxBank
from adapters.payments.sandbox_http import SandboxApp
from services.ports.clock import Clock

SANDBOX_KEY: Final = "123e4567-e12b-12d1-a456-426655440000"


class Sandbox:
    """`provider` is what the house works with, `bank` what a test or a demo pays at."""

    def __init__(self, clock: Clock, *, webhook_secret: str, path: Path | None = None) -> None:
        self.bank = SandboxBank(clock, path=path)
        account = PixAccount(
            key=SANDBOX_KEY,
            client_id="concilia",
            client_secret="sandbox",  # noqa: S106 - of a bank that holds no money
            webhook_secret=webhook_secret,
        )
        app = SandboxApp(self.bank, client_id=account.client_id, client_secret=account.client_secret)
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://sandbox.invalid")
        self.provider = PixApiProvider(self._client, account, clock)

    async def run(self, post: Post, *, seconds_between: float = 1.0) -> None:
        """Deliver webhooks until cancelled."""
        while True:
            await self.bank.deliver(post)
            await asyncio.sleep(seconds_between)

    async def aclose(self) -> None:
        await self._client.aclose()
