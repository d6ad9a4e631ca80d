"""From a row of cells to a person, their numbers and a debt, or to the reasons why not."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from domain.contact.document import DocumentRefused, parse_document
from domain.contact.phone import PhoneRefused, parse_phone, split_phones
from services.importing.errors import Rejection, ValueRefused
from services.importing.headings import Columns
from services.importing.profiles import read_profile
from services.importing.reading import RawRow
from services.importing.values import clean_text, parse_amount, parse_date, parse_email, parse_uf
from services.ports.repositories.imports import ImportedDebt, ImportedDebtor, ImportedPhone, ImportedProfile

_LONGEST = {"name": 160, "city": 120, "description": 160}
_LONGEST_CONTRACT = 60
_LATEST_DUE_YEARS = 50
_DERIVED_RANK = 100
"""After every number that was written in full."""


@dataclass(frozen=True, slots=True)
class ImportedRow:
    line: int
    debtor: ImportedDebtor
    phones: tuple[ImportedPhone, ...]
    debt: ImportedDebt
    profile: ImportedProfile | None
    creditor: str
    contract_derived: bool


@dataclass(slots=True)
class _Reading:
    """One row being read; each cell that is refused leaves a rejection."""

    row: RawRow
    columns: Columns
    rejections: list[Rejection] = field(default_factory=list)

    def text(self, name: str) -> str:
        index = self.columns.fields.get(name)
        return "" if index is None else self.cell(index)

    def cell(self, index: int) -> str:
        return self.row.cells[index].strip() if index < len(self.row.cells) else ""

    def refuse(self, name: str, reason: str) -> None:
        index = self.columns.fields.get(name)
        column = "" if index is None else self.columns.heading(index)
        self.rejections.append(Rejection(self.row.line, column, self.text(name), reason))


def read_row(row: RawRow, columns: Columns, *, today: date) -> tuple[ImportedRow | None, list[Rejection]]:
    """The row when its person and debt are clear, and every cell that was refused on the way.

    A bad telephone, e-mail, birth date or state costs only itself; a bad document, name, amount, due date or
    contract costs the row.
    """
    if any(cell.strip() for cell in row.cells[len(columns.headings) :]):
        reason = f"a linha tem {len(row.cells)} colunas e o cabeçalho tem {len(columns.headings)}"
        return None, [Rejection(row.line, "", "", reason)]
    reading = _Reading(row, columns)
    document = _document(reading)
    name = _name(reading)
    debt, derived = _debt(reading, document, today)
    if reading.rejections or debt is None:
        return None, reading.rejections
    debtor = ImportedDebtor(
        document=document,
        name=name,
        birth_date=_birth_date(reading, today),
        email=_email(reading),
        uf=_uf(reading),
        city=_limited(reading, "city"),
    )
    phones = _phones(reading, document)
    profile = read_profile(reading.text, reading.refuse, document)
    return ImportedRow(row.line, debtor, phones, debt, profile, clean_text(reading.text("creditor"))[:120], derived), (
        reading.rejections
    )


def _document(reading: _Reading) -> str:
    try:
        return parse_document(reading.text("document"))
    except DocumentRefused as refused:
        reading.refuse("document", refused.reason)
        return ""


def _name(reading: _Reading) -> str:
    name = _limited(reading, "name")
    if not any(character.isalpha() for character in name):
        reading.refuse("name", "o nome está vazio" if not name else "o nome não tem letras")
    return name


def _debt(reading: _Reading, document: str, today: date) -> tuple[ImportedDebt | None, bool]:
    cents = 0
    due: date | None = None
    try:
        cents = parse_amount(reading.text("amount"))
    except ValueRefused as refused:
        reading.refuse("amount", refused.reason)
    try:
        due = parse_date(reading.text("due_date"), latest_year=today.year + _LATEST_DUE_YEARS)
    except ValueRefused as refused:
        reading.refuse("due_date", refused.reason)
    contract = _contract(reading)
    if not cents or due is None:
        return None, False
    derived = not contract
    if derived:
        contract = derive_contract(document, due, cents)
    description = _limited(reading, "description")
    debt = ImportedDebt(
        line=reading.row.line,
        document=document,
        contract=contract,
        description=description,
        principal_cents=cents,
        due_date=due,
    )
    return debt, derived


def derive_contract(document: str, due_date: date, cents: int) -> str:
    """The same for the same debt in every file: a file without contracts can be imported again without doubling."""
    digest = hashlib.sha256(f"{document}|{due_date.isoformat()}|{cents}".encode()).hexdigest()
    return f"AUTO-{digest[:16].upper()}"


def _contract(reading: _Reading) -> str:
    contract = clean_text(reading.text("contract"))
    installment = clean_text(reading.text("installment"))
    if contract and installment:
        contract = f"{contract}/{installment}"
    if len(contract) > _LONGEST_CONTRACT:
        reading.refuse("contract", f"o contrato tem mais de {_LONGEST_CONTRACT} caracteres")
    return contract


def _birth_date(reading: _Reading, today: date) -> date | None:
    text = reading.text("birth_date")
    if not text:
        return None
    try:
        born = parse_date(text, latest_year=today.year)
    except ValueRefused as refused:
        reading.refuse("birth_date", f"data de nascimento ignorada: {refused.reason}")
        return None
    if born > today:
        reading.refuse("birth_date", "data de nascimento ignorada: está no futuro")
        return None
    return born


def _email(reading: _Reading) -> str:
    text = reading.text("email")
    try:
        return parse_email(text) if text else ""
    except ValueRefused as refused:
        reading.refuse("email", f"e-mail ignorado: {refused.reason}")
        return ""


def _uf(reading: _Reading) -> str:
    text = reading.text("uf")
    try:
        return parse_uf(text) if text else ""
    except ValueRefused as refused:
        reading.refuse("uf", f"estado ignorado: {refused.reason}")
        return ""


def _limited(reading: _Reading, name: str) -> str:
    return clean_text(reading.text(name))[: _LONGEST[name]]


def _phones(reading: _Reading, document: str) -> tuple[ImportedPhone, ...]:
    found: dict[str, ImportedPhone] = {}
    for column in reading.columns.phones:
        ddd = "" if column.ddd_index is None else reading.cell(column.ddd_index)
        for written in split_phones(reading.cell(column.index)):
            try:
                phone = parse_phone(written, ddd=ddd)
            except PhoneRefused as refused:
                heading = reading.columns.heading(column.index)
                reason = f"telefone ignorado: {refused.reason}"
                reading.rejections.append(Rejection(reading.row.line, heading, written, reason))
                continue
            # A second number in the cell often leaves out the DDD of the first.
            ddd = phone.number[3:5]
            rank = len(found) + (_DERIVED_RANK if phone.derived else 0)
            found.setdefault(phone.number, ImportedPhone(document=document, number=phone.number, rank=rank))
    return tuple(found.values())
