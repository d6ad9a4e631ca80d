"""What a debtor told that somebody has to look at: a payment, a dispute, trouble to pay, trouble with the service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from domain.call.disposition import Disposition


class CaseKind(StrEnum):
    PAYMENT_CLAIM = "payment_claim"
    DISPUTE = "dispute"
    HARDSHIP = "hardship"
    SUPPORT = "support"
    COMPLAINT = "complaint"


class DisputeReason(StrEnum):
    NOT_MINE = "not_mine"
    WRONG_AMOUNT = "wrong_amount"
    NOT_DELIVERED = "not_delivered"
    CANCELLED = "cancelled"
    OTHER = "other"


class DelayCause(StrEnum):
    UNEMPLOYMENT = "unemployment"
    ILLNESS = "illness"
    FORGOT = "forgot"
    NO_BILL = "no_bill"
    DISSATISFIED = "dissatisfied"
    OTHER = "other"


class PaymentWay(StrEnum):
    PIX = "pix"
    BOLETO = "boleto"
    STORE = "store"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseRule:
    """What a cause of delay makes of the call. Who forgot, or got no bill, is helped by the offers at once."""

    kind: CaseKind
    disposition: Disposition


CAUSE_RULES: Mapping[DelayCause, CauseRule] = MappingProxyType(
    {
        DelayCause.UNEMPLOYMENT: CauseRule(kind=CaseKind.HARDSHIP, disposition=Disposition.DESEMPREGO),
        DelayCause.ILLNESS: CauseRule(kind=CaseKind.HARDSHIP, disposition=Disposition.DOENCA),
        DelayCause.DISSATISFIED: CauseRule(kind=CaseKind.SUPPORT, disposition=Disposition.INSATISFACAO_SERVICO),
        DelayCause.OTHER: CauseRule(kind=CaseKind.HARDSHIP, disposition=Disposition.SEM_CONDICOES),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStory:
    """`reason` is a word of the kind's own enum; date and way are those of a payment that was told."""

    kind: CaseKind
    reason: str = ""
    paid_on: date | None = None
    paid_way: PaymentWay | None = None


_STORIES: Mapping[Disposition, CaseStory] = MappingProxyType(
    {
        Disposition.ALEGA_PAGAMENTO: CaseStory(kind=CaseKind.PAYMENT_CLAIM),
        Disposition.CONTESTA_DIVIDA: CaseStory(kind=CaseKind.DISPUTE, reason=DisputeReason.OTHER.value),
        **{rule.disposition: CaseStory(kind=rule.kind, reason=cause.value) for cause, rule in CAUSE_RULES.items()},
    }
)


def story_of(disposition: Disposition) -> CaseStory | None:
    """What an outcome that an agent wrote down gives somebody to look at, as when the menu is told it; None: nothing.

    The rest of the story is in the agent's note.
    """
    return _STORIES.get(disposition)
