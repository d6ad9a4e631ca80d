"""Every table. Importing this package fills `Base.metadata`."""

from adapters.storage.tables import (
    access,
    agreements,
    calls,
    cases,
    contact,
    evidence,
    negotiation,
    news,
    notices,
    pacing,
    payments,
    portfolio,
    recordings,
    strategy,
)
from adapters.storage.tables.base import Base

__all__ = [
    "Base",
    "access",
    "agreements",
    "calls",
    "cases",
    "contact",
    "evidence",
    "negotiation",
    "news",
    "notices",
    "pacing",
    "payments",
    "portfolio",
    "recordings",
    "strategy",
]
