"""Cases. Documents are masked; no full name."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from api.schemas import Body, Reply
from domain.call.case import CaseKind, PaymentWay
from domain.call.case_decision import CaseState, Verdict
from domain.contact.facts import DebtStatus
from domain.notice.notice import NoticeState


class CaseDebt(Reply):
    """As it stands now. `held_otherwise`: another open case is about it too, and goes on holding it."""

    contract: str
    description: str
    principal_cents: int
    due_date: date
    status: DebtStatus
    held_otherwise: bool


class CaseMessage(Reply):
    """Asks the debtor to call back, without a word of why; `reason_label`: what it waits for, or why it did not go."""

    channel_label: str
    address_masked: str
    state: NoticeState
    state_label: str
    reason_label: str


class Case(Reply):
    """`reason` is a word of the dispute or of the cause of delay; `paid_on` and `paid_way` as the debtor told them.

    `verdicts` are those that fit while it is open. `tell_debtor`: it was decided against the debtor, who is to be told
    before anything is asked for again. `decision_reason` is for the house. `agent` wrote it down after the call,
    with `note`; null: the debtor told it to the menu. `message` is what went to the debtor then, `untold` why there is
    none: whoever speaks with them next tells it.
    """

    id: str
    kind: CaseKind
    reason: str
    paid_on: date | None
    paid_way: PaymentWay | None
    protocol: str
    attempt_id: str
    portfolio: str
    debtor_first_name: str
    document_masked: str
    state: CaseState
    opened_at: datetime
    agent: str | None
    note: str
    debts: list[CaseDebt]
    verdicts: list[Verdict]
    verdict: Verdict | None
    decided_at: datetime | None
    decided_by: str | None
    decision_reason: str | None
    tell_debtor: bool
    message: CaseMessage | None
    untold: str


class CaseList(Reply):
    items: list[Case]
    page: int
    page_size: int
    total: int


class CaseVerdict(Body):
    verdict: Verdict
    reason: Annotated[str, Field(min_length=3, max_length=500)]
