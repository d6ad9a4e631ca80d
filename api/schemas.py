"""What every schema shares, and the pieces that several nouns show."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain.call.disposition import Disposition, DispositionGroup
from domain.call.disposition_rules import NextStep, RequiredField


class Reply(BaseModel):
    """Goes out; built from the views of the services by attribute."""

    model_config = ConfigDict(from_attributes=True)


class Body(BaseModel):
    """Comes in; a field that nobody knows is an error, since it is a misspelt one."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ErrorReply(Reply):
    """Every refusal: `code` for programs, `message` in pt-BR for people, `field` when one field is to blame."""

    code: str
    message: str
    field: str | None = None


class AgreementSummary(Reply):
    """`installments` is how many there are."""

    protocol: str
    total_cents: int
    installments: int


class MenuStep(Reply):
    """One step of the debtor in the menu; `at_ms` since the menu began."""

    step: str
    label: str
    at_ms: int
    result: str


class CommandAccepted(Reply):
    """The intent is stored; what becomes of it shows on the desk."""

    command_id: str


class DispositionChoice(Reply):
    """`base` is the standard disposition that the code is, or that a portfolio's own one refines."""

    code: str
    base: Disposition
    label: str
    group: DispositionGroup
    next_step: NextStep
    required: list[RequiredField]
    """What the screen asks for with it."""


class Heartbeat(Reply):
    now: datetime
