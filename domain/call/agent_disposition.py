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


@dataclass(frozen=True, slots=True, kw_only=True)
class CallToDispose:
    """`disposed`: by an agent, not only by what the menu and the network told."""

    closed: bool
    disposed: bool
    has_agreement: bool


def check_agent_disposition(call: CallToDispose, disposition: Disposition) -> None:
    """Raise a DispositionRefused unless the agent who has the call in hand may dispose of it so, now."""
    if not call.closed:
        raise CallNotEnded
    if call.disposed:
        raise AlreadyDisposed
    if disposition in _OF_AGREEMENTS:
        if not call.has_agreement:
            raise AgreementMissing
    elif disposition not in AGENT_DISPOSITIONS:
        raise DispositionNotForAgents
