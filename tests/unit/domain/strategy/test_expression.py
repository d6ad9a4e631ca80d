from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.strategy.expression import (
    All,
    AnyOf,
    Compare,
    ExpressionRefused,
    Not,
    OneOf,
    Operator,
    evaluate,
    fields_of,
    parse_expression,
)
from domain.strategy.fields import FIELDS

FACTS: dict[str, Any] = {
    "atraso": Decimal(45), "valor": Decimal(150_000), "uf": "SP", "bom_pagador": True, "tem_email": False,
    "contatabilidade": "cpc", "renda": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("atraso >= 45", True),
        ("atraso > 45", False),
        ("atraso < 46 e atraso <= 45", True),
        ("atraso = 45 and atraso != 44", True),
        ("atraso <> 45", False),
        ("valor = 1.500,00", True),
        ("valor > 1500,01 ou atraso entre 30 e 60", True),
        ("uf em ('rj', \"sp\")", True),
        ("uf em (RJ)", False),
        ("bom_pagador", True),
        ("não bom_pagador", False),
        ("bom_pagador = não", False),
        ("tem_email = sim", False),
        ("não (uf = SP e atraso > 30)", False),
        ("contatabilidade = cpc", True),
        ("renda > 1000", None),
        ("não renda > 1000", None),
        ("renda em (1000)", None),
        ("renda > 1000 ou uf = SP", True),
        ("renda > 1000 ou uf = RJ", None),
        ("renda > 1000 e uf = RJ", False),
        ("renda > 1000 e uf = SP", None),
        ("uf = RJ ou atraso = 1", False),
        ("ltv > 1", None),
    ],
)
def test_an_expression_is_answered_as_sql_would(text: str, *, answer: bool | None) -> None:
    assert evaluate(parse_expression(text), FACTS) is answer


def test_and_binds_closer_than_or() -> None:
    atraso, uf = FIELDS["atraso"], FIELDS["uf"]
    one, two = Compare(atraso, Operator.MORE, Decimal(1)), OneOf(uf, ("SP", "PA"))
    parsed = parse_expression("atraso > 1 ou atraso > 1 e não uf em (SP, PA)")
    assert parsed == AnyOf((one, All((one, Not(two)))))
    assert fields_of(parsed) == {"atraso", "uf"}


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 1, "acabou antes"),
        ("atrso > 1", 1, "quis dizer atraso"),
        ("xyz > 1", 1, "Campos: atraso"),
        ("atraso", 7, "falta uma comparação"),
        ("atraso > 'x'", 10, "pede um número"),
        ("atraso > 1 atraso", 12, "sobra"),
        ("(atraso > 1", 12, "fechar o parêntese"),
        ("uf > SP", 4, "não é um número"),
        ("uf entre A e B", 10, "não é um número"),
        ("atraso entre 1 ou 2", 16, "dois valores"),
        ("uf em SP", 7, "lista entre parênteses"),
        ("uf em (SP", 10, "fechar o parêntese da lista"),
        ("uf = 12", 6, "pede um texto"),
        ("bom_pagador = talvez", 15, "sim ou não"),
        ("causa = preguica", 9, "não é um valor"),
        ("atraso > 1; drop", 11, "não entendi"),
        ("e atraso > 1", 1, "esperava um campo"),
        ("__import__('os')", 1, "não é um campo"),
        ("(" * 41 + "atraso > 1" + ")" * 41, 41, "40"),
        ("atraso > 1" + " " * 2000, 2001, "2000 caracteres"),
    ],
)
def test_an_error_says_what_and_where(text: str, position: int, words: str) -> None:
    with pytest.raises(ExpressionRefused, match=words) as refused:
        parse_expression(text)
    assert refused.value.position == position
    assert refused.value.reason.startswith(f"posição {position}: ")


@given(st.text(max_size=60) | st.text(alphabet="atrsovluf ()<>=!eou12,.'\"", max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    refused_at = 1
    try:
        evaluate(parse_expression(text), FACTS)
    except ExpressionRefused as refused:
        refused_at = refused.position
    assert 1 <= refused_at <= len(text) + 1
