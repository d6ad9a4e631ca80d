"""One transaction's repositories, and the events that become outbox rows with it."""

from sqlalchemy import Connection

from adapters.storage.repositories.news import SqlNews
from domain.call.events import Event


class SqlUnitOfWork:
    """Repositories share the transaction's connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.recorded: list[Event] = []
        self.news = SqlNews(connection)

    def record(self, event: Event) -> None:
        self.recorded.append(event)
