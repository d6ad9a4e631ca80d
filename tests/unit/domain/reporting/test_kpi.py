from decimal import Decimal
from pathlib import Path

import pytest

from domain.reporting.kpi import FUNNEL, KPIS, Counts, document_kpis, evaluate_kpis

COUNTS = Counts(
    dialed=200, answered=100, human=80, right_party=40, offered=30, promises=4, agreements=10, agreed_cents=500_000,
    paid=5, received_cents=100_000, eligible_cents=1_000_000, due_agreements=8, broken_agreements=2, due_promises=4,
    kept_promises=3, abandoned=5, talk_seconds=6000, logged_seconds=7200, busy_seconds=5400, cost_cents=20_000,
    satisfaction_answers=10, satisfied=9, recommendation_answers=10, promoters=6, detractors=3, complaints=1,
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("discado", 200), ("taxa_alo", "0.4"), ("taxa_cpc", "0.5"), ("taxa_cpca", "0.75"), ("conversao", "0.25"),
        ("pagamento", "0.5"), ("promessa_cumprida", "0.75"), ("quebra", "0.25"), ("recuperacao", "0.1"),
        ("recebido_por_hora", 50_000), ("custo_por_real", "0.2"), ("tma", 60), ("ocupacao", "0.75"),
        ("abandono", "0.05"), ("csat", "0.9"), ("nps", 30), ("reclamacoes", 25), ("recebido", 100_000),
    ],
)  # fmt: skip
def test_a_figure_is_what_its_formula_says(code: str, value: int | str) -> None:
    assert evaluate_kpis(COUNTS)[code] == Decimal(value)


def test_nothing_to_divide_by_is_no_figure() -> None:
    empty = evaluate_kpis(Counts())
    assert {code for code, value in empty.items() if value is not None} == {
        "discado", "alo", "cpc", "cpca", "promessas", "acordos", "pagos", "acordado", "recebido", "custo",
    }  # fmt: skip


def test_counts_of_parts_add_up() -> None:
    both = COUNTS.plus(COUNTS)
    assert (both.dialed, both.complaints) == (400, 2)
    assert evaluate_kpis(both)["conversao"] == evaluate_kpis(COUNTS)["conversao"]


def test_every_figure_has_its_words_and_the_document_is_up_to_date() -> None:
    assert all(kpi.formula and kpi.label for kpi in KPIS.values())
    assert set(FUNNEL) <= set(KPIS)
    assert Path("docs/kpis.md").read_text(encoding="utf-8") == document_kpis()
