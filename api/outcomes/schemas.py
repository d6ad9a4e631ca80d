"""What became of calls."""

from datetime import datetime

from api.schemas import AgreementSummary, Reply
from domain.call.disposition import Disposition, DispositionGroup


class Outcome(Reply):
    """One closed attempt; `at` is when it closed."""

    attempt_id: str
    at: datetime
    campaign: str
    debtor_first_name: str
    phone_masked: str
    disposition: Disposition
    label: str
    group: DispositionGroup
    hangup_cause: int | None
    talk_seconds: float
    agent: str | None
    agreement: AgreementSummary | None
    recording: bool


class OutcomePage(Reply):
    """`next` goes into `before` for the page that follows; null on the last one."""

    items: list[Outcome]
    next: str | None
