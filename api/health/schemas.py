"""Health of the process and of what it depends on."""

from datetime import datetime
from typing import Literal

from api.schemas import Reply


class DatabaseHealth(Reply):
    ok: bool
    latency_ms: float | None


class BrokerHealth(Reply):
    """`last_news_seconds` is how long ago any news came; null when none did yet."""

    ok: bool
    last_news_seconds: float | None


class LiveHealth(Reply):
    """How many screens are open."""

    screens: int


class Health(Reply):
    status: Literal["ok", "degraded"]
    database: DatabaseHealth
    broker: BrokerHealth
    live: LiveHealth
    now: datetime
