"""The api behind a real server, in the test's own loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from runtime.ports import free_tcp_port


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """Yields `host:port`; the hub is closed first when it stops, as the runtime does."""
    port = free_tcp_port()
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_config=None, access_log=False, timeout_graceful_shutdown=3
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    running = asyncio.create_task(server._serve(), name="http-server")
    try:
        async with asyncio.timeout(30):
            while not server.started:  # noqa: ASYNC110 - the server has no event to wait for
                await asyncio.sleep(0.01)
        yield f"127.0.0.1:{port}"
    finally:
        app.state.context.hub.close()
        server.should_exit = True
        await running
