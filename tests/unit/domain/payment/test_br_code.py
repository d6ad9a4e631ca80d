import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.payment.br_code import MAX_AMOUNT_CENTS, BrCode, BrCodeError, build_br_code, parse_br_code, plain_name
from domain.payment.crc16 import crc16

VECTORS = json.loads((Path(__file__).parents[1] / "vectors.json").read_text(encoding="utf-8"))
VALID = VECTORS["pix_valid"]


def sealed(body: str) -> str:
    return body + "6304" + crc16(body + "6304")


@pytest.mark.parametrize("vector", VECTORS["crc16"])
def test_the_checksum_is_ccitt_false(vector):
    assert crc16(vector["text"]) == vector["crc"]


@pytest.mark.parametrize("vector", VECTORS["pix_static"])
def test_a_static_code_is_built_as_the_checked_examples(vector):
    cents = int(vector["amount"].replace(".", ""))
    code = BrCode(key=vector["key"], name=vector["name"], city=vector["city"], amount_cents=cents, txid=vector["txid"])
    assert build_br_code(code) == vector["payload"]


@pytest.mark.parametrize("payload", VALID)
def test_a_published_code_survives_reading_and_building_again(payload):
    assert build_br_code(parse_br_code(payload)) == payload


@pytest.mark.parametrize("payload", VALID)
@pytest.mark.parametrize("position", [0, 5, 40, -1])
def test_one_changed_character_is_found(payload, position):
    characters = list(payload)
    characters[position] = "0" if characters[position] != "0" else "1"
    with pytest.raises(BrCodeError):
        parse_br_code("".join(characters))


TEXT = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), min_size=1)
CODES = st.builds(
    BrCode,
    name=TEXT.filter(lambda text: len(text) <= 25),
    city=TEXT.filter(lambda text: len(text) <= 15),
    key=st.text(alphabet="abc123@.+-", min_size=1, max_size=40),
    amount_cents=st.none() | st.integers(1, MAX_AMOUNT_CENTS),
    txid=st.from_regex(r"[a-zA-Z0-9]{1,25}", fullmatch=True) | st.just("***"),
    info=st.none() | st.text(alphabet="abc ", min_size=1, max_size=20),
    single_use=st.booleans(),
    recurrence_url=st.none() | st.just("pix.example.com/rec/1"),
)


@given(CODES)
def test_reading_undoes_building(code):
    assert parse_br_code(build_br_code(code)) == code


ACCOUNT = "26270014br.gov.bcb.pix0105chave"
PARTY = "5901A6001B"


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("000202", "field at character|00"),
        (f"000202{ACCOUNT}5204000053039865802BR{PARTY}", "00: says|00: must|character"),
        (f"000201{ACCOUNT}5204000053038405802BR{PARTY}", "53: must be 986"),
        (f"000201{ACCOUNT}5204000053039865802PT{PARTY}", "58: must be BR"),
        (f"000201{ACCOUNT}52047273 53039865802BR{PARTY}", "character|52"),
        (f"0002015204000053039865802BR{PARTY}", "not a Pix account"),
        (f"000201{ACCOUNT}5204000053039865802BR5999X", "59: says 99 characters and has 1"),
    ],
)
def test_a_broken_payload_is_refused_with_the_field(body, complaint):
    with pytest.raises(BrCodeError, match=complaint):
        parse_br_code(sealed(body))


def test_a_bad_amount_is_refused():
    account = "26270014br.gov.bcb.pix0105chave"
    with pytest.raises(BrCodeError, match="54: an amount"):
        parse_br_code(sealed(f"000201{account}52040000530398654041.5x5802BR5901A6001B"))


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "A", "city": "B"},
        {"name": "A", "city": "B", "key": "k", "url": "u"},
        {"name": "A" * 26, "city": "B", "key": "k"},
        {"name": "A", "city": "", "key": "k"},
        {"name": "A", "city": "B", "key": "k", "txid": "com espaço"},
        {"name": "A", "city": "B", "key": "k", "amount_cents": 0},
    ],
)
def test_fields_outside_the_standard_are_refused(fields):
    with pytest.raises(BrCodeError):
        BrCode(**fields)


def test_a_key_too_long_for_its_length_field_is_refused():
    with pytest.raises(BrCodeError, match=r"26|01"):
        build_br_code(BrCode(name="A", city="B", key="k" * 90))


def test_names_lose_their_accents_and_are_cut():
    assert plain_name("  Cobranças  São João & Cia. Ltda. ", 20) == "Cobrancas Sao Joao &"
