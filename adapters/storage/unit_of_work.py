"""One transaction's repositories, and the events that become outbox rows with it."""

from sqlalchemy import Connection

from adapters.storage.repositories.agent_sessions import SqlAgentSessions
from adapters.storage.repositories.attempts import SqlAttempts
from adapters.storage.repositories.commands import SqlCommands
from adapters.storage.repositories.leads import SqlLeads
from adapters.storage.repositories.menu import SqlMenu
from adapters.storage.repositories.news import SqlNews
from adapters.storage.repositories.recordings_write import SqlRecordingsWrite
from domain.call.events import Event


class SqlUnitOfWork:
    """Repositories share the transaction's connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.recorded: list[Event] = []
        self.leads = SqlLeads(connection)
        self.attempts = SqlAttempts(connection)
        self.agent_sessions = SqlAgentSessions(connection)
        self.commands = SqlCommands(connection)
        self.recordings_write = SqlRecordingsWrite(connection)
        self.menu = SqlMenu(connection)
        self.news = SqlNews(connection)

    def record(self, event: Event) -> None:
        self.recorded.append(event)
