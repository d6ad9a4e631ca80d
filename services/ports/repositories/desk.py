"""The desk's own reading and writing: sessions, the call in hand, intents, the agent's disposition."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from domain.call.agent_session import AgentState, PauseReason
from domain.call.disposition import Disposition
from domain.ids import AgentSessionId, AttemptId, CampaignId, CommandId, DebtorId, PortfolioId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSessionFacts:
    id: AgentSessionId
    user_id: UserId
    seat: str
    state: AgentState
    pause_reason: PauseReason | None
    state_since: datetime
    leg_id: str | None
    attempt_id: AttemptId | None
    asked_pause: PauseReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    """`installments` is how many there are."""

    protocol: str
    total_cents: int
    installments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """One attempt with its people; `steps` as the menu wrote them."""

    attempt_id: AttemptId
    campaign_id: CampaignId
    campaign: str
    portfolio_id: PortfolioId
    creditor: str
    debtor_id: DebtorId
    debtor_name: str
    document: str
    city: str
    uf: str
    phone: str
    answered_at: datetime | None
    bridged_at: datetime | None
    closed_at: datetime | None
    disposition: Disposition | None
    disposed: bool
    identity_confirmed: bool
    inbound: bool
    caller_known: bool
    """False where they called us and it is not known who they are."""
    steps: Sequence[Mapping[str, Any]]
    agreement: AgreementFacts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtFacts:
    contract: str
    description: str
    principal_cents: int
    due_date: date
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCommand:
    id: CommandId
    kind: str
    data: Mapping[str, Any]
    issued_by: UserId
    issued_at: datetime


class DeskRepository(Protocol):
    def open_session(self, user_id: UserId) -> AgentSessionFacts | None:
        """The agent's session that has not ended."""
        ...

    def open_sessions(self, user_ids: Collection[UserId]) -> Mapping[UserId, AgentSessionFacts]:
        """The same of many at once; who has none is missing."""
        ...

    def taken_seats(self) -> frozenset[str]:
        """Seats of all open sessions; nobody else can take one until this transaction is over."""
        ...

    def start_session(self, session_id: AgentSessionId, *, user_id: UserId, seat: str, now: datetime) -> None: ...

    def call(self, attempt_id: AttemptId) -> CallFacts | None: ...

    def calls(self, attempt_ids: Collection[AttemptId]) -> Mapping[AttemptId, CallFacts]: ...

    def debts(self, debtor_id: DebtorId, portfolio_id: PortfolioId) -> Sequence[DebtFacts]:
        """What is not paid, oldest first."""
        ...

    def confirm_identity(self, attempt_id: AttemptId, *, at: datetime) -> None:
        """Confirming again changes nothing."""
        ...

    def note_link(self, attempt_id: AttemptId, *, at: datetime) -> None:
        """The agent told whose call it is; said among the menu's steps."""
        ...

    def dispose(
        self,
        attempt_id: AttemptId,
        *,
        disposition: Disposition,
        own_code: str | None,
        note: str,
        user_id: UserId,
        at: datetime,
    ) -> None:
        """`own_code`: of the portfolio's own disposition, of which `disposition` is the base."""
        ...

    def add_command(self, command: NewCommand) -> None: ...
