"""A creditor's file, from its bytes to the rows in the database."""

import asyncio
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from sqlalchemy import select

from adapters.storage.database import Database
from adapters.storage.tables.news import ImportRejectionRow, ImportRow, OutboxRow
from adapters.storage.tables.portfolio import DebtorRow, DebtRow, PhoneRow, PortfolioRow
from domain.ids import ImportId
from services.importing import ImportRefused, ImportSummary, abandon_interrupted, import_file, read_mapping
from tests.support.storage import sqlite_database

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
CPF = "52998224725"
OTHER = "01234567890"
HEADING = "CPF;Nome;Telefone;Valor;Vencimento;Contrato\n"


@dataclass
class Clock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with sqlite_database(tmp_path, inline=True) as opened:
        yield opened


def load(
    database: Database,
    text: str | bytes | BinaryIO | Path,
    *,
    import_id: str = "i1",
    portfolio: str = "Lojas Sol",
    mapping: Mapping[str, object] | None = None,
    at: datetime = NOW,
) -> ImportSummary:
    content = text.encode() if isinstance(text, str) else text
    return asyncio.run(
        import_file(
            database,
            source=io.BytesIO(content) if isinstance(content, bytes) else content,
            file_name="lista.csv",
            portfolio=portfolio,
            import_id=ImportId(import_id),
            clock=Clock(at),
            mapping=mapping,
        )
    )


def rows(database: Database, table: Any, *columns: str) -> list[tuple[Any, ...]]:
    query = select(*(getattr(table, column) for column in columns)).order_by(*table.__table__.primary_key)
    return asyncio.run(database.read(lambda uow: [tuple(row) for row in uow.connection.execute(query)]))


def rejections(database: Database) -> list[tuple[Any, ...]]:
    return rows(database, ImportRejectionRow, "line", "column", "value", "reason")


def test_a_usual_file_goes_in_whole(database: Database) -> None:
    summary = load(
        database,
        "\ufeffCPF/CNPJ;Nome do Cliente;Data de Nascimento;E-mail;UF;Cidade;DDD;Telefone 1;Celular;Valor Original;"
        "Data Vencimento;Nº Contrato;Produto;Credor\r\n"
        '529.982.247-25;"Souza, Maria";05/03/1980;Maria@Exemplo.com.br;sp;São Paulo;11;3456-7890;98765-4321;'
        '"R$ 1.234,56";01/10/2026;A-1;Cartão;Lojas Sol S.A.\r\n',
    )
    assert (summary.rows_read, summary.rows_rejected, summary.cells_refused) == (1, 0, 0)
    assert (summary.debtors_created, summary.debts_created, summary.phones_created) == (1, 1, 2)
    fields = ("document", "name", "birth_date", "email", "uf", "city")
    assert rows(database, DebtorRow, *fields) == [
        (CPF, "Souza, Maria", date(1980, 3, 5), "maria@exemplo.com.br", "SP", "São Paulo")
    ]
    assert rows(database, PhoneRow, "number", "rank") == [("+551134567890", 0), ("+5511987654321", 1)]
    assert rows(database, DebtRow, "contract", "description", "principal_cents", "due_date", "status") == [
        ("A-1", "Cartão", 123456, date(2026, 10, 1), "open")
    ]
    assert rows(database, PortfolioRow, "name", "creditor_name") == [("Lojas Sol", "Lojas Sol S.A.")]
    assert rows(database, ImportRow, "status", "rows_read", "debts_created", "error") == [("finished", 1, 1, None)]


@pytest.mark.parametrize(
    "content",
    [
        f"CPF;Nome;Fone;Valor;Vencimento\n{CPF};José Conceição;11987654321;10,00;01/10/2026\n".encode(),
        f"CPF;Nome;Fone;Valor;Vencimento\n{CPF};José Conceição;11987654321;10,00;01/10/2026\n".encode("cp1252"),
        f"CPF;Nome;Fone;Valor;Vencimento\n{CPF};José Conceição;11987654321;10,00;01/10/2026\n".encode("utf-16"),
        f'\ufeffcpf,nome,fone,valor,vencimento\r\n{CPF},José Conceição,11987654321,"10,00",2026-10-01'.encode(),
        f"sep=;\nCPF;Nome;Fone;Valor;Vencimento\n{CPF};José Conceição;11987654321;10;01/10/26\n".encode(),
        f"Relatório de inadimplência\n\nVENCIMENTO\tVALOR\tFONE\tNOME\tCPF\n01-10-2026\t10.00\t11 98765 4321"
        f"\tJosé Conceição\t{CPF}\n".encode(),
        f"cpf|nome|fone|valor|vencimento\r{CPF}|José Conceição|11987654321|R$10|46296\r".encode("cp1252"),
    ],
)  # fmt: skip
def test_encodings_separators_and_orders_make_no_difference(database: Database, content: bytes) -> None:
    summary = load(database, content)
    assert rejections(database) == []
    assert summary.debts_created == 1
    assert rows(database, DebtorRow, "document", "name") == [(CPF, "José Conceição")]
    assert rows(database, DebtRow, "principal_cents", "due_date") == [(1000, date(2026, 10, 1))]
    assert rows(database, PhoneRow, "number") == [("+5511987654321",)]


def test_the_same_file_again_changes_nothing(database: Database) -> None:
    content = HEADING + f"{CPF};Maria;11987654321;10,00;01/10/2026;A\n{OTHER};João;2134567890;20;01/10/2026;B\n"
    load(database, content)
    before = [rows(database, table, "id") for table in (DebtorRow, PhoneRow, DebtRow)]
    again = load(database, content, import_id="i2", at=NOW + timedelta(days=1))
    assert (again.rows_read, again.rows_rejected) == (2, 0)
    assert (again.debtors_created, again.debts_created, again.debts_updated, again.phones_created) == (0, 0, 0, 0)
    assert [rows(database, table, "id") for table in (DebtorRow, PhoneRow, DebtRow)] == before


def test_a_file_without_contracts_can_be_imported_again_too(database: Database) -> None:
    content = f"CPF;Nome;Telefone;Valor;Vencimento\n{CPF};Maria;11987654321;10,00;01/10/2026\n"
    assert load(database, content).contracts_derived == 1
    again = load(database, content, import_id="i2", at=NOW + timedelta(days=1))
    assert again.debts_created == 0
    assert len(rows(database, DebtRow, "id")) == 1


def test_changes_are_taken_and_blanks_erase_nothing(database: Database) -> None:
    heading = "CPF;Nome;Telefone;Email;Cidade;Valor;Vencimento;Contrato\n"
    load(database, heading + f"{CPF};Maria;11987654321;m@exemplo.com;Recife;10,00;01/10/2026;A\n")
    summary = load(
        database,
        heading + f"{CPF};Maria Souza;1134567890;;;12,50;02/10/2026;A\n",
        import_id="i2",
        at=NOW + timedelta(days=1),
    )
    assert (summary.debts_updated, summary.debts_created, summary.phones_created) == (1, 0, 1)
    assert rows(database, DebtorRow, "name", "email", "city") == [("Maria Souza", "m@exemplo.com", "Recife")]
    assert rows(database, DebtRow, "principal_cents", "due_date") == [(1250, date(2026, 10, 2))]
    assert len(rows(database, PhoneRow, "id")) == 2


def test_a_number_that_was_unlinked_and_a_debt_that_was_paid_stay_so(database: Database) -> None:
    content = HEADING + f"{CPF};Maria;11987654321;10,00;01/10/2026;A\n"
    load(database, content)

    def settle(uow: Any) -> None:
        uow.connection.execute(PhoneRow.__table__.update().values(unlinked_at=NOW))
        uow.connection.execute(DebtRow.__table__.update().values(status="paid"))

    asyncio.run(database.write(settle))
    load(database, content.replace("10,00", "11,00"), import_id="i2", at=NOW + timedelta(days=1))
    assert rows(database, PhoneRow, "unlinked_at") == [(NOW,)]
    assert rows(database, DebtRow, "status", "principal_cents") == [("paid", 1100)]


def test_several_debts_and_numbers_of_one_person_meet(database: Database) -> None:
    summary = load(
        database,
        HEADING
        + f"{CPF};Maria;11987654321 / 3456-7890;10,00;01/10/2026;A\n"
        + "529.982.247-25;Maria;(11) 98765-4321;20,00;01/11/2026;B\n"
        + f"{CPF};Maria;21 99876-5432;30,00;01/12/2026;C\n",
    )
    assert (summary.debtors_created, summary.debts_created, summary.phones_created) == (1, 3, 3)
    numbers = [number for (number,) in rows(database, PhoneRow, "number")]
    assert sorted(numbers) == ["+551134567890", "+5511987654321", "+5521998765432"]


def test_installments_of_one_contract_are_debts_of_their_own(database: Database) -> None:
    heading = "CPF;Nome;Fone;Valor;Vencimento;Contrato;Parcela\n"
    load(database, heading + "".join(f"{CPF};Ana;11987654321;10;01/0{n}/2026;A;{n}\n" for n in (1, 2, 3)))
    assert [contract for (contract,) in rows(database, DebtRow, "contract")] == ["A/1", "A/2", "A/3"]


def test_each_rejected_row_is_told_with_line_column_value_and_reason(database: Database) -> None:
    summary = load(
        database,
        HEADING
        + f"{CPF};Maria;11987654321;10,00;01/10/2026;A\n"
        + "111.111.111-11;João;11987654321;10,00;01/10/2026;B\n"
        + "\n"
        + f'{OTHER};"Zé\nda Silva";11987654321;abc;31/02/2026;C\n'
        + f"{OTHER};;11987654321;-5,00;01/10/2026;D\n"
        + f"{OTHER};Ana;190;10;01/10/2026;E;sobra\n"
        + f"{OTHER};Ana;190;10;01/10/2026;F\n",
    )
    assert (summary.rows_read, summary.rows_rejected, summary.cells_refused) == (6, 4, 1)
    assert summary.debts_created == 2
    assert rejections(database) == [
        (3, "CPF", "111.111.111-11", "CPF de dígitos repetidos"),
        (5, "Valor", "abc", "não é um valor em reais"),
        (5, "Vencimento", "31/02/2026", "não é uma data (use dd/mm/aaaa)"),
        (7, "Nome", "", "o nome está vazio"),
        (7, "Valor", "-5,00", "o valor é negativo"),
        (8, "", "", "a linha tem 7 colunas e o cabeçalho tem 6"),
        (9, "Telefone", "190", "telefone ignorado: número de serviço (três dígitos)"),
    ]


def test_a_contract_of_somebody_else_or_repeated_with_other_data_is_rejected(database: Database) -> None:
    load(database, HEADING + f"{CPF};Maria;11987654321;10,00;01/10/2026;A\n")
    summary = load(
        database,
        HEADING
        + f"{OTHER};João;11987654321;10,00;01/10/2026;A\n"
        + f"{OTHER};João;11987654321;10,00;01/10/2026;B\n"
        + f"{OTHER};João;11987654321;10,00;01/11/2026;B\n"
        + f"{OTHER};João;11987654321;10,00;01/10/2026;B\n",
        import_id="i2",
        at=NOW + timedelta(days=1),
    )
    assert (summary.rows_rejected, summary.debts_created) == (2, 1)
    told = rejections(database)
    assert [(line, column, value) for line, column, value, _ in told] == [(2, "Contrato", "A"), (4, "Contrato", "B")]
    assert "outro CPF" in told[0][3]
    assert "parcela" in told[1][3]


def test_a_mapping_names_the_columns_of_an_unusual_file(database: Database) -> None:
    content = f"K1;K2;K3;K4;K5;K6\n{CPF};Maria;11987654321;10,00;01/10/2026;2134567890\n"
    mapping = {"document": "k1", "name": "K2", "phone": ["K3", "K6"], "amount": "K4", "due_date": "K5"}
    assert load(database, content, mapping=mapping).phones_created == 2
    assert read_mapping(b'document = "K1"\nphone = ["K3", "K6"]') == {"document": "K1", "phone": ["K3", "K6"]}
    assert read_mapping(b'{"document": "K1"}') == {"document": "K1"}


@pytest.mark.parametrize("content", [b"= 3", b"{", b"\xff\xfe"])
def test_a_mapping_that_cannot_be_read_is_refused(content: bytes) -> None:
    with pytest.raises(ImportRefused, match="mapeamento"):
        read_mapping(content)


@pytest.mark.parametrize(
    ("content", "mapping", "reason"),
    [
        (b"", None, "vazio"), (b"\xef\xbb\xbf\r\n", None, "vazio"), (b"PK\x03\x04rest", None, "planilha"),
        (b"%PDF-1.7", None, "PDF"), (b"\x00\x01\x02", None, "texto"),
        (b"Nome;Fone\nA;B\n", None, "Faltam colunas: CPF ou CNPJ, valor, vencimento. Colunas encontradas: Nome, Fone."),
        (b"CPF;Nome;Valor;Vencimento\n", None, "telefone (ou e-mail)"), (b"x" * 1_000_001, None, "linha"),
        (HEADING.encode(), {"amount": "Total"}, "'Total'"), (HEADING.encode(), {"cor": "Nome"}, "cor"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_with_one_clear_sentence(
    database: Database, content: bytes, mapping: Mapping[str, object] | None, reason: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        load(database, content, mapping=mapping)
    assert reason in refused.value.reason
    assert rows(database, ImportRow, "status", "error") == [("failed", refused.value.reason)]


def test_what_stands_before_an_unclosed_quote_goes_in(database: Database) -> None:
    good = f"{CPF};Maria;11987654321;10,00;01/10/2026;A\n"
    with pytest.raises(ImportRefused, match="A partir da linha 3"):
        load(database, HEADING + good + f'{OTHER};"João;' + "x" * 200_000)
    assert rows(database, ImportRow, "status", "rows_read", "debts_created") == [("failed", 1, 1)]


def test_a_file_is_read_from_its_path_and_a_missing_one_is_refused(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text(HEADING + f"{CPF};Maria;11987654321;10,00;01/10/2026;A\n")
    assert load(database, path).debts_created == 1
    with pytest.raises(ImportRefused, match="não pode ser lido"):
        load(database, tmp_path / "outra.csv", import_id="i2")


def test_the_callers_file_stays_open(database: Database) -> None:
    source = io.BytesIO((HEADING + f"{CPF};Maria;11987654321;10,00;01/10/2026;A\n").encode())
    load(database, source)
    assert not source.closed


def test_an_import_tells_its_beginning_and_its_end(database: Database) -> None:
    load(database, HEADING + f"{CPF};Maria;11987654321;10,00;01/10/2026;A\n")
    assert [data for (_, data) in rows(database, OutboxRow, "type", "data")] == [
        {"import_id": "i1", "rows_read": 0, "finished": False},
        {"import_id": "i1", "rows_read": 1, "finished": True},
    ]


def test_an_import_that_died_with_its_process_is_marked_failed(database: Database) -> None:
    load(database, HEADING)
    asyncio.run(
        database.write(lambda uow: uow.connection.execute(ImportRow.__table__.update().values(status="running")))
    )
    assert asyncio.run(abandon_interrupted(database, clock=Clock())) == 1
    assert rows(database, ImportRow, "status") == [("failed",)]
    assert asyncio.run(abandon_interrupted(database, clock=Clock())) == 0
