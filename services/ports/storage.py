"""The truth. A piece of work runs in one transaction together with the news it records."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from domain.call.events import Event
from services.ports.repositories.agent_sessions import AgentSessionsRepository
from services.ports.repositories.agreements import AgreementsRepository
from services.ports.repositories.attempts import AttemptsRepository
from services.ports.repositories.call_history import CallHistoryRepository
from services.ports.repositories.call_meter import CallMeterRepository
from services.ports.repositories.call_summary import CallSummaryRepository
from services.ports.repositories.campaigns import CampaignRepository
from services.ports.repositories.cases import CasesRepository
from services.ports.repositories.commands import CommandsRepository
from services.ports.repositories.contact import ContactRepository
from services.ports.repositories.desk import DeskRepository
from services.ports.repositories.dispositions import DispositionRepository
from services.ports.repositories.evidence import EvidenceRepository
from services.ports.repositories.floor import FloorRepository
from services.ports.repositories.identity import IdentityRepository
from services.ports.repositories.import_reports import ImportReportRepository
from services.ports.repositories.imports import ImportsRepository
from services.ports.repositories.inbound import InboundRepository
from services.ports.repositories.indices import IndicesRepository
from services.ports.repositories.kpis import KpiRepository
from services.ports.repositories.leads import LeadsRepository
from services.ports.repositories.menu import MenuRepository
from services.ports.repositories.negotiation import NegotiationRepository
from services.ports.repositories.news import NewsRepository
from services.ports.repositories.notices import NoticesRepository
from services.ports.repositories.outcomes import OutcomeRepository
from services.ports.repositories.pacing import PacingRepository
from services.ports.repositories.payments import PaymentsRepository
from services.ports.repositories.portfolios import PortfoliosRepository
from services.ports.repositories.recordings import RecordingRepository
from services.ports.repositories.recordings_write import RecordingsWriteRepository
from services.ports.repositories.regua_plans import ReguaPlansRepository
from services.ports.repositories.spoken_names import SpokenNameRepository
from services.ports.repositories.strategy import StrategyRepository
from services.ports.repositories.surveys import SurveyRepository
from services.ports.repositories.users import UserRepository

T = TypeVar("T")


class StorageError(Exception):
    """The database could not do what was asked."""


class UnitOfWork(Protocol):
    """One transaction: a repository per noun, and the outbox. Nobody commits it but the storage itself.

    A work must let the database's errors through: on PostgreSQL the transaction is broken after the first.
    """

    @property
    def news(self) -> NewsRepository: ...

    @property
    def imports(self) -> ImportsRepository: ...

    @property
    def portfolios(self) -> PortfoliosRepository: ...

    @property
    def leads(self) -> LeadsRepository: ...

    @property
    def attempts(self) -> AttemptsRepository: ...

    @property
    def agent_sessions(self) -> AgentSessionsRepository: ...

    @property
    def commands(self) -> CommandsRepository: ...

    @property
    def recordings_write(self) -> RecordingsWriteRepository: ...

    @property
    def menu(self) -> MenuRepository: ...

    @property
    def cases(self) -> CasesRepository: ...

    @property
    def users(self) -> UserRepository: ...

    @property
    def desk(self) -> DeskRepository: ...

    @property
    def dispositions(self) -> DispositionRepository: ...

    @property
    def outcomes(self) -> OutcomeRepository: ...

    @property
    def floor(self) -> FloorRepository: ...

    @property
    def recordings(self) -> RecordingRepository: ...

    @property
    def campaigns(self) -> CampaignRepository: ...

    @property
    def import_reports(self) -> ImportReportRepository: ...

    @property
    def inbound(self) -> InboundRepository: ...

    @property
    def identity(self) -> IdentityRepository: ...

    @property
    def evidence(self) -> EvidenceRepository: ...

    @property
    def spoken_names(self) -> SpokenNameRepository: ...

    @property
    def contact(self) -> ContactRepository: ...

    @property
    def strategy(self) -> StrategyRepository: ...

    @property
    def indices(self) -> IndicesRepository: ...

    @property
    def regua_plans(self) -> ReguaPlansRepository: ...

    @property
    def kpis(self) -> KpiRepository: ...

    @property
    def surveys(self) -> SurveyRepository: ...

    @property
    def call_meter(self) -> CallMeterRepository: ...

    @property
    def call_history(self) -> CallHistoryRepository: ...

    @property
    def call_summary(self) -> CallSummaryRepository: ...

    @property
    def negotiation(self) -> NegotiationRepository: ...

    @property
    def agreements(self) -> AgreementsRepository: ...

    @property
    def pacing(self) -> PacingRepository: ...

    @property
    def payments(self) -> PaymentsRepository: ...

    @property
    def notices(self) -> NoticesRepository: ...

    def record(self, event: Event) -> None:
        """Put the event in the outbox, in this very transaction."""
        ...


class Storage(Protocol):
    """Runs synchronous pieces of work in storage threads; neither method blocks the event loop."""

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` in a transaction and return its result once it is durable.

        Waiting works are committed together; one that raises is undone alone and its error comes back here. A work
        may run again when the database asks for it, so it must not change anything outside the unit of work.
        Cancelling the caller does not undo the write. Raises StorageError when the database fails.
        """
        ...

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` on a consistent snapshot; it must not write. Raises StorageError when the database fails."""
        ...
