"""The tabulação as data: what each disposition is called, counts as, asks for and brings about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from domain.call.agent_disposition import AGENT_DISPOSITIONS
from domain.call.disposition import Disposition, DispositionGroup, group_of
from domain.contact.facts import HoldKind
from domain.errors import DomainError


class NextStep(StrEnum):
    RETRY = "retry"
    """The campaign tries again, on this number or another."""
    OTHER_NUMBER = "other_number"
    CALL_BACK = "call_back"
    COLLECT_PAYMENT = "collect_payment"
    """Reminders, and a look at whether the payment came."""
    CHECK_PAYMENT = "check_payment"
    ANSWER_DISPUTE = "answer_dispute"
    SUPPORT_TICKET = "support_ticket"
    SEND_DOCUMENT = "send_document"
    HUMAN_ROUTE = "human_route"
    """A person looks at the case before anything else is done."""
    ESTATE_QUEUE = "estate_queue"
    STOP = "stop"


class RequiredField(StrEnum):
    PROMISE_DATE = "promise_date"
    PROMISE_CENTS = "promise_cents"
    CALLBACK_FROM = "callback_from"
    CALLBACK_UNTIL = "callback_until"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionRule:
    """`retry_delay`: at least so long before the next try. `pause_days`: business days without any contact.

    `offered`: an offer was presented (CPCA). `hold`: what holds the person back from now on.
    """

    label: str
    group: DispositionGroup
    next_step: NextStep
    final: bool = False
    retry_delay: timedelta = timedelta()
    pause_days: int = 0
    required: tuple[RequiredField, ...] = ()
    offered: bool = False
    promise: bool = False
    agreement: bool = False
    hold: HoldKind | None = None
    unlinks_number: bool = False

    @property
    def right_party(self) -> bool:
        """Counts as CPC."""
        return self.group is DispositionGroup.RIGHT_PARTY


def _rule(label: str, disposition: Disposition, next_step: NextStep, **more: object) -> DispositionRule:
    return DispositionRule(label=label, group=group_of(disposition), next_step=next_step, **more)  # type: ignore[arg-type]


_D, _N, _F, _H = Disposition, NextStep, RequiredField, HoldKind
_DAY = timedelta(days=1)
_LABELS: Mapping[Disposition, tuple[str, NextStep, Mapping[str, object]]] = {
    _D.NAO_ATENDE: ("Não atende", _N.RETRY, {}),
    _D.OCUPADO: ("Ocupado", _N.RETRY, {}),
    _D.CAIXA_POSTAL: ("Caixa postal", _N.RETRY, {"retry_delay": timedelta(hours=4)}),
    _D.INEXISTENTE: ("Número inexistente", _N.OTHER_NUMBER, {}),
    _D.FORA_DE_AREA: ("Fora de área", _N.RETRY, {}),
    _D.CONGESTIONAMENTO: ("Congestionamento", _N.RETRY, {}),
    _D.CANCELADA: ("Cancelada antes de atender", _N.RETRY, {}),
    _D.MUDO: ("Mudo", _N.RETRY, {}),
    _D.ABANDONO: ("Abandonada na espera", _N.RETRY, {}),
    _D.FALHA_TECNICA: ("Falha técnica", _N.RETRY, {}),
    _D.NAO_DISCADO: ("Não discado", _N.RETRY, {}),
    _D.DESLIGOU_ANTES: ("Desligou antes de se identificar", _N.RETRY, {}),
    _D.RECADO_TERCEIRO: ("Recado com terceiro", _N.RETRY, {}),
    _D.NAO_CONHECE: ("Não conhece o cliente", _N.OTHER_NUMBER, {"unlinks_number": True}),
    _D.TELEFONE_DE_TERCEIRO: ("Telefone de terceiro", _N.OTHER_NUMBER, {"unlinks_number": True}),
    _D.FALECIDO: ("Falecido", _N.ESTATE_QUEUE, {"final": True, "hold": _H.DEAD}),
    _D.IDENTIDADE_NAO_CONFIRMADA: ("Identidade não confirmada", _N.RETRY, {}),
    _D.PROMESSA: (
        "Promessa de pagamento",
        _N.COLLECT_PAYMENT,
        {
            "final": True, "offered": True, "promise": True, "hold": _H.PROMISE,
            "required": (_F.PROMISE_DATE, _F.PROMISE_CENTS),
        },
    ),
    _D.ACORDO_A_VISTA: (
        "Acordo à vista", _N.COLLECT_PAYMENT, {"final": True, "offered": True, "agreement": True}
    ),
    _D.ACORDO_PARCELADO: (
        "Acordo parcelado", _N.COLLECT_PAYMENT, {"final": True, "offered": True, "agreement": True}
    ),
    _D.QUEBRA_RENEGOCIADA: ("Quebra renegociada", _N.COLLECT_PAYMENT, {"final": True, "offered": True}),
    _D.ALEGA_PAGAMENTO: ("Alega pagamento", _N.CHECK_PAYMENT, {"final": True, "pause_days": 2}),
    _D.CONTESTA_DIVIDA: (
        "Contesta a dívida", _N.ANSWER_DISPUTE, {"final": True, "hold": _H.DISPUTE, "required": (_F.NOTE,)}
    ),
    _D.SEM_CONDICOES: ("Sem condições de pagar", _N.HUMAN_ROUTE, {"final": True, "offered": True}),
    _D.DESEMPREGO: ("Desemprego", _N.HUMAN_ROUTE, {"final": True, "offered": True}),
    _D.DOENCA: ("Doença", _N.HUMAN_ROUTE, {"final": True, "offered": True}),
    _D.SUPERENDIVIDADO: ("Superendividado", _N.HUMAN_ROUTE, {"final": True, "hold": _H.OVER_INDEBTED}),
    _D.RECUSA_NEGOCIAR: ("Recusa negociar", _N.HUMAN_ROUTE, {"final": True, "offered": True}),
    _D.INSATISFACAO_SERVICO: (
        "Insatisfação com o serviço", _N.SUPPORT_TICKET, {"final": True, "required": (_F.NOTE,)}
    ),
    _D.BOLETO_NAO_RECEBIDO: ("Boleto não recebido", _N.SEND_DOCUMENT, {"retry_delay": 2 * _DAY}),
    _D.RETORNO_AGENDADO: (
        "Retorno agendado",
        _N.CALL_BACK,
        {"hold": _H.CALLBACK, "required": (_F.CALLBACK_FROM, _F.CALLBACK_UNTIL)},
    ),
    _D.ADVOGADO: ("Tratar com advogado", _N.HUMAN_ROUTE, {"final": True, "hold": _H.LAWYER, "required": (_F.NOTE,)}),
    _D.PEDE_BLOQUEIO: ("Pede para não ligar", _N.STOP, {"final": True, "hold": _H.OPT_OUT}),
    _D.DESLIGOU: ("Desligou sem escolher", _N.RETRY, {}),
    _D.ENVIO_2A_VIA: ("Envio de 2ª via", _N.SEND_DOCUMENT, {"offered": True, "retry_delay": 2 * _DAY}),
    _D.TRANSBORDO: ("Falou com atendente", _N.RETRY, {"final": True}),
}  # fmt: skip
DISPOSITION_RULES: Mapping[Disposition, DispositionRule] = MappingProxyType(
    {code: _rule(label, code, step, **more) for code, (label, step, more) in _LABELS.items()}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioDisposition:
    """A portfolio's own name for a finer case of `base`, whose rules hold.

    It may wait or pause longer and ask for more, never less.
    """

    code: str
    label: str
    base: Disposition
    retry_delay: timedelta = timedelta()
    pause_days: int = 0
    required: tuple[RequiredField, ...] = ()

    @property
    def rule(self) -> DispositionRule:
        base = DISPOSITION_RULES[self.base]
        return replace(
            base,
            label=self.label,
            retry_delay=max(base.retry_delay, self.retry_delay),
            pause_days=max(base.pause_days, self.pause_days),
            required=(*base.required, *(field for field in self.required if field not in base.required)),
        )


class DispositionTableRefused(DomainError):
    """`reason` is for the user, in Portuguese; `field` is the one to blame."""

    def __init__(self, code: str, field: str, reason: str) -> None:
        self.code = code
        self.field = field
        self.reason = reason
        super().__init__(f"tabulação {code!r}: {reason}")


LONGEST_PAUSE_DAYS = 30
LONGEST_RETRY_DELAY = timedelta(days=30)


def check_additions(additions: Iterable[PortfolioDisposition]) -> None:
    """Raises DispositionTableRefused for the first that is none."""
    seen: set[str] = set()
    for one in additions:
        found = next(((field, reason) for wrong, field, reason in _complaints(one, seen) if wrong), None)
        if found is not None:
            raise DispositionTableRefused(one.code, *found)
        seen.add(one.code)


def _complaints(one: PortfolioDisposition, seen: set[str]) -> Iterable[tuple[bool, str, str]]:
    rule, longest = DISPOSITION_RULES[one.base], LONGEST_RETRY_DELAY.days
    spelt = one.code.isascii() and one.code.replace("_", "").isalnum() and one.code.isupper()
    yield not spelt, "code", "Use letras maiúsculas sem acento, dígitos e _ no código."
    yield one.code in Disposition.__members__ or one.code in seen, "code", "O código já existe."
    yield not one.label.strip(), "label", "Falta o nome que aparece na tela."
    yield one.base not in AGENT_DISPOSITIONS, "base", "Escolha um resultado que o atendente possa dar."
    yield one.pause_days < 0, "pause_days", "A pausa não pode ser negativa."
    too_short = 0 < one.pause_days < rule.pause_days
    yield too_short, "pause_days", f"A pausa não pode ser menor que a de {one.base.value}."
    yield one.pause_days > LONGEST_PAUSE_DAYS, "pause_days", f"A pausa vai até {LONGEST_PAUSE_DAYS} dias úteis."
    yield one.retry_delay < timedelta(), "retry_delay_minutes", "O intervalo não pode ser negativo."
    yield one.retry_delay > LONGEST_RETRY_DELAY, "retry_delay_minutes", f"O intervalo vai até {longest} dias."
