"""Words on the screens."""

import re
from pathlib import Path

import pytest

from api.labels import disposition_label, menu_steps
from api.validation_words import describe
from domain.call.disposition import Disposition
from domain.negotiation.offer import OfferKind
from ivr_flows import outbound
from ivr_flows.questions import Lapse
from ivr_flows.steps import Step


@pytest.mark.parametrize("disposition", list(Disposition))
def test_every_disposition_has_words_of_its_own(disposition: Disposition) -> None:
    labels = {other: disposition_label(other) for other in Disposition}
    assert list(labels.values()).count(labels[disposition]) == 1


def test_a_step_that_nobody_named_shows_its_own_name() -> None:
    [step] = menu_steps([{"step": "brand_new", "at_ms": 5}])
    assert (step.label, step.at_ms, step.result) == ("Brand new", 5, "")


def test_every_step_and_result_of_the_menu_has_words_in_portuguese() -> None:
    source = Path(outbound.__file__).read_text(encoding="utf-8")
    noted = re.findall(r'_note\("(\w+)", "(\w+)"\)', source)
    noted += [("options", kind.value) for kind in OfferKind] + [
        (step.value, lapse.value) for step in Step for lapse in Lapse
    ]
    noted += [("options", result) for result in re.findall(r'(?:result=|_end\()"(\w+)"', source)]
    assert len(noted) > 20
    for step, result in noted:
        [shown] = menu_steps([{"step": step, "result": result}])
        assert shown.label.lower() != step.replace("_", " "), step
        assert shown.result != result.replace("_", " "), result


def test_what_was_refused_is_told_by_the_step() -> None:
    identity, read_back = menu_steps([{"step": step, "result": "refused"} for step in ("identity", "read_back")])
    assert (identity.result, read_back.result) == ("Não confere", "Não aceito")


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
