"""The régua: what is done about a debt on which day counted from its due date, while nothing stops it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.errors import DomainError
from domain.strategy.expression import Expression


class StepChannel(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    LETTER = "carta"
    CALL = "ligacao"
    NOTIFY_SALES = "aviso_comercial"
    BUREAU_NOTICE = "aviso_negativacao"
    OUTSOURCE = "terceirizacao"
    JUDICIAL_REVIEW = "analise_judicial"
    PROMISE_CHECK = "confere_promessa"
    """Planned by promises alone."""


REACHES_DEBTOR = frozenset({StepChannel.EMAIL, StepChannel.SMS, StepChannel.WHATSAPP, StepChannel.CALL})
"""Bound to the days on which the debtor may be contacted."""
BUREAU_FLOOR_DAYS: Mapping[str, int] = MappingProxyType({"PR": 30})
"""States in which nobody is told to a bureau before so many days of delay."""
EARLIEST_DAY, LATEST_DAY = -30, 5 * 365


class StopEvent(StrEnum):
    """What cancels every pending step; a régua cannot go on through any of them."""

    PAYMENT = "pagamento"
    AGREEMENT = "acordo"
    DISPUTE = "contestação"
    DEATH = "falecimento"
    OPT_OUT = "pedido de não contato"
    PRESCRIPTION = "prescrição"
    OVER_INDEBTED = "superendividamento"
    LAWYER = "advogado"


class ReguaRefused(DomainError):
    """`step` counts from 1 (None: the régua itself); `reason` is for the user, in Portuguese."""

    def __init__(self, reason: str, *, step: int | None = None, field: str = "", value: object = "") -> None:
        self.step, self.field, self.value = step, field, value
        place = "" if step is None else f"passo {step}"
        what = f"campo {field}" if field else ""
        shown = f" ({value!r})" if value != "" else ""
        where = ", ".join(part for part in (place, what) if part)
        self.reason = f"{where}{shown}: {reason}" if where else reason
        super().__init__(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReguaStep:
    """`day` counts from the due date; `when` asks about the debtor, None: always."""

    code: str
    day: int
    channel: StepChannel
    when: Expression | None = None
    when_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regua:
    """Raises ReguaRefused for steps that cannot be."""

    name: str
    steps: tuple[ReguaStep, ...]

    def __post_init__(self) -> None:
        if not self.steps:
            raise ReguaRefused("a régua não tem passos")
        codes: set[str] = set()
        written: int | None = None
        for number, step in enumerate(self.steps, start=1):
            if step.code in codes:
                raise ReguaRefused("o código se repete", step=number, field="codigo", value=step.code)
            codes.add(step.code)
            if not EARLIEST_DAY <= step.day <= LATEST_DAY:
                reason = f"fora de {EARLIEST_DAY} a {LATEST_DAY}"
                raise ReguaRefused(reason, step=number, field="dia", value=step.day)
            if step.channel is StepChannel.LETTER:
                written = step.day if written is None else min(written, step.day)
            _check_day(step, number)
        _check_notice(self.steps, written)


def _check_day(step: ReguaStep, number: int) -> None:
    before_due = (StepChannel.EMAIL, StepChannel.SMS, StepChannel.WHATSAPP)
    if step.day <= 0 and step.channel not in before_due:
        raise ReguaRefused("antes do vencimento só há lembrete escrito", step=number, field="dia", value=step.day)
    if step.channel is StepChannel.PROMISE_CHECK:
        raise ReguaRefused("é planejado pela promessa, não pela régua", step=number, field="canal", value=step.channel)


def _check_notice(steps: tuple[ReguaStep, ...], written: int | None) -> None:
    """CDC art. 43 §2: nobody is told to a bureau without having been told so in writing."""
    for number, step in enumerate(steps, start=1):
        if step.channel is StepChannel.BUREAU_NOTICE and (written is None or step.day < written + 5):
            reason = "exige carta pelo menos 5 dias antes (CDC art. 43 §2º)"
            raise ReguaRefused(reason, step=number, field="dia", value=step.day)


def _step(day: int, channel: StepChannel, what: str) -> ReguaStep:
    return ReguaStep(code=f"d{day:+d}_{what}".replace("+", "").replace("-", "_"), day=day, channel=channel)


_C = StepChannel
DEFAULT_REGUA = Regua(
    name="Padrão",
    steps=(
        _step(-3, _C.EMAIL, "email"),
        _step(-3, _C.SMS, "sms"),
        _step(0, _C.EMAIL, "segunda_via"),
        _step(5, _C.EMAIL, "email"),
        _step(5, _C.NOTIFY_SALES, "comercial"),
        _step(15, _C.CALL, "ligacao"),
        _step(23, _C.SMS, "sms"),
        _step(27, _C.CALL, "ligacao"),
        _step(35, _C.LETTER, "carta"),
        _step(47, _C.NOTIFY_SALES, "comercial"),
        _step(47, _C.CALL, "ligacao"),
    ),
)
"""Reminder D−3, slip or Pix again on D0, then the six positions D+5, D+15, D+23, D+27, D+35 and D+47."""
