from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.negotiation.default_policy import DEFAULT_POLICY
from domain.negotiation.law import is_time_barred
from domain.negotiation.policy import Authority, choose_policy
from domain.negotiation.policy_file import parse_policy
from domain.negotiation.policy_reader import PolicyRefused
from services.negotiation.indices import load_indices

EXAMPLE = (Path(__file__).parents[4] / "docs/examples/policy.toml").read_text(encoding="utf-8")


def parse(text: str):
    return parse_policy(text, file="p.toml", indices=load_indices())


def test_the_example_of_the_documentation_is_the_default_matrix() -> None:
    policy = parse(EXAMPLE)
    assert policy.bands == DEFAULT_POLICY.bands
    assert policy.authorities == DEFAULT_POLICY.authorities
    assert policy.ltv == DEFAULT_POLICY.ltv
    assert policy.boosts[0].cash_off == 500
    assert (policy.name, policy.version, policy.segment) == ("Varejo", 1, "")


def test_everything_that_may_be_left_out_has_a_default() -> None:
    text = """
nome = "Curta"
versao = 2
valida_de = 2026-01-01
valida_ate = 2026-12-31
[encargos]
correcao = "IPCA"
[[faixas]]
dias = "1+"
[alcadas.ura]
desconto = "0%"
[alcadas.atendente]
desconto = "50%"
[alcadas.supervisor]
desconto = "100%"
"""
    policy = parse(text)
    assert policy.ltv is None
    assert policy.charges.correction is load_indices()["IPCA"]
    assert policy.bands[0].terms.max_instalments == 1
    assert policy.is_valid_on(date(2026, 12, 31))
    assert not policy.is_valid_on(date(2027, 1, 1))
    assert not policy.is_valid_on(date(2025, 12, 31))


@pytest.mark.parametrize(
    ("old", "new", "field", "law"),
    [
        ('multa = "2%"', 'multa = "2,01%"', "encargos.multa", "CDC, art. 52"),
        ('juros_mes = "1%"', 'juros_mes = "1,5%"', "encargos.juros_mes", "art. 5º"),
        ('juros_mes = "0%"', 'juros_mes = "1,01%"', "parcelamento.juros_mes", "Lei da Usura"),
    ],
)
def test_a_policy_that_breaks_the_law_is_refused_with_the_article(old: str, new: str, field: str, law: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        parse(EXAMPLE.replace(old, new, 1))
    assert refused.value.field == field
    assert law in refused.value.law
    assert law in str(refused.value)


def test_a_bank_may_charge_more_than_one_percent_but_no_higher_fine() -> None:
    bank = EXAMPLE.replace("credor_banco = false", "credor_banco = true")
    assert parse(bank.replace('juros_mes = "0%"', 'juros_mes = "1,99%"')).monthly_rate == 199
    assert parse(bank.replace('juros_mes = "1%"', 'juros_mes = "4%"')).charges.juros_basis_points_per_month == 400
    with pytest.raises(PolicyRefused):
        parse(bank.replace('multa = "2%"', 'multa = "3%"'))


@pytest.mark.parametrize(
    ("old", "new", "field", "line"),
    [
        ('nome = "Varejo"', 'nome = ""', "nome", 2),
        ('nome = "Varejo"', f'nome = "{"x" * 61}"', "nome", 2),
        ('nome = "Varejo"', "", "nome", None),
        ("versao = 1", 'versao = "1"', "versao", 3),
        ("versao = 1", "versao = true", "versao", 3),
        ("valida_de = 2026-11-01", 'valida_de = "2026-11-01"', "valida_de", 4),
        ("valida_de = 2026-11-01", "valida_de = 2026-11-01\nvalida_ate = 2026-10-01", "valida_ate", 5),
        ("credor_banco = false", 'credor_banco = "não"', "credor_banco", 5),
        ("credor_banco = false", "banco = false", "banco", 5),
        ('multa = "2%"', "multa = 2", "encargos.multa", 8),
        ('multa = "2%"', 'multa = "101%"', "encargos.multa", 8),
        ('# correcao = "IPCA"', 'correcao = "INPC"', "encargos.correcao", 10),
        ('dias = "1-30"', 'dias = "0-30"', "faixas[1].dias", 19),
        ('dias = "1-30"', 'dias = "mês"', "faixas[1].dias", 19),
        ('dias = "31-90"', 'dias = "31-29"', "faixas[2].dias", 25),
        ('dias = "31-90"', 'dias = "40-90"', "faixas[2].dias", 25),
        ('dias = "31-90"', 'dias = "31+"', "faixas[3].dias", 32),
        ('dias = "361+"', 'dias = "361-900"', "faixas[5].dias", 46),
        ('parcela_minima = "10,00"', "parcela_minima = 10", "faixas[1].parcela_minima", 22),
        ('parcela_minima = "10,00"', 'principal_parcelado = "1%"', "faixas[1].principal_parcelado", 22),
        ('desconto = "80%"', "", "alcadas.atendente.desconto", 58),
        ('desconto = "100%"', 'desconto = "70%"', "alcadas.supervisor.desconto", 64),
        ("[alcadas.ura]", "[alcadas.robo]", "alcadas.ura.desconto", None),
        ("razao = 20", "razao = 0", "ltv.razao", 69),
        ("ate = 2026-12-07", "ate = 2026-11-07", "campanhas[1].ate", 74),
        ("[ltv]\nrazao = 20", "", "ltv", None),
    ],
)
def test_each_mistake_is_told_with_its_line_and_field(old: str, new: str, field: str, line: int | None) -> None:
    text = EXAMPLE.replace(old, new, 1)
    if field == "ltv":
        text = "ltv = 3\n" + text
        line = 1
    with pytest.raises(PolicyRefused) as refused:
        parse(text)
    assert refused.value.field == field
    assert refused.value.line == line
    assert str(refused.value).startswith("p.toml")


def test_what_is_no_toml_is_told_with_its_line() -> None:
    with pytest.raises(PolicyRefused, match="linha 2") as refused:
        parse('nome = "x"\nversao = \n')
    assert refused.value.line == 2
    with pytest.raises(PolicyRefused) as endless:
        parse('nome = "x')
    assert "TOML" in endless.value.why


def test_bands_must_be_a_list_of_tables() -> None:
    with pytest.raises(PolicyRefused, match="lista"):
        parse("faixas = 3\n" + EXAMPLE.split("[[faixas]]")[0])
    with pytest.raises(PolicyRefused, match="faixas de atraso"):
        parse(EXAMPLE.split("[[faixas]]")[0])


def test_the_newest_valid_version_rules_and_a_segment_goes_before_the_whole() -> None:
    old, new = replace(DEFAULT_POLICY, version=1), replace(DEFAULT_POLICY, version=2)
    vip = replace(DEFAULT_POLICY, version=1, segment="vip")
    over = replace(DEFAULT_POLICY, version=9, valid_until=date(2026, 1, 1))
    today = date(2026, 11, 24)
    assert choose_policy([old, new, vip, over], segments=(), today=today) is new
    assert choose_policy([old, new, vip, over], segments={"vip", "outro"}, today=today) is vip
    assert choose_policy([old, new, vip, over], segments={"outro"}, today=today) is new
    assert choose_policy([], segments=(), today=today) is None


SEGMENTED = ((9, ""), (1, "a"), (5, "b"))


def test_of_two_segments_with_a_policy_the_first_by_name_decides() -> None:
    wide, low, high = (replace(DEFAULT_POLICY, version=version, segment=name) for version, name in SEGMENTED)
    chosen = choose_policy([high, wide, low], segments=("b", "a"), today=date(2026, 11, 24))
    assert chosen is low


def test_authorities_are_in_order() -> None:
    assert Authority.URA.rank < Authority.AGENT.rank < Authority.SUPERVISOR.rank


@pytest.mark.parametrize(
    ("due", "today", "barred"),
    [
        (date(2021, 11, 24), date(2026, 11, 24), False),
        (date(2021, 11, 24), date(2026, 11, 25), True),
        (date(2020, 2, 29), date(2025, 2, 28), False),
        (date(2020, 2, 29), date(2025, 3, 1), True),
    ],
)
def test_after_five_years_a_debt_is_time_barred(due, today, barred) -> None:
    assert is_time_barred(due, today=today) is barred
