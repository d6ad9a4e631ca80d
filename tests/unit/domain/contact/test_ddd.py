import phonenumbers
import pytest
from phonenumbers import geocoder

from domain.contact.ddd import UF_OF_DDD, ddd_of, uf_of, zones_of, zones_of_uf


def test_there_are_67_ddds_in_27_states() -> None:
    assert len(UF_OF_DDD) == 67
    assert len(set(UF_OF_DDD.values())) == 27


def test_a_ddd_exists_exactly_when_phonenumbers_knows_it() -> None:
    known = {
        ddd
        for ddd in range(11, 100)
        if phonenumbers.is_valid_number(phonenumbers.parse(f"+55{ddd}987654321"))
        and geocoder.description_for_number(phonenumbers.parse(f"+55{ddd}32123456"), "pt") != "Brasil"
    }
    assert known == set(UF_OF_DDD)


@pytest.mark.parametrize(
    ("number", "uf", "zones"),
    [
        ("+5511987654321", "SP", ("America/Sao_Paulo",)),
        ("+5581987654321", "PE", ("America/Sao_Paulo",)),
        ("+559332123456", "PA", ("America/Sao_Paulo",)),
        ("+5592987654321", "AM", ("America/Manaus", "America/Eirunepe")),
        ("+5597987654321", "AM", ("America/Manaus", "America/Eirunepe")),
        ("+5568987654321", "AC", ("America/Rio_Branco",)),
        ("+5567987654321", "MS", ("America/Campo_Grande",)),
        ("+5565987654321", "MT", ("America/Cuiaba",)),
        ("+5569987654321", "RO", ("America/Porto_Velho",)),
        ("+5595987654321", "RR", ("America/Boa_Vista",)),
    ],
)
def test_a_number_tells_its_state_and_zones(number: str, uf: str, zones: tuple[str, ...]) -> None:
    assert uf_of(number) == uf
    assert zones_of(number) == zones


@pytest.mark.parametrize("number", ["+5523987654321", "+12125550123", "11987654321", "", "+55"])
def test_what_is_not_a_brazilian_number_has_neither_ddd_nor_state_nor_zone(number: str) -> None:
    assert ddd_of(number) is None
    assert uf_of(number) is None
    assert zones_of(number) == ()


def test_an_unknown_state_has_no_zone() -> None:
    assert zones_of_uf("XX") == ()
