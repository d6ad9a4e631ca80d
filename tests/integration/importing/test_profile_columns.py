"""What a creditor tells of a person beyond who they are: read as spreadsheets write it, kept, and asked by segments."""

import asyncio
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from adapters.storage.database import Database
from adapters.storage.tables.news import ImportRejectionRow
from adapters.storage.tables.strategy import DebtorProfileRow
from domain.ids import ImportId, PortfolioId
from domain.strategy.expression import parse_expression
from services.importing import import_file
from tests.support.storage import sqlite_database

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
HEADING = (
    "CPF;Nome;Telefone;Valor;Vencimento;Contrato;Renda;LTV;Pagas em dia;Pagas com atraso;Causa do atraso;"
    "Canal preferido;Melhor horário\n"
)
PERSON = "529.982.247-25;Maria;11987654321;300,00;01/10/2026;C1;"
COLUMNS = (
    "income_cents", "ltv_cents", "paid_on_time", "paid_late", "delay_cause", "preferred_channel", "preferred_hour",
)  # fmt: skip


class Clock:
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with sqlite_database(tmp_path, inline=True) as opened:
        yield opened


def load(database: Database, cells: str, *, heading: str = HEADING, times: str = "i1") -> None:
    source = io.BytesIO((heading + PERSON + cells + "\n").encode())
    told: dict[str, Any] = {"file_name": "l.csv", "portfolio": "Lojas", "clock": Clock()}
    asyncio.run(import_file(database, source=source, import_id=ImportId(times), **told))


def rows(database: Database, table: Any, *names: str) -> list[tuple[Any, ...]]:
    query = select(*(getattr(table, name) for name in names))
    return asyncio.run(database.read(lambda uow: [tuple(row) for row in uow.connection.execute(query)]))


def profile(database: Database) -> tuple[Any, ...]:
    (row,) = rows(database, DebtorProfileRow, *COLUMNS)
    return row


def test_every_column_of_a_profile_goes_in_and_segments_ask_about_it(database: Database) -> None:
    load(database, "2.500,00;R$ 10.000,00;9;1;desempregado;Zap;18h")
    assert profile(database) == (250_000, 1_000_000, 9, 1, "desemprego", "whatsapp", 18)
    expression = parse_expression(
        "renda = 2500 e ltv >= 10.000 e ltv_por_divida > 20 e bom_pagador = sim e pagas_em_dia = 9 e "
        'causa = "desemprego" e canal = "whatsapp" e hora entre 17 e 19'
    )
    counted = asyncio.run(
        database.read(
            lambda uow: uow.strategy.count(
                expression, PortfolioId(1), today=date(2026, 11, 24), since=NOW - timedelta(days=90)
            )
        )
    )
    assert counted == 1


@pytest.mark.parametrize(
    ("cells", "kept", "column", "value", "reason"),
    [
        ("muito;;9;;;;", (None, None, 9, None, "", "", None), "Renda", "muito", "ignorado: "),
        (";;nove;;;;7", (None, None, None, None, "", "", 7), "Pagas em dia", "nove", "ignorado: não é uma quantidade"),
        (";;;;;pombo;8", (None, None, None, None, "", "", 8), "Canal preferido", "pombo", "ignorado: não é um canal"),
        (";5,00;;;;;25h", (None, 500, None, None, "", "", None), "Melhor horário", "25h", "ignorado: não é uma hora"),
    ],
)
def test_a_cell_that_is_not_understood_costs_only_itself(
    database: Database, cells: str, kept: tuple[Any, ...], column: str, value: str, reason: str
) -> None:
    load(database, cells)
    assert profile(database) == kept
    ((line, told, cell, why),) = rows(database, ImportRejectionRow, "line", "column", "value", "reason")
    assert (line, told, cell) == (2, column, value)
    assert why.startswith(reason)


def test_a_cause_that_nobody_listed_is_another(database: Database) -> None:
    load(database, ";;;;viajou;;")
    assert profile(database)[4] == "outra"


def test_a_file_that_tells_less_takes_nothing_away(database: Database) -> None:
    load(database, "2.500,00;;9;1;;sms;10")
    load(database, "3.000,00;;;;;;", times="i2")
    assert profile(database) == (300_000, None, 9, 1, "", "sms", 10)
    load(database, "", heading="CPF;Nome;Telefone;Valor;Vencimento;Contrato\n", times="i3")
    assert profile(database)[0] == 300_000
