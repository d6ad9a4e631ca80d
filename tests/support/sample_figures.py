"""Figures and portfolios' own dispositions of the made-up operation."""

from typing import Any

from domain.contact.rules import RULE_TEXTS
from domain.negotiation.policy_file import PolicyRefused
from domain.reporting.kpi import FUNNEL, KPIS, Counts, evaluate_kpis
from services.negotiation.policies import check_policy

Json = dict[str, Any]
_GROUPS = {
    "total": [""],
    "agent": ["Ana Beatriz Rocha", "Bruno Tavares", "Carla Menezes", "Diego Nascimento", ""],
    "campaign": ["Varejo Sul · até 60 dias", "Financeira Horizonte · 61 a 180 dias"],
    "segment": ["Bons pagadores", "Mais de 90 dias"],
    "step": ["d15_ligacao", "d27_ligacao", ""],
    "hour": ["8", "9", "10", "11", "14", "15"],
}


def _counts(n: int) -> Counts:
    size = 11 - 2 * min(n, 4)
    return Counts(
        dialed=486 * size, answered=232 * size, human=171 * size, right_party=98 * size, offered=74 * size,
        promises=9 * size, agreements=(21 - n) * size, agreed_cents=1_893_000 * size, paid=13 * size,
        received_cents=684_250 * size, eligible_cents=21_400_000 * size, due_agreements=17 * size,
        broken_agreements=3 * size, due_promises=7 * size, kept_promises=5 * size, abandoned=2 * size,
        talk_seconds=232 * 141 * size, logged_seconds=26_100 * size, busy_seconds=19_800 * size,
        cost_cents=58_300 * size, satisfaction_answers=40 * size, satisfied=33 * size,
        recommendation_answers=38 * size, promoters=21 * size, detractors=6 * size, complaints=1 * size,
    )  # fmt: skip


def kpis(group_by: str, *, empty: bool) -> Json:
    definitions = [
        {"code": one.code, "label": one.label, "unit": one.unit, "formula": one.formula} for one in KPIS.values()
    ]
    rows = [{"key": key, "values": _values(n)} for n, key in enumerate(_GROUPS[group_by])]
    return {"definitions": definitions, "funnel": list(FUNNEL), "rows": [] if empty else rows}


def _values(n: int) -> Json:
    return {code: None if value is None else float(value) for code, value in evaluate_kpis(_counts(n)).items()}


def own_dispositions() -> list[Json]:
    shared = {"created_at": "2026-11-10T12:00:00Z", "pause_days": 0}
    return [
        {"code": "EM_VIAGEM", "label": "Em viagem", "base": "RETORNO_AGENDADO", "base_label": "Retorno agendado"}
        | {"retry_delay_minutes": 2880, "required": ["callback_from", "callback_until", "note"], "retired_at": None}
        | shared,
        {"code": "PAGOU_LOTERICA", "label": "Pagou na lotérica", "base": "ALEGA_PAGAMENTO"}
        | {"base_label": "Alega pagamento", "retry_delay_minutes": 0, "required": ["note"]}
        | shared
        | {"pause_days": 3, "retired_at": "2026-11-20T12:00:00Z"},
    ]


def why() -> Json:
    """One number that may be called, and one that two rules keep back."""
    rules = [
        {"rule": rule.value, "refused": False, "until": None, "says": text.says, "law": text.law}
        for rule, text in RULE_TEXTS.items()
    ]
    late = {"refused": True, "until": "2026-11-25T11:00:00Z"}
    kept = {"calling_window": late, "number_day_cap": late}
    held = [rule | kept.get(str(rule["rule"]), {}) for rule in rules]
    numbers = [
        {"phone_masked": "(19) •••••-4471", "allowed": True, "first": None, "rules": rules},
        {"phone_masked": "(19) ••••-2210", "allowed": False, "first": "calling_window", "rules": held},
    ]
    scope = {"portfolio_id": 1, "portfolio": "Lojas Primavera", "campaign_id": 1, "campaign": "Varejo Sul"}
    return {
        "debtor_id": 7,
        "at": "2026-11-24T13:00:00Z",
        "scopes": [scope | {"last_verdict": "", "policy_broken": False, "numbers": numbers}],
    }


def policies() -> list[Json]:
    shared = {"portfolio_id": 1, "portfolio": "Lojas Primavera", "created_by": "Otávio Lima"}
    dates = {"created_at": "2026-10-20T12:00:00Z", "withdrawn_at": None, "valid_until": None}
    return [
        {"id": 3, "segment": "", "version": 3, "name": "Varejo 2026", "valid_from": "2026-11-01"} | shared | dates,
        {"id": 2, "segment": "bons pagadores", "version": 2, "name": "Fidelidade", "valid_from": "2026-10-01"}
        | shared
        | dates
        | {"valid_until": "2026-12-31"},
        {"id": 1, "segment": "", "version": 2, "name": "Varejo 2026", "valid_from": "2026-01-01"}
        | shared
        | dates
        | {"withdrawn_at": "2026-10-31T12:00:00Z"},
    ]


def verdict(source: str) -> Json:
    try:
        policy = check_policy(source, file="política")
    except PolicyRefused as error:
        told = {"line": error.line, "field": error.field, "value": error.value, "law": error.law}
        return {"ok": False, "name": "", "bands": 0, "message": str(error)} | told
    told = {"line": None, "field": "", "value": "", "law": "", "message": ""}
    return {"ok": True, "name": policy.name, "bands": len(policy.bands)} | told
