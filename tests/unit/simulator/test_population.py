"""People who do not exist, and their file."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import phonenumbers
import pytest
from stdnum.br import cpf

from simulator.errors import BookUnreadable
from simulator.people import line_entry, read_book
from simulator.personas import Persona, PersonaWeights
from simulator.places import PLACES
from simulator.population import PopulationPlan, make_population, write_sample_portfolio

TODAY = date(2026, 11, 24)
PLAN = PopulationPlan(debtors=300, seed=3, today=TODAY)
PEOPLE = [debtor.person for debtor in make_population(PLAN)]


def read_rows(path: Path, encoding: str) -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_the_same_plan_makes_the_same_people() -> None:
    assert make_population(PLAN) == make_population(PLAN)


def test_another_seed_makes_others() -> None:
    others = make_population(PopulationPlan(debtors=300, seed=4, today=TODAY))
    assert {p.document for p in PEOPLE}.isdisjoint(debtor.person.document for debtor in others)


def test_every_cpf_is_valid_and_its_own() -> None:
    assert all(cpf.is_valid(person.document) for person in PEOPLE)
    assert len({person.document for person in PEOPLE}) == len(PEOPLE)


def test_every_phone_is_a_mobile_of_the_block_that_nobody_has() -> None:
    for phone in (phone for person in PEOPLE for phone in person.phones):
        assert phonenumbers.is_valid_number(phonenumbers.parse(phone))
        assert phone[5:7] == "90"
        assert phone[7] != "0"


def test_no_phone_is_shared() -> None:
    phones = [phone for person in PEOPLE for phone in person.phones]
    assert len(set(phones)) == len(phones)
    assert {len(person.phones) for person in PEOPLE} == {1, 2, 3}


def test_phones_are_of_the_town() -> None:
    ddds = {place.city: place.ddd for place in PLACES}
    assert all(phone[3:5] == ddds[person.city] for person in PEOPLE for phone in person.phones)


def test_everybody_is_of_age() -> None:
    assert all(person.birth_date.year <= TODAY.year - 18 for person in PEOPLE)


def test_the_weights_show_in_a_large_population() -> None:
    weights = PersonaWeights({Persona.BUSY: 1, Persona.SILENT: 3})
    people = make_population(PopulationPlan(debtors=2000, seed=1, today=TODAY, weights=weights, single_phone=True))
    silent = sum(debtor.person.personas == (Persona.SILENT,) for debtor in people)
    assert 1400 < silent < 1600


def test_forced_personas_are_there_as_often_as_asked() -> None:
    forced = dict.fromkeys(Persona, 2)
    plan = PopulationPlan(
        debtors=120, seed=1, today=TODAY, weights=PersonaWeights({Persona.BUSY: 1}), forced=forced, single_phone=True
    )
    drawn = [debtor.person.personas[0] for debtor in make_population(plan)]
    assert all(drawn.count(persona) == 2 for persona in Persona if persona is not Persona.BUSY)


def test_more_forced_personas_than_debtors_are_refused() -> None:
    with pytest.raises(ValueError, match="forced"):
        make_population(PopulationPlan(debtors=1, today=TODAY, forced={Persona.BUSY: 2}))


def test_weights_without_anybody_are_refused() -> None:
    with pytest.raises(ValueError, match="weights"):
        PersonaWeights({Persona.BUSY: 0})


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
def test_the_file_says_of_each_debtor_what_is_true(tmp_path: Path, encoding: str) -> None:
    sample = write_sample_portfolio(tmp_path, PLAN, encoding=encoding)  # type: ignore[arg-type]
    debtors = {debtor.person.document: debtor for debtor in make_population(PLAN)}
    rows = read_rows(sample.csv, encoding)
    assert len(rows) == sum(len(debtor.debts) for debtor in debtors.values())
    for row in rows:
        debtor = debtors["".join(filter(str.isdigit, row["CPF"])).zfill(11)]
        assert row["Nome"] == debtor.person.name
        day, month, year = map(int, row["Data de Nascimento"].split("/"))
        assert date(year, month, day) == debtor.person.birth_date
        cents = int(row["Valor"].replace(".", "").replace(",", ""))
        assert (row["Contrato"], cents) in [(debt.contract, debt.amount_cents) for debt in debtor.debts]


def test_the_file_is_as_untidy_as_a_spreadsheets(tmp_path: Path) -> None:
    rows = read_rows(write_sample_portfolio(tmp_path, PLAN).csv, "cp1252")
    documents = [row["CPF"] for row in rows]
    assert any(len(document) < 11 for document in documents)
    assert any("." in document for document in documents)
    assert len({"".join("9" if c.isdigit() else c for c in row["Telefone 1"]) for row in rows}) >= 5
    assert any("." in row["Valor"] for row in rows)


def test_the_book_tells_the_carrier_who_lives_where(tmp_path: Path) -> None:
    sample = write_sample_portfolio(tmp_path, PLAN)
    book = read_book(sample.book)
    assert len(book) == sum(len(person.phones) for person in PEOPLE)
    for person in PEOPLE:
        entry = book[person.phones[0].lstrip("+")]
        assert entry.personas == (person.personas[0],)
        assert entry.birth_day_month == f"{person.birth_date:%d%m}"
        assert person.document.startswith(entry.document_start)


def test_a_share_of_them_call_back_and_the_people_stay_the_same() -> None:
    some = [debtor.person for debtor in make_population(replace(PLAN, callers=0.2))]
    calling = [person for person in some if person.calls_back]
    assert 30 < len(calling) < 90
    assert [replace(person, calls_back=()) for person in some] == PEOPLE
    book = {line: line_entry(calling[0], line) for line in range(len(calling[0].phones))}
    assert [bool(entry.calls_back) for entry in book.values()] == [True, *[False] * (len(book) - 1)]
    assert book[0].document == calling[0].document


@pytest.mark.parametrize("text", ["", "[]", '{"1": {}}', '{"1": {"ref": "a", "personas": ["nobody"]}}'])
def test_what_is_no_book_is_refused_with_its_path(tmp_path: Path, text: str) -> None:
    path = tmp_path / "book.json"
    path.write_text(text)
    with pytest.raises(BookUnreadable, match=r"book\.json"):
        read_book(path)
