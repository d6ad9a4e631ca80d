"""Every table. Importing this package fills `Base.metadata`."""

from adapters.storage.tables import access, agreements, calls, news, portfolio, recordings
from adapters.storage.tables.base import Base

__all__ = ["Base", "access", "agreements", "calls", "news", "portfolio", "recordings"]
