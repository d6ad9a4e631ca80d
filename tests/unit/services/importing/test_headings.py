from pathlib import Path

import pytest

from services.importing.errors import ImportRefused
from services.importing.headings import HEADINGS, PHONE_HEADINGS, PhoneColumn, recognise, recognised_count
from services.importing.values import plain

REQUIRED = ["CPF", "Nome", "Valor", "Vencimento"]


@pytest.mark.parametrize(("field", "heading"), [(field, name) for field, names in HEADINGS.items() for name in names])
def test_every_documented_heading_is_recognised(field: str, heading: str) -> None:
    others = [name for name in REQUIRED if recognise([*REQUIRED, "Fone"]).fields.get(field) != REQUIRED.index(name)]
    columns = recognise([heading.upper(), *others, "Fone"])
    assert columns.fields[field] == 0


@pytest.mark.parametrize("heading", PHONE_HEADINGS)
def test_every_documented_heading_of_telephones_is_recognised_numbered_or_not(heading: str) -> None:
    columns = recognise([*REQUIRED, heading, f"{heading} 2", f"{heading.title()}_03"])
    assert columns.phones == (PhoneColumn(4, None), PhoneColumn(5, None), PhoneColumn(6, None))


def test_no_heading_means_two_fields() -> None:
    names = [name for headings in HEADINGS.values() for name in {plain(heading) for heading in headings}]
    assert len(names) == len(set(names))
    assert set(names).isdisjoint(plain(heading) for heading in PHONE_HEADINGS)


def test_the_surer_of_two_headings_wins_wherever_it_stands() -> None:
    assert recognise(["CPF", "Nome", "Saldo", "Valor Original", "Vencimento", "Fone"]).fields["amount"] == 3
    assert recognise(["CPF", "Nome", "Valor Original", "Saldo", "Vencimento", "Fone"]).fields["amount"] == 2


@pytest.mark.parametrize(
    ("headings", "phones"),
    [
        (["DDD", "Telefone"], [(5, 4)]), (["DDD1", "Fone1", "DDD2", "Fone2"], [(5, 4), (7, 6)]),
        (["DDD", "Fone1", "Fone2"], [(5, 4), (6, 4)]), (["Fone1", "Fone2", "DDD1", "DDD2"], [(4, 6), (5, 7)]),
        (["DDD Celular", "Celular", "DDD Fone", "Fone"], [(5, 4), (7, 6)]), (["Telefone", "DDD"], [(4, 5)]),
    ],
)  # fmt: skip
def test_each_telephone_finds_its_ddd(headings: list[str], phones: list[tuple[int, int]]) -> None:
    assert recognise([*REQUIRED, *headings]).phones == tuple(PhoneColumn(*pair) for pair in phones)


def test_an_email_column_will_do_where_there_are_no_telephones() -> None:
    assert recognise([*REQUIRED, "E-mail"]).phones == ()


def test_what_is_missing_and_what_was_found_are_named() -> None:
    with pytest.raises(ImportRefused) as refused:
        recognise(["Nome", "", "Fone"])
    assert refused.value.reason == (
        "Faltam colunas: CPF ou CNPJ, valor, vencimento. Colunas encontradas: Nome, (sem título), Fone."
    )


def test_a_mapping_wins_over_what_is_recognised() -> None:
    columns = recognise([*REQUIRED, "Fone", "Total"], {"amount": "total", "phone": ["fone"], "ddd": "Nome"})
    assert columns.fields["amount"] == 5
    assert columns.phones == (PhoneColumn(4, 1),)


def test_titles_above_the_table_count_as_no_headings() -> None:
    assert recognised_count(["Relatório de inadimplência", "novembro"]) == 0
    assert recognised_count([*REQUIRED, "DDD2", "Fone_2"]) == 6


def test_the_documented_headings_are_those_of_the_code() -> None:
    page = (Path(__file__).parents[4] / "docs" / "import.md").read_text(encoding="utf-8")
    rows = {cells[1].strip(" `"): cells[3].strip() for line in page.splitlines() if len(cells := line.split("|")) == 5}
    assert {field: rows[field] for field in HEADINGS} == {field: ", ".join(names) for field, names in HEADINGS.items()}
    assert rows["phone"].startswith(", ".join(PHONE_HEADINGS))
