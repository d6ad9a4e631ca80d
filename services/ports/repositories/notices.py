"""Messages to debtors, from the wish to the delivery."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.contact.facts import Channel
from domain.ids import AgreementId, AttemptId, DebtorId, NoticeId, PortfolioId, UserId
from domain.notice.contact import Contact
from domain.notice.notice import Confirmation, NoticeKind, NoticeState


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """`txid` names the charge whose code it carries; `reason` why it failed or was dropped, a word for programs."""

    notice_id: NoticeId
    kind: NoticeKind
    contact: Contact
    confirmation: Confirmation
    debtor_id: DebtorId
    portfolio_id: PortfolioId
    agreement_id: AgreementId | None
    attempt_id: AttemptId | None
    txid: str | None
    state: NoticeState
    requested_at: datetime
    requested_by: UserId | None
    next_try_at: datetime
    tries: int = 0
    reference: str = ""
    reason: str = ""
    subject: str = field(default="", repr=False)
    body: str = field(default="", repr=False)
    accepted_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownContacts:
    """Numbers best first, without those that are somebody else's."""

    numbers: tuple[str, ...] = field(repr=False)
    email: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeQuery:
    """None asks for any."""

    state: NoticeState | None = None
    channel: Channel | None = None
    kind: NoticeKind | None = None
    agreement_id: AgreementId | None = None
    debtor_id: DebtorId | None = None
    attempt_id: AttemptId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedNotice:
    notice: NoticeFacts
    debtor_name: str = field(repr=False)
    portfolio: str
    protocol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who writes to whom. `templates` is the portfolio's own file; empty: the house's words."""

    debtor_name: str = field(repr=False)
    company: str
    """The neutral name."""
    creditor: str
    creditor_document: str
    callback_number: str
    templates: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatesFacts:
    version: int
    source: str
    created_at: datetime


class NoticesRepository(Protocol):
    def add(self, notice: NoticeFacts) -> None: ...

    def get(self, notice_id: NoticeId, *, lock: bool = False) -> NoticeFacts | None: ...

    def save(self, notice: NoticeFacts) -> None:
        """All of it but what never changes: kind, person, agreement, request."""
        ...

    def of_agreement(self, agreement_id: AgreementId, kind: NoticeKind, *, lock: bool = False) -> NoticeFacts | None:
        """The newest."""
        ...

    def reminded(self, debtor_id: DebtorId, portfolio_id: PortfolioId, channel: Channel, *, since: datetime) -> bool:
        """Whether a message that collects was wished for since, and was neither dropped nor failed."""
        ...

    def due(self, now: datetime, *, limit: int) -> Sequence[NoticeId]:
        """Queued ones whose next try has come, the longest waiting first."""
        ...

    def unconfirmed(self, *, before: datetime, limit: int) -> Sequence[NoticeFacts]:
        """Accepted ones whose delivery was not told, last looked at before."""
        ...

    def contacts(self, debtor_id: DebtorId) -> KnownContacts: ...

    def letterhead(self, portfolio_id: PortfolioId, debtor_id: DebtorId) -> Letterhead: ...

    def templates(self, portfolio_id: PortfolioId) -> TemplatesFacts | None: ...

    def replace_templates(self, portfolio_id: PortfolioId, source: str, *, by: UserId | None, at: datetime) -> int:
        """Gives the version."""
        ...

    def confirmed_contact(self, agreement_id: AgreementId) -> tuple[Contact, Confirmation] | None:
        """Where the newest message about the agreement went that the debtor had confirmed."""
        ...

    def page(self, query: NoticeQuery, *, limit: int, offset: int) -> Sequence[ListedNotice]:
        """Newest first."""
        ...

    def count(self, query: NoticeQuery) -> int: ...

    def counts(self) -> Mapping[NoticeState, int]: ...
