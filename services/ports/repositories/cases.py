"""What debtors told that somebody has to look at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.call.case import CaseStory
from domain.ids import AttemptId, CaseId, DebtorId, PortfolioId


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    id: CaseId
    story: CaseStory
    protocol: str
    attempt_id: AttemptId
    debtor_id: DebtorId
    portfolio_id: PortfolioId
    opened_at: datetime


class CasesRepository(Protocol):
    def open(self, case: NewCase) -> bool:
        """False when the attempt has opened one of this kind already: nothing changes then."""
        ...
