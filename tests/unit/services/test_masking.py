"""What a masked name, phone and document still tell."""

import pytest

from services.masking import first_name, mask_document, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [("MARIA DA SILVA", "Maria"), ("josé souza", "José"), ("Ana", "Ana"), ("McDonald Silva", "McDonald"), ("  ", "")],
)
def test_only_the_first_name_is_told(name: str, shown: str) -> None:
    assert first_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+5511987654321", "(11) •••••-4321"),
        ("+551133334444", "(11) ••••-4444"),
        ("+14155550123", "••••••••0123"),
        ("190", "190"),
    ],
)
def test_a_phone_keeps_its_area_and_its_last_four(number: str, shown: str) -> None:
    assert mask_phone(number) == shown


def test_a_cpf_keeps_its_middle_and_a_cnpj_its_end() -> None:
    assert mask_document("52998224725") == "***.982.247-**"
    assert mask_document("11222333000181") == "**********0181"
