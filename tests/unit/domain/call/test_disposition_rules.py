from datetime import timedelta

import pytest

from domain.call.disposition import Disposition, DispositionGroup
from domain.call.disposition_rules import (
    DISPOSITION_RULES,
    DispositionTableRefused,
    NextStep,
    PortfolioDisposition,
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


@pytest.mark.parametrize(
    ("addition", "reason"),
    [
        (PortfolioDisposition(code="viagem", label="x", base=Disposition.DESLIGOU), "maiúsculas"),
        (PortfolioDisposition(code="OCUPADO", label="x", base=Disposition.DESLIGOU), "já existe"),
        (PortfolioDisposition(code="VIAGEM", label="x", base=Disposition.DESLIGOU), "já existe"),
        (PortfolioDisposition(code="OUTRA", label=" ", base=Disposition.DESLIGOU), "falta o nome"),
        (PortfolioDisposition(code="JA_PAGOU", label="x", base=Disposition.ALEGA_PAGAMENTO, pause_days=1), "pausa"),
        (
            PortfolioDisposition(code="ANTES", label="x", base=Disposition.DESLIGOU, retry_delay=timedelta(seconds=-1)),
            "pausa",
        ),
    ],
)
def test_a_wrong_addition_is_refused_by_its_code(addition: PortfolioDisposition, reason: str) -> None:
    with pytest.raises(DispositionTableRefused, match=reason) as refused:
        check_additions([VIAGEM, addition])
    assert refused.value.code == addition.code
