"""The agent's desk."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from api.schemas import AgreementSummary, Body, MenuStep, Reply
from domain.call.agent_session import AgentState, PauseReason
from domain.call.disposition import Disposition

MOST_CENTS = 100_000_000_00
"""A hundred million reais: whatever is more is a slip of the finger."""


class DeskSession(Reply):
    """`leg_up` is whether the softphone's leg waits on hold or talks; `asked_pause` begins when the call is over."""

    id: str
    state: AgentState
    pause_reason: PauseReason | None
    state_since: datetime
    seat: str
    leg_up: bool
    asked_pause: PauseReason | None


class CallDebtor(Reply):
    """`name` and `document_masked` stay null until identity is confirmed."""

    first_name: str
    name: str | None
    document_masked: str | None
    city: str
    uf: str


class CallDebt(Reply):
    contract: str
    creditor: str
    description: str
    status: str
    due_date: date
    days_late: int
    principal_cents: int
    multa_cents: int
    juros_cents: int
    total_cents: int


class Call(Reply):
    """The call in hand, or the one still to be disposed of; `debts` is empty until identity is confirmed.

    `caller_known` is false where they called us and nobody has told yet who it is.
    """

    attempt_id: str
    campaign: str
    answered_at: datetime | None
    bridged_at: datetime | None
    ended_at: datetime | None
    identity_confirmed: bool
    inbound: bool
    caller_known: bool
    debtor: CallDebtor
    phone_masked: str
    debts: list[CallDebt]
    menu: list[MenuStep]
    agreement: AgreementSummary | None
    disposition: Disposition | None


class Desk(Reply):
    session: DeskSession | None
    call: Call | None
    now: datetime


class Softphone(Reply):
    """What the browser registers with: SIP `uri` and `secret` of the seat lent, WebSocket at `ws_path`."""

    seat: str
    secret: str
    uri: str
    ws_path: str


class LinkCaller(Body):
    """The CPF or CNPJ that the caller told, however it is written."""

    document: Annotated[str, Field(min_length=1, max_length=20)]


class Pause(Body):
    reason: PauseReason


class Dispose(Body):
    """`disposition` is one of the choices of the call, with the fields that it requires.

    `then` is what the agent does next; `pause_reason` counts only when that is a pause.
    """

    attempt_id: Annotated[str, Field(min_length=1, max_length=26)]
    disposition: Annotated[str, Field(min_length=1, max_length=40)]
    note: Annotated[str, Field(max_length=2000)] = ""
    promise_date: date | None = None
    promise_cents: Annotated[int, Field(ge=0, le=MOST_CENTS)] | None = None
    callback_from: AwareDatetime | None = None
    callback_until: AwareDatetime | None = None
    then: Literal["ready", "pause"] = "ready"
    pause_reason: PauseReason = PauseReason.REST


class Preview(Reply):
    """Who would be called next: no name in full and no debt, for identity is confirmed in the call."""

    lead_id: int
    campaign: str
    first_name: str
    city: str
    uf: str
    phone_masked: str
    attempts_made: int


class DialPreview(Body):
    lead_id: int
