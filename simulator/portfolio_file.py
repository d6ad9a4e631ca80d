"""The sample portfolio as a Brazilian spreadsheet exports it: one line per debt, with the usual untidiness.

Semicolons, decimal commas, dd/mm/aaaa, phones in every spelling, and CPFs whose leading zeros a spreadsheet ate. All
of it is still the truth about the (fictitious) debtor: the import must read every line.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Literal

from simulator.people import Person

Encoding = Literal["cp1252", "utf-8-sig"]

HEADINGS = (
    "CPF", "Nome", "Data de Nascimento", "E-mail", "Cidade", "UF", "Telefone 1", "Telefone 2", "Telefone 3",
    "Credor", "Contrato", "Descrição", "Vencimento", "Valor",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDebt:
    creditor: str
    contract: str
    description: str
    due_date: date
    amount_cents: int


@dataclass(frozen=True, slots=True)
class SampleDebtor:
    person: Person
    debts: tuple[SampleDebt, ...]


def write_portfolio(path: Path, debtors: Sequence[SampleDebtor], rng: Random, *, encoding: Encoding) -> None:
    """Write one line per debt; `rng` chooses the spellings."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(HEADINGS)
        for debtor in debtors:
            writer.writerows(_rows(debtor, rng))


def _rows(debtor: SampleDebtor, rng: Random) -> Iterator[tuple[str, ...]]:
    person = debtor.person
    document = _spell_document(person.document, rng)
    phones = [_spell_phone(phone, rng) for phone in person.phones] + ["", ""]
    for debt in debtor.debts:
        yield (
            document, person.name, f"{person.birth_date:%d/%m/%Y}", person.email, person.city, person.uf, *phones[:3],
            debt.creditor, debt.contract, debt.description, f"{debt.due_date:%d/%m/%Y}", spell_money(debt.amount_cents),
        )  # fmt: skip


def _spell_document(document: str, rng: Random) -> str:
    if rng.random() < 0.4:
        return document.lstrip("0")
    if rng.random() < 0.5:
        return document
    return f"{document[:3]}.{document[3:6]}.{document[6:9]}-{document[9:]}"


def _spell_phone(phone: str, rng: Random) -> str:
    ddd, subscriber = phone[3:5], phone[5:]
    head, tail = subscriber[:-4], subscriber[-4:]
    spellings = (
        f"({ddd}) {head}-{tail}",
        f"{ddd}{subscriber}",
        f"0{ddd} {head}-{tail}",
        f"+55 {ddd} {head} {tail}",
        f"55{ddd}{subscriber}",
        f"{ddd} {head}.{tail}",
    )
    return rng.choice(spellings)


def spell_money(cents: int) -> str:
    """1234,56 as `1.234,56`."""
    return f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02d}"
