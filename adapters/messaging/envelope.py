"""How one piece of news is written into an MQTT message: {"event_id", "type", "version", "at", "data"}."""

import json
from datetime import datetime
from typing import Any

from domain.ids import EventId
from services.ports.bus import News

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class MalformedEnvelope(Exception):
    """A message under our root topic is not an event of ours."""


def encode(news: News) -> bytes:
    return _ENCODE(
        {
            "event_id": news.event_id,
            "type": news.type,
            "version": news.version,
            "at": news.at.isoformat(),
            "data": dict(news.data),
        }
    ).encode()


def decode(topic: str, payload: bytes | bytearray) -> News:
    """Raises MalformedEnvelope."""
    try:
        fields: dict[str, Any] = json.loads(payload)
        news = News(
            event_id=EventId(str(fields["event_id"])),
            type=str(fields["type"]),
            version=int(fields["version"]),
            topic=topic,
            at=datetime.fromisoformat(fields["at"]),
            data=fields["data"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise MalformedEnvelope(topic) from error
    if news.at.tzinfo is None or not isinstance(news.data, dict):
        raise MalformedEnvelope(topic)
    return news
