"""One transaction's repositories, and the events that become outbox rows with it."""

from sqlalchemy import Connection

from domain.call.events import Event


class SqlUnitOfWork:
    """Repositories share the transaction's connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.recorded: list[Event] = []

    def record(self, event: Event) -> None:
        self.recorded.append(event)
