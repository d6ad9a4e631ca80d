from datetime import timedelta
from typing import Any

import pytest

from domain.call.disposition import Disposition, DispositionGroup
from domain.call.disposition_rules import (
    DISPOSITION_RULES,
    DispositionTableRefused,
    NextStep,
    PortfolioDisposition,
    RequiredField,
    check_additions,
)
from domain.contact.facts import HoldKind

VIAGEM = PortfolioDisposition(code="VIAGEM", label="Em viagem", base=Disposition.RETORNO_AGENDADO)


def test_every_disposition_has_its_rule_and_a_label_of_its_own() -> None:
    assert set(DISPOSITION_RULES) == set(Disposition)
    assert len({rule.label for rule in DISPOSITION_RULES.values()}) == len(Disposition)


@pytest.mark.parametrize("disposition", Disposition)
def test_what_counts_further_down_the_funnel_counts_as_right_party(disposition: Disposition) -> None:
    rule = DISPOSITION_RULES[disposition]
    if rule.offered or rule.promise or rule.agreement:
        assert rule.right_party
    if rule.promise or rule.agreement:
        assert rule.offered


@pytest.mark.parametrize(
    ("disposition", "hold"),
    [
        (Disposition.FALECIDO, HoldKind.DEAD),
        (Disposition.SUPERENDIVIDADO, HoldKind.OVER_INDEBTED),
        (Disposition.ADVOGADO, HoldKind.LAWYER),
        (Disposition.PEDE_BLOQUEIO, HoldKind.OPT_OUT),
    ],
)
def test_what_the_law_stops_is_held(disposition: Disposition, hold: HoldKind) -> None:
    assert DISPOSITION_RULES[disposition].hold is hold
    assert DISPOSITION_RULES[disposition].final


def test_a_wrong_number_is_unlinked_and_another_one_is_tried() -> None:
    rule = DISPOSITION_RULES[Disposition.NAO_CONHECE]
    assert (rule.unlinks_number, rule.next_step, rule.final) == (True, NextStep.OTHER_NUMBER, False)
    assert rule.group is DispositionGroup.THIRD_PARTY


def test_a_portfolio_adds_its_own_names() -> None:
    check_additions([VIAGEM])


def _own(code: str, base: Disposition = Disposition.DESLIGOU, **more: Any) -> PortfolioDisposition:
    return PortfolioDisposition(code=code, label=more.pop("label", "x"), base=base, **more)


@pytest.mark.parametrize(
    ("addition", "field", "reason"),
    [
        (_own("viagem"), "code", "maiúsculas"),
        (_own("VIAGEM É"), "code", "maiúsculas"),
        (_own("OCUPADO"), "code", "já existe"),
        (_own("VIAGEM"), "code", "já existe"),
        (_own("OUTRA", label=" "), "label", "falta o nome"),
        (_own("SEM_LINHA", Disposition.OCUPADO), "base", "atendente"),
        (_own("FECHOU", Disposition.ACORDO_A_VISTA), "base", "atendente"),
        (_own("JA_PAGOU", Disposition.ALEGA_PAGAMENTO, pause_days=1), "pause_days", "não pode ser menor"),
        (_own("NUNCA", pause_days=-1), "pause_days", "negativa"),
        (_own("SEMPRE", pause_days=31), "pause_days", "30 dias úteis"),
        (_own("ANTES", retry_delay=timedelta(seconds=-1)), "retry_delay_minutes", "negativo"),
        (_own("LONGE", retry_delay=timedelta(days=31)), "retry_delay_minutes", "30 dias"),
    ],
)
def test_a_wrong_addition_is_refused_by_its_code_and_field(
    addition: PortfolioDisposition, field: str, reason: str
) -> None:
    with pytest.raises(DispositionTableRefused, match=f"(?i){reason}") as refused:
        check_additions([VIAGEM, addition])
    assert (refused.value.code, refused.value.field) == (addition.code, field)


def test_an_addition_keeps_its_base_s_rule_and_only_waits_pauses_and_asks_for_more() -> None:
    own = _own(
        "BOLETO_SUMIU", Disposition.BOLETO_NAO_RECEBIDO, label="Boleto sumiu", retry_delay=timedelta(hours=1),
        pause_days=3, required=(RequiredField.NOTE,),
    )  # fmt: skip
    base, rule = DISPOSITION_RULES[own.base], own.rule
    assert (rule.label, rule.retry_delay, rule.pause_days) == ("Boleto sumiu", timedelta(days=2), 3)
    assert (rule.required, rule.next_step, rule.group) == ((RequiredField.NOTE,), base.next_step, base.group)
    again = _own("DISPUTA_A", Disposition.CONTESTA_DIVIDA, required=(RequiredField.NOTE, RequiredField.PROMISE_DATE))
    assert again.rule.required == (RequiredField.NOTE, RequiredField.PROMISE_DATE)
    paid = _own("PAGOU_LOTERICA", Disposition.ALEGA_PAGAMENTO)
    assert paid.rule.pause_days == DISPOSITION_RULES[Disposition.ALEGA_PAGAMENTO].pause_days
