"""Codes as people read them on the screens, in pt-BR."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.schemas import MenuStep
from domain.call.disposition import Disposition

_D = Disposition

_DISPOSITIONS: dict[Disposition, str] = {
    _D.NAO_ATENDE: "Não atende",
    _D.OCUPADO: "Ocupado",
    _D.CAIXA_POSTAL: "Caixa postal",
    _D.INEXISTENTE: "Número inexistente",
    _D.FORA_DE_AREA: "Fora de área",
    _D.CONGESTIONAMENTO: "Congestionamento",
    _D.MUDO: "Mudo",
    _D.ABANDONO: "Abandonada na espera",
    _D.FALHA_TECNICA: "Falha técnica",
    _D.NAO_DISCADO: "Não discado",
    _D.DESLIGOU_ANTES: "Desligou antes de se identificar",
    _D.RECADO_TERCEIRO: "Recado com terceiro",
    _D.NAO_CONHECE: "Não conhece o cliente",
    _D.TELEFONE_DE_TERCEIRO: "Telefone de terceiro",
    _D.FALECIDO: "Falecido",
    _D.IDENTIDADE_NAO_CONFIRMADA: "Identidade não confirmada",
    _D.PROMESSA: "Promessa de pagamento",
    _D.ACORDO_A_VISTA: "Acordo à vista",
    _D.ACORDO_PARCELADO: "Acordo parcelado",
    _D.QUEBRA_RENEGOCIADA: "Quebra renegociada",
    _D.ALEGA_PAGAMENTO: "Alega pagamento",
    _D.CONTESTA_DIVIDA: "Contesta a dívida",
    _D.SEM_CONDICOES: "Sem condições de pagar",
    _D.DESEMPREGO: "Desemprego",
    _D.DOENCA: "Doença",
    _D.SUPERENDIVIDADO: "Superendividado",
    _D.RECUSA_NEGOCIAR: "Recusa negociar",
    _D.INSATISFACAO_SERVICO: "Insatisfação com o serviço",
    _D.BOLETO_NAO_RECEBIDO: "Boleto não recebido",
    _D.RETORNO_AGENDADO: "Retorno agendado",
    _D.ADVOGADO: "Tratar com advogado",
    _D.PEDE_BLOQUEIO: "Pede para não ligar",
    _D.DESLIGOU: "Desligou sem escolher",
    _D.ENVIO_2A_VIA: "Envio de 2ª via",
    _D.TRANSBORDO: "Falou com atendente",
}

_STEPS: dict[str, str] = {
    "right_party": "É a pessoa?",
    "identity": "Confirmação de identidade",
    "agent_identity": "Identidade confirmada pelo atendente",
    "debts": "Dívida e opções",
    "read_back": "Leitura do acordo",
    "agreement": "Acordo registrado",
    "already_paid": "Disse que já pagou",
    "wrong_number": "Disse que não conhece o cliente",
    "third_party": "Atendido por terceiro",
    "person": "Pediu atendente",
    "end": "Fim do atendimento",
}


def disposition_label(disposition: Disposition | None) -> str:
    return _DISPOSITIONS[disposition] if disposition else "Sem tabulação"


def menu_steps(steps: Iterable[Mapping[str, Any]]) -> list[MenuStep]:
    """The menu's own step names come with their labels; one without a label shows its name."""
    return [
        MenuStep(
            step=str(step["step"]),
            label=_STEPS.get(str(step["step"]), str(step["step"]).replace("_", " ").capitalize()),
            at_ms=int(step.get("at_ms", 0)),
            result=str(step.get("result") or ""),
        )
        for step in steps
    ]
