"""What debtors told that somebody has to look at, and how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.call.case import CaseKind, CaseStory
from domain.call.case_decision import CaseState, DebtInCase, Verdict
from domain.contact.facts import DebtStatus
from domain.ids import AttemptId, CaseId, DebtId, DebtorId, NoticeId, PortfolioId, UserId
from domain.notice.contact import Contact
from domain.notice.notice import NoticeState
from domain.notice.result_message import TellInPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    id: CaseId
    story: CaseStory
    protocol: str
    attempt_id: AttemptId
    debtor_id: DebtorId
    portfolio_id: PortfolioId
    opened_at: datetime
    opened_by: UserId | None = None
    """The agent who wrote it down; None: the debtor told it to the menu."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuery:
    kind: CaseKind | None = None
    state: CaseState | None = None
    portfolio_id: PortfolioId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDebt:
    """A debt that the case is about, as it stands now."""

    standing: DebtInCase
    contract: str
    description: str
    principal_cents: int
    due_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEnd:
    verdict: Verdict
    reason: str
    decided_by: UserId
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMessage:
    """The message that asks the debtor to call back, and what became of it; `reason` as the message has it."""

    contact: Contact
    state: NoticeState
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """`end` is None while it is open; `decider` is then empty. `agent` wrote it down, with `note`; empty: the menu."""

    case_id: CaseId
    story: CaseStory
    protocol: str
    attempt_id: AttemptId
    debtor_id: DebtorId
    debtor_name: str
    debtor_document: str
    portfolio_id: PortfolioId
    portfolio: str
    state: CaseState
    opened_at: datetime
    end: CaseEnd | None
    decider: str
    agent: str
    note: str
    message: CaseMessage | None
    """Of one that was decided against the debtor."""
    untold: str
    """Why there is no message, in pt-BR; empty when there is one, or none is wanted."""
    debts: tuple[CaseDebt, ...]


class CasesRepository(Protocol):
    def open(self, case: NewCase) -> bool:
        """False when the attempt has opened one of this kind already: nothing changes then.

        A claim or a dispute is about the debtor's debts of the portfolio that it put in doubt before; when all those in
        doubt were so already, it is about all of them.
        """
        ...

    def page(self, query: CaseQuery, *, limit: int, offset: int) -> Sequence[CaseFacts]:
        """Open ones first, the oldest of them first."""
        ...

    def count(self, query: CaseQuery) -> int: ...

    def get(self, case_id: CaseId, *, lock: bool = False) -> CaseFacts | None:
        """`lock`: nobody else decides it, or another case about its debts, until the transaction ends."""
        ...

    def close(self, case_id: CaseId, end: CaseEnd) -> None: ...

    def tell(self, case_id: CaseId, told: NoticeId | TellInPerson) -> None:
        """The message that asks the debtor of a decided case to call back, or why there is none."""
        ...

    def set_debts(self, debts: Mapping[DebtId, DebtStatus], *, at: datetime) -> None: ...
