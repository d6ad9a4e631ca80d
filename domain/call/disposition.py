"""Tabulação: the business outcome of an attempt. The codes are the ones that Brazilian operations use."""

from enum import StrEnum


class DispositionGroup(StrEnum):
    NO_CONTACT = "no_contact"
    THIRD_PARTY = "third_party"
    RIGHT_PARTY = "right_party"
    NOT_DIALED = "not_dialed"


class Disposition(StrEnum):
    NAO_ATENDE = "NAO_ATENDE"
    OCUPADO = "OCUPADO"
    CAIXA_POSTAL = "CAIXA_POSTAL"
    INEXISTENTE = "INEXISTENTE"
    FORA_DE_AREA = "FORA_DE_AREA"
    CONGESTIONAMENTO = "CONGESTIONAMENTO"
    CANCELADA = "CANCELADA"
    """The dialer let it go while it rang, for nobody would have been there."""
    MUDO = "MUDO"
    """Answered, and neither a key nor a right party came."""
    ABANDONO = "ABANDONO"
    """Asked for a person, and nobody was free in time."""
    FALHA_TECNICA = "FALHA_TECNICA"
    """The house failed (a process died, the switch was lost); what the network did may be unknown."""
    NAO_DISCADO = "NAO_DISCADO"
    """Claimed and then not dialled: refused just before the dial, or the dialer stopped first."""
    DESLIGOU_ANTES = "DESLIGOU_ANTES"
    """A person answered and hung up before saying who they are."""

    RECADO_TERCEIRO = "RECADO_TERCEIRO"
    NAO_CONHECE = "NAO_CONHECE"
    TELEFONE_DE_TERCEIRO = "TELEFONE_DE_TERCEIRO"
    FALECIDO = "FALECIDO"
    IDENTIDADE_NAO_CONFIRMADA = "IDENTIDADE_NAO_CONFIRMADA"

    PROMESSA = "PROMESSA"
    ACORDO_A_VISTA = "ACORDO_A_VISTA"
    ACORDO_PARCELADO = "ACORDO_PARCELADO"
    QUEBRA_RENEGOCIADA = "QUEBRA_RENEGOCIADA"
    ALEGA_PAGAMENTO = "ALEGA_PAGAMENTO"
    CONTESTA_DIVIDA = "CONTESTA_DIVIDA"
    SEM_CONDICOES = "SEM_CONDICOES"
    DESEMPREGO = "DESEMPREGO"
    DOENCA = "DOENCA"
    SUPERENDIVIDADO = "SUPERENDIVIDADO"
    RECUSA_NEGOCIAR = "RECUSA_NEGOCIAR"
    INSATISFACAO_SERVICO = "INSATISFACAO_SERVICO"
    BOLETO_NAO_RECEBIDO = "BOLETO_NAO_RECEBIDO"
    RETORNO_AGENDADO = "RETORNO_AGENDADO"
    ADVOGADO = "ADVOGADO"
    PEDE_BLOQUEIO = "PEDE_BLOQUEIO"
    DESLIGOU = "DESLIGOU"
    """The debtor, identity confirmed, hung up before choosing anything."""
    ENVIO_2A_VIA = "ENVIO_2A_VIA"
    TRANSBORDO = "TRANSBORDO"
    """Talked with an agent, whose own disposition is still to come."""


_GROUPS: dict[DispositionGroup, tuple[Disposition, ...]] = {
    DispositionGroup.NO_CONTACT: (
        Disposition.NAO_ATENDE, Disposition.OCUPADO, Disposition.CAIXA_POSTAL, Disposition.INEXISTENTE,
        Disposition.FORA_DE_AREA, Disposition.CONGESTIONAMENTO, Disposition.MUDO, Disposition.ABANDONO,
        Disposition.FALHA_TECNICA, Disposition.DESLIGOU_ANTES, Disposition.CANCELADA,
    ),
    DispositionGroup.THIRD_PARTY: (
        Disposition.RECADO_TERCEIRO, Disposition.NAO_CONHECE, Disposition.TELEFONE_DE_TERCEIRO,
        Disposition.FALECIDO, Disposition.IDENTIDADE_NAO_CONFIRMADA,
    ),
    DispositionGroup.NOT_DIALED: (Disposition.NAO_DISCADO,),
}  # fmt: skip


def group_of(disposition: Disposition) -> DispositionGroup:
    """The funnel group; whatever is in no other group is a right-party contact (CPC)."""
    for group, members in _GROUPS.items():
        if disposition in members:
            return group
    return DispositionGroup.RIGHT_PARTY
