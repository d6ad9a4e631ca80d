"""Intents for the dialer: written once by the api, done once by the dialer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.ids import CommandId


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    command_id: CommandId
    kind: str
    data: Mapping[str, Any]
    issued_at: datetime


class CommandsRepository(Protocol):
    def waiting(self, *, limit: int) -> list[Command]:
        """Commands not done yet, oldest first."""
        ...

    def finish(self, command_id: CommandId, *, at: datetime, error: str | None) -> None: ...
