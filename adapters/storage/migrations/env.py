"""Run by Alembic; `adapters.storage.migrate` hands it the connection, already in a transaction."""

from typing import Any, Literal

from alembic import context

from adapters.storage.tables import Base
from adapters.storage.tables.base import Instant, RowId, Word


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Freeze our own column types, so that an old migration does not change when the code does."""
    if kind != "type":
        return False
    if isinstance(item, Instant):
        autogen_context.imports.add("from adapters.storage.tables.base import Instant")
        return "Instant()"
    if isinstance(item, Word):
        return f"sa.String(length={item.impl.length})"
    if item is RowId or (type(item) is type(RowId) and "sqlite" in item._variant_mapping):  # noqa: SLF001
        autogen_context.imports.add("from adapters.storage.tables.base import RowId")
        return "RowId"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=render_item,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)
context.run_migrations()
