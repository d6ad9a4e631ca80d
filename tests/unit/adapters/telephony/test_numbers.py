"""The dialled number as the trunk wants it."""

import pytest

from adapters.telephony.numbers import NumberFormat, dial_string


@pytest.mark.parametrize(
    ("number_format", "brazilian", "foreign"),
    [
        (NumberFormat.E164, "+5511987654321", "+351211234567"),
        (NumberFormat.DIGITS, "5511987654321", "351211234567"),
        (NumberFormat.NATIONAL, "011987654321", "00351211234567"),
        (NumberFormat.LOCAL, "11987654321", "00351211234567"),
    ],
)
def test_each_format_writes_the_number_its_way(number_format, brazilian, foreign):
    assert dial_string("+5511987654321", number_format) == brazilian
    assert dial_string("+351211234567", number_format) == foreign


@pytest.mark.parametrize("number", ["", "+", "11987654321", "+55 11", "+55119876543210000", "+5511٣٤٥٦", "+1&PJSIP/x"])
def test_what_is_not_e164_is_not_dialled(number):
    with pytest.raises(ValueError, match=r"E\.164"):
        dial_string(number, NumberFormat.E164)
