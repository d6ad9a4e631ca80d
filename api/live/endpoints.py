"""The live stream."""

from fastapi import APIRouter
from fastapi.sse import EventSourceResponse

from api.access import Anyone
from api.context import Context
from api.live.schemas import LiveEvents

router = APIRouter(prefix="/api/live", tags=["live"])

_DOCUMENTED = {
    200: {
        "model": LiveEvents,
        "description": "Server-sent events; each property of the schema is an event name and the JSON of its data.",
    }
}


@router.get("", response_class=EventSourceResponse, responses=_DOCUMENTED)  # type: ignore[arg-type]
async def stream_live(visitor: Anyone, context: Context) -> EventSourceResponse:
    """A snapshot of each kind that the role may see, then news as it comes."""
    return EventSourceResponse(
        context.hub.stream(visitor), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
