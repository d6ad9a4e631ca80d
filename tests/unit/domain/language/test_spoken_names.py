import pytest

from domain.language.names import first_name, plain_key, spoken_name


@pytest.mark.parametrize(
    ("full", "first"),
    [("MARIA APARECIDA DA SILVA", "Maria"), ("joão", "João"), ("", ""), ("  ", ""), ("ANA-LÚCIA SOUZA", "Ana-Lúcia")],
)
def test_the_first_name_is_capitalised(full: str, first: str) -> None:
    assert first_name(full) == first


def test_particles_stay_small_inside_a_name() -> None:
    assert spoken_name("MARIA DE SOUZA E SILVA DOS SANTOS") == "Maria de Souza e Silva dos Santos"


def test_a_particle_that_comes_first_is_a_name() -> None:
    assert spoken_name("DA SILVA") == "Da Silva"


@pytest.mark.parametrize(
    ("text", "key"),
    [("José Antônio", "jose_antonio"), ("Conceição", "conceicao"), ("  !? ", ""), ("D'Ávila", "d_avila")],
)
def test_a_key_is_plain_ascii(text: str, key: str) -> None:
    assert plain_key(text) == key


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("JOANA D'ÁVILA", "Joana D'Ávila"),
        ("CARLOS ALBERTO JR.", "Carlos Alberto Júnior"),
        ("Mª JOSÉ DOS SANTOS", "Maria José dos Santos"),
        ("JOÃO PAULO II", "João Paulo Segundo"),
        ("IV", "Iv"),
        ("STA. RITA", "Santa Rita"),
        ("ANA-LÚCIA", "Ana-Lúcia"),
    ],
)
def test_what_registers_shorten_is_said_whole(written: str, spoken: str) -> None:
    assert spoken_name(written) == spoken


def test_a_shortened_first_name_is_the_whole_one() -> None:
    assert first_name("Mª APARECIDA") == "Maria"
