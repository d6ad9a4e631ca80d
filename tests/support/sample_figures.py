"""Figures and portfolios' own dispositions of the made-up operation."""

from typing import Any

from domain.reporting.kpi import FUNNEL, KPIS, Counts, evaluate_kpis

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
