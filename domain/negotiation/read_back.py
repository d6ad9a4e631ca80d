"""What the debtor hears or reads before the yes: every item, then whether there are doubts, whether they agree, what
happens next, and the consequences once and conditionally. Voice, screen and message are made of the same items.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from domain.money.amounts import format_percent, format_reais
from domain.negotiation.offer import Installment, Offer


class Phrase(StrEnum):
    """Fixed words; the value is also the key of the recorded prompt that says them."""

    OPENING = "read_back"
    OPENING_PLAIN = "read_back_plain"
    DISCOUNT = "read_back_discount"
    IN_FULL = "read_back_in_full"
    FIRST_OF_TWO = "read_back_first"
    SECOND = "read_back_second"
    MANY = "read_back_many"
    FIRST_OF_MANY = "read_back_first_of_many"
    FOLLOWING = "read_back_following"
    UNTIL = "read_back_until"
    LAST = "read_back_last"
    DUE = "read_back_due"
    TOTAL = "read_back_total"
    CONSEQUENCE = "consequence"
    CONSEQUENCE_LATE = "consequence_late"
    """Of an agreement in which delay costs."""


@dataclass(frozen=True, slots=True)
class Amount:
    amount_cents: int
    ends: bool = False


@dataclass(frozen=True, slots=True)
class DueDay:
    day: date


@dataclass(frozen=True, slots=True)
class HowMany:
    number: int


@dataclass(frozen=True, slots=True)
class Creditor:
    name: str


Token: TypeAlias = Phrase | Amount | DueDay | HowMany | Creditor
Item: TypeAlias = tuple[Token, ...]

_SHOWN_CONTRACTS: Final = 5
_LISTED_INSTALLMENTS: Final = 12
DOUBTS = "Ficou alguma dúvida?"
AGREE = "Está de acordo?"


def spoken_items(offer: Offer, *, creditor: str) -> tuple[Item, ...]:
    """Creditor (empty where its name cannot be said), discount, every payment with its day, and the total."""
    opening: Item = (Phrase.OPENING, Creditor(creditor)) if creditor else (Phrase.OPENING_PLAIN,)
    discount: list[Item] = []
    if offer.discount_cents:
        discount = [(Phrase.DISCOUNT, Amount(offer.discount_cents, ends=True))]
    total: list[Item] = []
    if len(offer.installments) > 1:
        total = [(Phrase.TOTAL, Amount(offer.total_cents, ends=True))]
    return (opening, *discount, *_payments(offer.installments), *total)


def spoken_consequence(offer: Offer) -> Phrase:
    """Said once, after the items: how much a delay costs is written in the message after the yes."""
    return Phrase.CONSEQUENCE_LATE if offer.late else Phrase.CONSEQUENCE


def _payments(installments: Sequence[Installment]) -> list[Item]:
    first = installments[0]
    if len(installments) == 1:
        return [_payment(Phrase.IN_FULL, first)]
    if len(installments) == 2:
        return [_payment(Phrase.FIRST_OF_TWO, first), _payment(Phrase.SECOND, installments[1])]
    items: list[Item] = [(HowMany(len(installments)), Phrase.MANY), _payment(Phrase.FIRST_OF_MANY, first)]
    following, last = installments[1:], installments[-1]
    alike = [one for one in following if one.amount_cents == following[0].amount_cents]
    if len(alike) == len(following):
        return [*items, _run(alike)]
    # A Price schedule puts the residue of its roundings in the last payment.
    return [*items, _run(alike), _payment(Phrase.LAST, last)]


def _run(alike: Sequence[Installment]) -> Item:
    return (Phrase.FOLLOWING, Amount(alike[0].amount_cents), Phrase.UNTIL, DueDay(alike[-1].due_date))


def _payment(phrase: Phrase, installment: Installment) -> Item:
    return (phrase, Amount(installment.amount_cents), Phrase.DUE, DueDay(installment.due_date))


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReadBack:
    """`items` are the lines of a screen; the rest is asked and said in this order."""

    items: tuple[str, ...]
    doubts: str
    agree: str
    next_steps: str
    consequence: str

    @property
    def script(self) -> str:
        """All of it, for the agent to read aloud; kept with the agreement as what was said."""
        return "\n".join((*self.items, self.doubts, self.agree, self.next_steps, self.consequence))

    @property
    def message(self) -> str:
        """For SMS, WhatsApp or e-mail after the yes: nothing is asked any more."""
        return " ".join((*self.items, self.next_steps, self.consequence))


def written_read_back(offer: Offer, *, creditor: str, sent_to: str = "") -> WrittenReadBack:
    """`sent_to` is where the payment's means go, an e-mail for instance; empty when it is not known."""
    where = f" para {sent_to}" if sent_to else ""
    return WrittenReadBack(
        items=(
            f"Acordo com {creditor}." if creditor else "Acordo.",
            _contracts([bill.contract for bill in offer.bills]),
            _composition(offer),
            *_lines(offer.installments),
            f"Total do acordo: {format_reais(offer.total_cents)}.",
            *_rates(offer),
            *_late(offer),
        ),
        doubts=DOUBTS,
        agree=AGREE,
        next_steps=f"Os dados do primeiro pagamento seguem{where}, por Pix ou boleto, com o número do protocolo.",
        consequence=(
            "Se não houver pagamento, o acordo pode ser cancelado, voltaremos a entrar em contato e, após aviso por"
            " escrito, pode haver registro nos órgãos de proteção ao crédito."
        ),
    )


def _composition(offer: Offer) -> str:
    items = (
        ("Valor original", offer.principal_cents),
        ("multa", offer.multa_cents),
        ("juros de mora", offer.juros_cents),
        ("correção", offer.correction_cents),
        ("juros do parcelamento", offer.interest_cents),
        ("desconto", -offer.discount_cents),
    )
    return ", ".join(f"{name} {format_reais(cents)}" for name, cents in items if cents) + "."


def _contracts(contracts: Sequence[str]) -> str:
    shown = ", ".join(contracts[:_SHOWN_CONTRACTS])
    more = len(contracts) - _SHOWN_CONTRACTS
    return f"Contratos: {shown} e mais {more}." if more > 0 else f"Contratos: {shown}."


def _lines(installments: Sequence[Installment]) -> list[str]:
    of = len(installments)
    if of <= _LISTED_INSTALLMENTS:
        return [_line(one, of) for one in installments]
    run = [one for one in installments[1:] if one.amount_cents == installments[1].amount_cents]
    each = format_reais(run[0].amount_cents)
    together = (
        f"Parcelas 2 a {run[-1].number} de {of}: {each} por mês, "
        f"de {run[0].due_date:%d/%m/%Y} a {run[-1].due_date:%d/%m/%Y}."
    )
    last = [_line(installments[-1], of)] if run[-1] is not installments[-1] else []
    return [_line(installments[0], of), together, *last]


def _line(one: Installment, of: int) -> str:
    name = "Pagamento à vista" if of == 1 else f"Parcela {one.number} de {of}"
    return f"{name}: {format_reais(one.amount_cents)}, com vencimento em {one.due_date:%d/%m/%Y}."


def _rates(offer: Offer) -> tuple[str, ...]:
    if not offer.monthly_rate:
        return ()
    return (f"Juros de {format_percent(offer.monthly_rate)} ao mês; CET de {format_percent(offer.cet())} ao ano.",)


def _late(offer: Offer) -> tuple[str, ...]:
    return (f"Pagamento depois do vencimento: {offer.late.words}.",) if offer.late else ()
