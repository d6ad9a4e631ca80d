"""The api process: HTTP, screens, live stream and the softphones' WebSocket."""

import asyncio
import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

import structlog
import uvicorn

import web
from api.app import create_app
from api.deps import ApiDeps
from api.settings import ApiSettings
from runtime.notices import notice_parts
from runtime.payments import payment_parts
from runtime.ports import is_taken
from runtime.processes.foundation import Foundation, ProcessError, beside, heartbeat
from runtime.settings import Settings

log = structlog.get_logger(__name__)
_SHUTDOWN_SECONDS = 3
_KEEP_ALIVE_SECONDS = 75
"""An agent's desk asks for something once in a call: its connection should still be there for the next one."""
_LARGEST_MESSAGE_BYTES = 65536


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the foundation's: uvicorn would take them over and raise them again at its end."""
        yield


async def serve_api(foundation: Foundation) -> None:
    settings = foundation.settings
    if is_taken(settings.http_port, host=settings.http_host):
        raise ProcessError(f"a porta {settings.http_port} está em uso: escolha outra em CONCILIA_HTTP_PORT")
    payments = payment_parts(foundation)
    notices = notice_parts(foundation, payments.keeper.charges)
    app = create_app(
        ApiDeps(
            storage=foundation.database,
            bus=foundation.bus,
            clock=foundation.clock,
            ids=foundation.ids,
            new_token=lambda: secrets.token_urlsafe(32),
            settings=api_settings(settings),
            payments=payments.provider,
            notices=notices.keeper,
        )
    )
    server = _Server(
        uvicorn.Config(
            app,
            host=settings.http_host,
            port=settings.http_port,
            log_config=None,
            access_log=False,
            proxy_headers=bool(settings.public_url),
            ws_max_size=_LARGEST_MESSAGE_BYTES,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
            server_header=False,
        )
    )
    async with beside(
        heartbeat=heartbeat(foundation),
        payments=payments.keep(),
        webhooks=payments.listen(),
        notices=notices.keep(foundation.bus),
    ):
        serving = asyncio.create_task(server.serve(), name="http")
        told = asyncio.create_task(foundation.stop.wait(), name="told-to-stop")
        await asyncio.wait({serving, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        app.state.context.hub.close()
        server.should_exit = True
        await serving
        if not foundation.stop.is_set():
            raise ProcessError("o servidor HTTP parou sozinho")


def api_settings(settings: Settings) -> ApiSettings:
    return ApiSettings(
        secret_key=settings.secret_key.get_secret_value(),
        timezone=settings.zone,
        recordings_dir=settings.recordings,
        uploads_dir=settings.home / "uploads",
        asterisk_ws_url=f"ws://{settings.asterisk_http_host}:{settings.asterisk_http_port}/ws",
        seats=settings.seats,
        static_dir=static_folder(),
        demo=settings.demo,
        cookie_secure=settings.public_url.startswith("https://"),
        allowed_origins=(settings.public_url,) if settings.public_url else (),
    )


def static_folder() -> Path | None:
    """The built screens, when they are there."""
    folder = Path(web.__file__).parent / "static"
    return folder if folder.is_dir() else None
