"""A small list to dial, as rows."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert

from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, DebtRow, LeadRow, PhoneRow, PortfolioRow
from domain.call.lead import LeadState

TUESDAY_TEN = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
"""10:00 in Brasília."""


def insert_list(connection: Any, *, debtors: int, campaigns: int = 1, max_attempts: int = 3) -> None:
    """Debtors 1…n, each owing in the portfolio of every campaign and a lead in it; lead ids count per campaign."""
    now = TUESDAY_TEN
    for campaign in range(1, campaigns + 1):
        connection.execute(
            insert(PortfolioRow).values(
                id=campaign, name=f"p{campaign}", creditor_name="c", company_name="c", created_at=now
            )
        )
        connection.execute(
            insert(CampaignRow).values(
                id=campaign, name=f"c{campaign}", portfolio_id=campaign, status="running", concurrent_calls=5,
                max_attempts=max_attempts, created_at=now,
            )
        )  # fmt: skip
    for debtor in range(1, debtors + 1):
        connection.execute(
            insert(DebtorRow).values(id=debtor, document=f"{debtor:011d}", name="d", uf="SP", updated_at=now)
        )
        connection.execute(insert(PhoneRow).values(id=debtor, debtor_id=debtor, number=f"+55119{debtor:08d}"))
        for campaign in range(1, campaigns + 1):
            connection.execute(
                insert(DebtRow).values(
                    portfolio_id=campaign, debtor_id=debtor, contract=str(debtor), principal_cents=1000,
                    due_date=date(2026, 1, 1), updated_at=now,
                )
            )  # fmt: skip
            connection.execute(
                insert(LeadRow).values(
                    id=(campaign - 1) * debtors + debtor, campaign_id=campaign, debtor_id=debtor, state=LeadState.NEW
                )
            )
