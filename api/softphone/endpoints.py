"""SIP over WebSocket, passed on to Asterisk."""

import asyncio

from fastapi import APIRouter, WebSocket

from api.access import Agent
from api.context import Context
from api.softphone.proxy import SUBPROTOCOL, pass_on

router = APIRouter(prefix="/api", tags=["softphone"])


@router.websocket("/softphone")
async def softphone(websocket: WebSocket, visitor: Agent, context: Context) -> None:
    """Closes when the session is over, like every other stream of it."""
    if SUBPROTOCOL not in websocket.scope.get("subprotocols", []):
        await websocket.close(1002)
        return
    ended = asyncio.Event()
    with context.hub.ends_with_session(visitor.session_key, ended.set):
        await pass_on(websocket, context.settings.asterisk_ws_url, ended=ended)
