"""The live stream."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from api.access import Anyone
from api.context import Context
from api.live.schemas import LiveEvents

router = APIRouter(prefix="/api/live", tags=["live"])


class EventStream(StreamingResponse):
    media_type = "text/event-stream"


_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {
        "model": LiveEvents,
        "description": "Server-sent events; each property of the schema is an event name and the JSON of its data.",
    }
}


@router.get("", response_class=EventStream, responses=_DOCUMENTED)
async def stream_live(visitor: Anyone, context: Context) -> EventStream:
    """A snapshot of each kind that the role may see, then news as it comes."""
    # A proxy that gathers the stream before passing it on would make it anything but live.
    return EventStream(context.hub.stream(visitor), headers={"X-Accel-Buffering": "no"})
