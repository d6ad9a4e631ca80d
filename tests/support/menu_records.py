"""One debtor with debts and one answered attempt, as the dialer leaves them for the menu."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert, select, text, update

from adapters.storage.database import Database
from adapters.storage.tables.calls import AttemptRow, MenuSessionRow
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, DebtRow, LeadRow, PhoneRow, PortfolioRow
from domain.call.attempt import AttemptState
from domain.call.lead import LeadState
from domain.ids import AttemptId
from tests.support.aio import run

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
ATTEMPT = AttemptId("A1")


def add_answered_attempt(
    database: Database, *, principals_cents: Sequence[int] = (100_000,), birth_date: date | None = date(1980, 3, 5)
) -> None:
    rows: list[tuple[type, dict[str, Any]]] = [
        (PortfolioRow, {
            "id": 1, "name": "Carteira", "creditor_name": "Loja Exemplo", "creditor_document": "",
            "company_name": "Concilia Atendimento", "callback_number": "+551132654321", "created_at": NOW,
        }),
        (DebtorRow, {
            "id": 1, "document": "52998224725", "name": "MARIA DA SILVA", "birth_date": birth_date, "email": "",
            "uf": "SP", "city": "", "updated_at": NOW,
        }),
        (PhoneRow, {"id": 1, "debtor_id": 1, "number": "+5511987654321", "rank": 0}),
        (CampaignRow, {
            "id": 1, "name": "Campanha", "portfolio_id": 1, "dial_mode": "ivr", "status": "running",
            "concurrent_calls": 1, "max_attempts": 3, "retry_delay_minutes": 60, "caller_id": "", "created_at": NOW,
        }),
        (LeadRow, {"id": 1, "campaign_id": 1, "debtor_id": 1, "state": LeadState.DIALING, "attempts_made": 1}),
        (AttemptRow, {
            "id": ATTEMPT, "campaign_id": 1, "lead_id": 1, "debtor_id": 1, "phone_id": 1, "number_in_lead": 1,
            "dialer": "d1", "trunk": "t", "state": AttemptState.IN_IVR, "claimed_at": NOW, "originated_at": NOW,
            "answered_at": NOW,
        }),
    ]  # fmt: skip
    rows += [
        (DebtRow, {
            "id": number, "portfolio_id": 1, "debtor_id": 1, "contract": f"C{number}", "description": "",
            "principal_cents": principal, "due_date": date(2026, 10, 1), "status": "open", "updated_at": NOW,
        })
        for number, principal in enumerate(principals_cents, start=1)
    ]  # fmt: skip

    def work(uow: Any) -> None:
        for row, values in rows:
            uow.connection.execute(insert(row).values(**values))
        if uow.connection.dialect.name == "postgresql":
            # Rows that came with their ids do not move the sequences on.
            for row in (PortfolioRow, DebtorRow, PhoneRow, CampaignRow, LeadRow, DebtRow):
                uow.connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{row.__tablename__}', 'id'), 100)"))

    run(database.write(work))


def rows_of(database: Database, table: Any) -> list[dict[str, Any]]:
    return run(
        database.read(lambda uow: [dict(row._mapping) for row in uow.connection.execute(select(table.__table__))])
    )


def the_row(database: Database, table: Any) -> dict[str, Any]:
    (row,) = rows_of(database, table)
    return row


def menu_row(database: Database) -> dict[str, Any]:
    return the_row(database, MenuSessionRow)


def change(database: Database, table: Any, **values: Any) -> None:
    def work(uow: Any) -> None:
        uow.connection.execute(update(table).values(**values))

    run(database.write(work))
