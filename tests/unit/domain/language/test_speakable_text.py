import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.normalise import speakable


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("O total é R$ 1.234,56.", "O total é mil duzentos e trinta e quatro reais e cinquenta e seis centavos."),
        ("R$\N{NO-BREAK SPACE}1.234", "mil duzentos e trinta e quatro reais"),
        ("R$ 0,5", "cinquenta centavos"),
        ("vence em 1/5", "vence em primeiro de maio"),
        ("até 02/05/2026.", "até dois de maio de dois mil e vinte e seis."),
        ("em 2/5/26", "em dois de maio de dois mil e vinte e seis"),
        ("a 2ª via", "a segunda via"),
        ("o 3º aviso", "o terceiro aviso"),
        ("às 14h30", "às quatorze horas e trinta"),
        ("às 9h", "às nove horas"),
        ("multa de 2%", "multa de dois por cento"),
        ("taxa de 1,99 %", "taxa de um vírgula noventa e nove por cento"),
        ("tecle 1", "tecle um"),
        ("são 1.500 pessoas", "são mil e quinhentas pessoas"),
        ("código 0800", "código zero oito zero, zero"),
        ("Sr. José e Sra. Ana", "senhor José e senhora Ana"),
        ("Alfa S/A", "Alfa esse á"),
        ("Beta Ltda.", "Beta limitada"),
        ("seu CPF ou CNPJ", "seu cê pê efe ou cê ene pê jota"),
        ("por Pix ou PIX", "por pics ou pics"),
        ("MARIA DA SILVA", "Maria da Silva"),
        ("por e-mail", "por imêil"),
        ("  muitos   espaços ", "muitos espaços"),
        ("em 2 parcelas de R$ 51,00", "em duas parcelas de cinquenta e um reais"),
        ("21 parcelas e 1 dívida", "vinte e uma parcelas e uma dívida"),
        ("em até 200 vezes", "em até duzentas vezes"),
        ("em 3x sem juros", "em três vezes sem juros"),
        ("em 1x", "em uma vez"),
        ("2 boletos", "dois boletos"),
        ("às 14:30", "às quatorze horas e trinta"),
        ("as 1h", "à uma hora"),
        ("às 12h", "ao meio-dia"),
        ("à 0h", "à meia-noite"),
        ("das 8:00 h", "das oito horas"),
        ("até 18h30min", "até dezoito horas e trinta"),
        ("às 25:00", "às vinte e cinco:zero zero"),
        ("CPF 529.982.247-26", "cê pê efe cinco dois nove, nove oito dois, dois quatro sete, dois meia"),
        ("12.ABC.345/01DE-35", "um dois, á bê cê, três quatro cinco, zero um dê é, três cinco"),
        ("ligue (11) 98765-4321", "ligue um um, nove oito sete meia cinco, quatro três dois um"),
        ("ou 0800 123 4567", "ou zero oito zero zero, um dois três, quatro cinco meia sete"),
        ("R$ 2 milhões", "dois milhões de reais"),
        ("R$ 1,5 mil", "um vírgula cinco mil reais"),
        ("1,5 ponto", "um vírgula cinco ponto"),
        ("venc. 05/2026", "vencimento maio de dois mil e vinte e seis"),
        ("juros de 1% a.m.", "juros de um por cento ao mês"),
        ("0,033% a.d.", "zero vírgula zero trinta e três por cento ao dia"),
        ("1.ª parc.", "primeira parcela"),
        ("Dra. Ana, Av. Brasil, nº 10", "doutora Ana, avenida Brasil, número dez"),
        ("na R. Augusta", "na rua Augusta"),
        ("José R. Silva", "José R. Silva"),
        ("ALFA S/A e BETA LTDA.", "Alfa esse á e Beta limitada"),
        ("Banco BMG, SPC", "Banco bê eme gê, esse pê cê"),
        ("QR Code c/ juros", "quiu ar Code com juros"),
    ],
)
def test_nothing_is_left_for_the_voice_to_guess(written: str, spoken: str) -> None:
    assert speakable(written) == spoken


def test_a_date_that_does_not_exist_is_not_said_as_one() -> None:
    assert speakable("30/02/2026") == "trinta/zero dois/dois mil e vinte e seis"


def test_an_hour_that_does_not_exist_is_left() -> None:
    assert "vinte e cinco" in speakable("25h")


def test_an_ordinal_beyond_reach_is_left_to_the_number() -> None:
    assert speakable("0ª") == "zeroª"


def test_a_number_too_long_to_count_is_said_digit_by_digit() -> None:
    assert speakable("1234567890123").startswith("um dois três, quatro cinco meia")


@pytest.mark.parametrize("text", ["Olá! Aqui é da Concilia.", "Pixel não é Pix.".replace("Pix.", "pics.")])
def test_plain_words_are_left_alone(text: str) -> None:
    assert speakable(text) == text


@given(st.text(alphabet="ABz çÃ0123456789R$%/.,ªºh-\n\u00a0", max_size=40))
def test_no_figure_survives_and_nothing_fails(text: str) -> None:
    assert not re.search(r"\d", speakable(text))
