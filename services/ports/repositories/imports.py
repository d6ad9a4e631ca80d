"""Taking lists of debtors in: what a batch of rows brings, and the record of each import."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.ids import ImportId, PortfolioId, UserId


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ImportedDebtor:
    """Empty fields say nothing: they never erase what is known."""

    document: str
    name: str
    birth_date: date | None
    email: str
    uf: str
    city: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ImportedProfile:
    """What helps to segment; None and empty say nothing, and never erase what is known."""

    document: str
    income_cents: int | None = None
    ltv_cents: int | None = None
    paid_on_time: int | None = None
    paid_late: int | None = None
    delay_cause: str = ""
    preferred_channel: str = ""
    preferred_hour: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ImportedPhone:
    document: str
    number: str
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ImportedDebt:
    line: int
    document: str
    contract: str
    description: str
    principal_cents: int
    due_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedDebt:
    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What one batch changed; a debt that is already known as it stands counts nowhere."""

    debtors_created: int
    phones_created: int
    debts_created: int
    debts_updated: int
    refused: Sequence[RefusedDebt]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFigures:
    rows_read: int = 0
    rows_rejected: int = 0
    debtors_created: int = 0
    debts_created: int = 0
    debts_updated: int = 0
    phones_created: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewRejection:
    line: int
    column: str
    value: str
    reason: str


class ImportsRepository(Protocol):
    def begin(
        self,
        import_id: ImportId,
        portfolio_id: PortfolioId,
        *,
        file_name: str,
        started_by: UserId | None,
        at: datetime,
    ) -> None: ...

    def take_in(
        self,
        portfolio_id: PortfolioId,
        debtors: Sequence[ImportedDebtor],
        phones: Sequence[ImportedPhone],
        debts: Sequence[ImportedDebt],
        profiles: Sequence[ImportedProfile] = (),
        *,
        stamp: datetime,
    ) -> TakenIn:
        """Insert what is new and update what changed. `stamp` is the import's start: it tells what this same import
        has already written. A debt's status and an unlinked phone stay as they are.
        """
        ...

    def reject(self, import_id: ImportId, rejections: Sequence[NewRejection]) -> None: ...

    def progress(self, import_id: ImportId, figures: ImportFigures) -> None: ...

    def finish(self, import_id: ImportId, figures: ImportFigures, *, at: datetime) -> None: ...

    def fail(self, import_id: ImportId, *, error: str, at: datetime) -> None:
        """The figures stay as the last batch left them."""
        ...

    def running(self) -> Sequence[ImportId]: ...
