"""Who may hear of their debts when they call us."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.negotiation.caller_identity import document_digits_asked, is_caller

CPF, BORN = "52998224725", date(1980, 3, 5)


@pytest.mark.parametrize("typed", ["529", CPF])
def test_document_and_birth_day_together_are_enough(typed: str) -> None:
    assert is_caller(CPF, BORN, typed_document=typed, typed_birth="0503")


@pytest.mark.parametrize(("document", "birth"), [("528", "0503"), ("529", "0305"), ("", "0503"), ("52", "0503")])
def test_one_of_them_alone_is_not(document: str, birth: str) -> None:
    assert not is_caller(CPF, BORN, typed_document=document, typed_birth=birth)


def test_without_a_birth_date_on_file_nobody_is_let_in_by_keys() -> None:
    assert not is_caller(CPF, None, typed_document=CPF, typed_birth="")


@given(document=st.text("0123456789", max_size=11), birth=st.text("0123456789", max_size=4))
def test_guessing_opens_nothing(document: str, birth: str) -> None:
    let_in = is_caller(CPF, BORN, typed_document=document, typed_birth=birth)
    assert let_in == (len(document) >= 3 and CPF.startswith(document) and birth == "0503")


def test_without_a_hint_the_whole_cpf_is_asked() -> None:
    assert (document_digits_asked(hinted=True), document_digits_asked(hinted=False)) == (3, 11)
