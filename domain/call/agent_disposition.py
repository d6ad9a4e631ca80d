"""How an agent may dispose of a call, and when."""

from dataclasses import dataclass

from domain.call.disposition import Disposition
from domain.errors import DomainError

AGENT_DISPOSITIONS: tuple[Disposition, ...] = (
    Disposition.PROMESSA,
    Disposition.RETORNO_AGENDADO,
    Disposition.ALEGA_PAGAMENTO,
    Disposition.CONTESTA_DIVIDA,
    Disposition.SEM_CONDICOES,
    Disposition.DESEMPREGO,
    Disposition.DOENCA,
    Disposition.SUPERENDIVIDADO,
    Disposition.RECUSA_NEGOCIAR,
    Disposition.INSATISFACAO_SERVICO,
    Disposition.BOLETO_NAO_RECEBIDO,
    Disposition.ENVIO_2A_VIA,
    Disposition.QUEBRA_RENEGOCIADA,
    Disposition.ADVOGADO,
    Disposition.PEDE_BLOQUEIO,
    Disposition.DESLIGOU,
    Disposition.RECADO_TERCEIRO,
    Disposition.NAO_CONHECE,
    Disposition.TELEFONE_DE_TERCEIRO,
    Disposition.FALECIDO,
    Disposition.IDENTIDADE_NAO_CONFIRMADA,
    Disposition.CAIXA_POSTAL,
    Disposition.MUDO,
    Disposition.FALHA_TECNICA,
)
"""What an agent chooses from, in the order to show it; the network's and the menu's own outcomes are not among them."""

OF_NOBODY_KNOWN = frozenset(
    {
        Disposition.INSATISFACAO_SERVICO,
        Disposition.RECADO_TERCEIRO,
        Disposition.IDENTIDADE_NAO_CONFIRMADA,
        Disposition.CAIXA_POSTAL,
        Disposition.MUDO,
        Disposition.FALHA_TECNICA,
    }
)
"""Outcomes that bind no debtor, so that it need not be known whose call it is. A complaint is anybody's to make."""

_OF_AGREEMENTS = frozenset({Disposition.ACORDO_A_VISTA, Disposition.ACORDO_PARCELADO})


class DispositionRefused(DomainError):
    """The call may not be disposed of in this way."""


class CallNotEnded(DispositionRefused):
    """The call is still going on."""


class NotTheAgentsCall(DispositionRefused):
    """The attempt is not the one that this agent has still to dispose of."""


class DispositionNotForAgents(DispositionRefused):
    """Only the network or the menu can know that this happened."""


class AlreadyDisposed(DispositionRefused):
    """What the outcome brings about was done: saying it again would do it twice."""


class AgreementMissing(DispositionRefused):
    """An agreement was claimed and none is recorded for the call."""


class DebtorUnknown(DispositionRefused):
    """Nobody was identified in the call, and the outcome would bind somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallToDispose:
    """`disposed`: by an agent, not only by what the menu and the network told. `caller_known`: whose it is."""

    closed: bool
    disposed: bool
    has_agreement: bool
    caller_known: bool = True


def may_be_chosen(disposition: Disposition, *, caller_known: bool) -> bool:
    """Whether an outcome fits a call of somebody known, or of nobody known."""
    return caller_known or disposition in OF_NOBODY_KNOWN


def check_agent_disposition(call: CallToDispose, disposition: Disposition) -> None:
    """Raise a DispositionRefused unless the agent who has the call in hand may dispose of it so, now."""
    if not call.closed:
        raise CallNotEnded
    if call.disposed:
        raise AlreadyDisposed
    if disposition not in AGENT_DISPOSITIONS and disposition not in _OF_AGREEMENTS:
        raise DispositionNotForAgents
    if not may_be_chosen(disposition, caller_known=call.caller_known):
        raise DebtorUnknown
    if disposition in _OF_AGREEMENTS and not call.has_agreement:
        raise AgreementMissing
