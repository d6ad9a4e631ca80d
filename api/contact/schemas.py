"""Who may be contacted, and why not."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, model_validator

from api.schemas import Body, Reply
from domain.contact.facts import BlockListKind, Channel, HoldKind
from domain.contact.rules import ContactRule


class RuleAnswer(Reply):
    """What one rule says; `until` null with `refused`: for as long as the facts stay as they are."""

    rule: ContactRule
    refused: bool
    until: datetime | None
    says: str
    law: str


class NumberAnswer(Reply):
    """`allowed` is about the number; `first` names the rule that decided when it is not."""

    phone_masked: str
    allowed: bool
    first: ContactRule | None
    rules: list[RuleAnswer]


class ScopeAnswer(Reply):
    portfolio_id: int
    portfolio: str
    campaign_id: int | None
    campaign: str
    last_verdict: str
    policy_broken: bool
    numbers: list[NumberAnswer]


class WhyQuestion(Body):
    """A document or a contract; in the body, since neither belongs into an address."""

    document: Annotated[str, Field(max_length=20)] = ""
    contract: Annotated[str, Field(max_length=60)] = ""
    at: AwareDatetime | None = None
    channel: Channel = Channel.CALL

    @model_validator(mode="after")
    def one_of_both(self) -> "WhyQuestion":
        if bool(self.document) == bool(self.contract):
            raise ValueError("one of document and contract")
        return self


class WhyAnswer(Reply):
    debtor_id: int
    at: datetime
    scopes: list[ScopeAnswer]


class Hold(Reply):
    id: int
    kind: str
    starts_at: datetime
    ends_at: datetime | None
    portfolio_id: int | None
    reason: str
    created_at: datetime
    lifted_at: datetime | None


class NewHold(Body):
    """`ends_at` null: until lifted."""

    kind: HoldKind
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    portfolio_id: int | None = None
    reason: Annotated[str, Field(min_length=3, max_length=300)]


class HoldCreated(Reply):
    id: int


class ContactPolicy(Reply):
    """`settings` hold what the portfolio tightened; what is not there is as the house has it."""

    portfolio_id: int
    version: int
    settings: dict[str, Any]


class NewContactPolicy(Body):
    settings: dict[str, Any]


class BlockList(Reply):
    id: int
    kind: str
    file_name: str
    state: str
    entries: int
    imported_at: datetime


class BlockListKindReply(Reply):
    """`ddds` empty: every number; `grace_days` from registration until it binds."""

    kind: BlockListKind
    name: str
    law: str
    ddds: list[int]
    grace_days: int
    binds_collections: bool


class LoadedBlockList(Reply):
    list_id: int
    entries: int
    binds_collections: bool


class Origination(Reply):
    """Anatel's meter of a CNPJ root on one carrier, today and this month; `carrier` empty: on all together."""

    cnpj_root: str
    carrier: str
    calls: int
    short_calls: int
    month_calls: int
    day_forecast: int
    month_forecast: int
    level: str
    rate_factor: float
    reasons: list[str]
