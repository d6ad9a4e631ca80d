"""One transaction's repositories, and the events that become outbox rows with it."""

from sqlalchemy import Connection

from adapters.storage.repositories.agent_sessions import SqlAgentSessions
from adapters.storage.repositories.agreements import SqlAgreements
from adapters.storage.repositories.attempts import SqlAttempts
from adapters.storage.repositories.call_history import SqlCallHistory
from adapters.storage.repositories.call_meter import SqlCallMeter
from adapters.storage.repositories.call_summary import SqlCallSummary
from adapters.storage.repositories.campaigns import SqlCampaigns
from adapters.storage.repositories.cases import SqlCases
from adapters.storage.repositories.commands import SqlCommands
from adapters.storage.repositories.contact import SqlContact
from adapters.storage.repositories.desk import SqlDesk
from adapters.storage.repositories.dispositions import SqlDispositions
from adapters.storage.repositories.evidence import SqlEvidence
from adapters.storage.repositories.floor import SqlFloor
from adapters.storage.repositories.identity import SqlIdentity
from adapters.storage.repositories.import_reports import SqlImportReports
from adapters.storage.repositories.imports import SqlImports
from adapters.storage.repositories.inbound import SqlInbound
from adapters.storage.repositories.indices import SqlIndices
from adapters.storage.repositories.kpis import SqlKpis
from adapters.storage.repositories.leads import SqlLeads
from adapters.storage.repositories.menu import SqlMenu
from adapters.storage.repositories.negotiation import SqlNegotiation
from adapters.storage.repositories.news import SqlNews
from adapters.storage.repositories.notices import SqlNotices
from adapters.storage.repositories.outcomes import SqlOutcomes
from adapters.storage.repositories.pacing import SqlPacing
from adapters.storage.repositories.payments import SqlPayments
from adapters.storage.repositories.portfolios import SqlPortfolios
from adapters.storage.repositories.recordings import SqlRecordings
from adapters.storage.repositories.recordings_write import SqlRecordingsWrite
from adapters.storage.repositories.regua_plans import SqlReguaPlans
from adapters.storage.repositories.spoken_names import SqlSpokenNames
from adapters.storage.repositories.strategy import SqlStrategy
from adapters.storage.repositories.surveys import SqlSurveys
from adapters.storage.repositories.users import SqlUsers
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
        self.cases = SqlCases(connection)
        self.news = SqlNews(connection)
        self.imports = SqlImports(connection)
        self.portfolios = SqlPortfolios(connection)
        self.users = SqlUsers(connection)
        self.desk = SqlDesk(connection)
        self.dispositions = SqlDispositions(connection)
        self.outcomes = SqlOutcomes(connection)
        self.floor = SqlFloor(connection)
        self.recordings = SqlRecordings(connection)
        self.campaigns = SqlCampaigns(connection)
        self.import_reports = SqlImportReports(connection)
        self.contact = SqlContact(connection)
        self.strategy = SqlStrategy(connection)
        self.indices = SqlIndices(connection)
        self.regua_plans = SqlReguaPlans(connection)
        self.kpis = SqlKpis(connection)
        self.surveys = SqlSurveys(connection)
        self.call_meter = SqlCallMeter(connection)
        self.negotiation = SqlNegotiation(connection)
        self.agreements = SqlAgreements(connection)
        self.payments = SqlPayments(connection)
        self.pacing = SqlPacing(connection)
        self.notices = SqlNotices(connection)
        self.call_history = SqlCallHistory(connection)
        self.call_summary = SqlCallSummary(connection)
        self.inbound = SqlInbound(connection)
        self.identity = SqlIdentity(connection)
        self.evidence = SqlEvidence(connection)
        self.spoken_names = SqlSpokenNames(connection)

    def record(self, event: Event) -> None:
        self.recorded.append(event)
