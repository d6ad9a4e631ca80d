"""Server-sent events as bytes, made once for all who get them."""

from fastapi.sse import format_sse_event
from pydantic import BaseModel

RETRY = format_sse_event(retry=1000)
RECONNECT = format_sse_event(event="reconnect", data_str="{}")
"""The last event of a stream that the server gives up: come back and get the whole truth again."""


def sse(event: str, payload: BaseModel) -> bytes:
    return format_sse_event(event=event, data_str=payload.model_dump_json())
