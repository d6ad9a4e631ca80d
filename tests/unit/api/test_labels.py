"""Words on the screens."""

import pytest

from api.labels import disposition_label, menu_steps
from api.validation_words import describe
from domain.call.disposition import Disposition


@pytest.mark.parametrize("disposition", list(Disposition))
def test_every_disposition_has_words_of_its_own(disposition: Disposition) -> None:
    labels = {other: disposition_label(other) for other in Disposition}
    assert list(labels.values()).count(labels[disposition]) == 1


def test_a_step_that_nobody_named_shows_its_own_name() -> None:
    [step] = menu_steps([{"step": "brand_new", "at_ms": 5}])
    assert (step.label, step.at_ms, step.result) == ("Brand new", 5, "")


@pytest.mark.parametrize(
    ("complaint", "sentence"),
    [
        ({"type": "int_parsing", "loc": ("query", "page")}, "Campo “page”: informe um número inteiro."),
        ({"type": "date_parsing", "loc": ("query", "from")}, "Campo “data inicial”: informe uma data válida."),
        ({"type": "enum", "loc": ("body", "reason")}, "Campo “motivo”: escolha uma das opções."),
        ({"type": "json_invalid", "loc": ("body", 0)}, "Campo “corpo do pedido”: valor inválido."),
    ],
)
def test_a_complaint_becomes_one_sentence(complaint: dict[str, object], sentence: str) -> None:
    assert describe(complaint)[1] == sentence
