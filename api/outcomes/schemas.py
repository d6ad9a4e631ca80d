"""What became of calls."""

from datetime import datetime

from api.schemas import AgreementSummary, Reply
from domain.call.disposition import Disposition, DispositionGroup


class Outcome(Reply):
    """One closed attempt; `at` is when it closed. `own_label`: of the portfolio's own disposition, if it is one."""

    attempt_id: str
    at: datetime
    campaign: str
    debtor_first_name: str
    phone_masked: str
    disposition: Disposition
    label: str
    own_label: str | None
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
