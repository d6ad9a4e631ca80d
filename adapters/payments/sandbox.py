"""The sandbox put together: a bank in this very process, spoken to over HTTP without a socket."""

import asyncio
from pathlib import Path
from typing import Final

import httpx
import structlog

from adapters.payments.pix_api import PixAccount, PixApiProvider
from adapters.payments.sandbox_bank import BankRefused, Post, SandboxBank
from adapters.payments.sandbox_http import SandboxApp
from services.ports.clock import Clock

log = structlog.get_logger()
SANDBOX_KEY: Final = "123e4567-e12b-12d1-a456-426655440000"


class Sandbox:
    """`provider` is what the house works with, `bank` what a test or a demo pays at."""

    def __init__(
        self, clock: Clock, *, webhook_secret: str, path: Path | None = None, orders: Path | None = None
    ) -> None:
        """`orders`: a folder in which a file `*.pix` with a Pix code is somebody's order to pay it."""
        self._orders = orders
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
        """Take orders and deliver webhooks until cancelled."""
        while True:
            await self._take_orders()
            await self.bank.deliver(post)
            await asyncio.sleep(seconds_between)

    async def _take_orders(self) -> None:
        if self._orders is None:
            return
        for code in await asyncio.to_thread(_read_orders, self._orders):
            try:
                self.bank.pay_code(code)
            except BankRefused as error:
                log.warning("sandbox_order_refused", status=error.status)

    async def aclose(self) -> None:
        await self._client.aclose()


def _read_orders(folder: Path) -> list[str]:
    """Each is taken once."""
    codes = []
    for path in sorted(folder.glob("*.pix")):
        codes.append(path.read_text(encoding="utf-8").strip())
        path.unlink()
    return codes
