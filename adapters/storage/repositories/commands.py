"""Intents for the dialer."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from adapters.storage.tables.calls import CommandRow
from domain.ids import CommandId
from services.ports.repositories.commands import Command

_WAITING = (
    select(CommandRow.id, CommandRow.kind, CommandRow.data, CommandRow.issued_at)
    .where(CommandRow.done_at.is_(None))
    .order_by(CommandRow.id)
    .limit(bindparam("most"))
)
_FINISH = update(CommandRow).where(CommandRow.id == bindparam("command"), CommandRow.done_at.is_(None))


class SqlCommands:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def waiting(self, *, limit: int) -> list[Command]:
        return [
            Command(command_id=CommandId(id_), kind=kind, data=data, issued_at=issued_at)
            for id_, kind, data, issued_at in self._connection.execute(_WAITING, {"most": limit})
        ]

    def finish(self, command_id: CommandId, *, at: datetime, error: str | None) -> None:
        self._connection.execute(_FINISH, {"command": command_id, "done_at": at, "error": error})
