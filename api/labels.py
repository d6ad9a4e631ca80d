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
    "agent_link": "Cliente encontrado pelo atendente",
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
    return DISPOSITION_RULES[disposition].label if disposition else "Sem tabulação"


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
