"""SIP messages pass between a browser's WebSocket and Asterisk's until either side or the session ends."""

import asyncio

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

SUBPROTOCOL = "sip"
_MAX_MESSAGE_BYTES = 64 * 1024
_OPEN_SECONDS = 5.0
_CLOSE_SECONDS = 2.0
_TRY_AGAIN_LATER = 1013
_GOING_AWAY = 1001

log = structlog.get_logger()


async def pass_on(browser: WebSocket, switch_url: str, *, ended: asyncio.Event) -> None:
    """Return when both sides are closed; a switch that cannot be reached closes the browser's side with 1013."""
    try:
        async with connect(
            switch_url,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            compression=None,
            proxy=None,
            open_timeout=_OPEN_SECONDS,
            close_timeout=_CLOSE_SECONDS,
            max_size=_MAX_MESSAGE_BYTES,
            user_agent_header=None,
        ) as switch:
            await browser.accept(subprotocol=SUBPROTOCOL)
            await _until_one_ends(browser, switch, ended)
            await _close(browser, _GOING_AWAY)
    except (OSError, TimeoutError, WebSocketException) as error:
        log.warning("softphone_switch_unreachable", error=type(error).__name__)
        if browser.application_state is WebSocketState.CONNECTING:
            # Accepted only to be told why: a refused handshake tells a browser nothing.
            await browser.accept(subprotocol=SUBPROTOCOL)
        await _close(browser, _TRY_AGAIN_LATER)


async def _until_one_ends(browser: WebSocket, switch: ClientConnection, ended: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(_to_switch(browser, switch), name="softphone-to-switch"),
            group.create_task(_to_browser(browser, switch), name="softphone-to-browser"),
            group.create_task(ended.wait(), name="softphone-session"),
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()


async def _to_switch(browser: WebSocket, switch: ClientConnection) -> None:
    while True:
        message = await browser.receive()
        if message["type"] == "websocket.disconnect":
            return
        data = message.get("text")
        try:
            await switch.send(data if data is not None else message["bytes"])
        except ConnectionClosed:
            return


async def _to_browser(browser: WebSocket, switch: ClientConnection) -> None:
    try:
        async for data in switch:
            if isinstance(data, str):
                await browser.send_text(data)
            else:
                await browser.send_bytes(data)
    except (ConnectionClosed, WebSocketDisconnect, RuntimeError):
        # Starlette raises RuntimeError for a send after the browser's side was closed.
        return


async def _close(browser: WebSocket, code: int) -> None:
    states = (browser.client_state, browser.application_state)
    if WebSocketState.DISCONNECTED not in states:
        try:
            await browser.close(code)
        except (RuntimeError, WebSocketDisconnect):
            return
