"""Codes as people read them on the screens, in pt-BR."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.schemas import MenuStep
from domain.call.disposition import Disposition
from domain.call.disposition_rules import DISPOSITION_RULES

_STEPS: dict[str, str] = {
    "right_party": "É a pessoa?",
    "identity": "Confirmação de identidade",
    "agent_identity": "Identidade confirmada pelo atendente",
    "debts": "Dívida e opções",
    "options": "Dívida e opções",
    "read_back": "Leitura do acordo",
    "agreement": "Acordo registrado",
    "already_paid": "Disse que já pagou",
    "wrong_number": "Disse que não conhece o cliente",
    "third_party": "Atendido por terceiro",
    "protocol": "Protocolo",
    "working": "Registro do pedido",
    "handing_over": "Passagem para atendente",
    "not_started": "Início do atendimento",
    "over": "Fim do atendimento",
    "person": "Pediu atendente",
    "farewell": "Despedida",
    "end": "Fim do atendimento",
}
_RESULTS: dict[str, str] = {
    "yes": "Sim",
    "confirmed": "Confirmada",
    "refused": "Não confere",
    "read_back refused": "Não aceito",
    "agreed": "Aceito",
    "in_full": "À vista",
    "two_instalments": "Duas parcelas",
    "instalments": "Parcelado",
    "already_paid": "Já pagou",
    "nothing_owed": "Nada em aberto",
    "message": "Recado deixado",
    "unlinked": "Número retirado",
    "not_heard": "Sem resposta",
    "not_an_option": "Teclas que não são opções",
    "hung_up": "Desligou",
    "time_is_up": "Tempo esgotado",
    "technical_problem": "Problema técnico",
    # The step's own name already says it.
    "requested": "",
}


def disposition_label(disposition: Disposition | None) -> str:
    return DISPOSITION_RULES[disposition].label if disposition else "Sem tabulação"


def menu_steps(steps: Iterable[Mapping[str, Any]]) -> list[MenuStep]:
    """The menu's own step names and results come in words; one without words shows its name."""
    return [
        MenuStep(
            step=str(step["step"]),
            label=_STEPS.get(str(step["step"]), str(step["step"]).replace("_", " ").capitalize()),
            at_ms=int(step.get("at_ms", 0)),
            result=_result(str(step["step"]), str(step.get("result") or "")),
        )
        for step in steps
    ]


def _result(step: str, result: str) -> str:
    return _RESULTS.get(f"{step} {result}", _RESULTS.get(result, result.replace("_", " ")))
