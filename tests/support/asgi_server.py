"""Any ASGI application behind a real socket, in the test's own loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from runtime.ports import free_tcp_port


@asynccontextmanager
async def answering(app: Any, **config: Any) -> AsyncIterator[int]:
    """Yields the port on 127.0.0.1; `config` is uvicorn's, for TLS."""
    port = free_tcp_port()
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False, lifespan="off", **config)
    )
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    running = asyncio.create_task(server._serve(), name="asgi-server")
    try:
        async with asyncio.timeout(30):
            while not server.started:  # noqa: ASYNC110 - the server has no event to wait for
                await asyncio.sleep(0.01)
        yield port
    finally:
        server.should_exit = True
        await running
