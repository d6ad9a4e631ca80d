"""Implements `services.ports.repositories.dispositions`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, insert, select, update

from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.portfolio import CampaignRow
from adapters.storage.tables.strategy import PortfolioDispositionRow as Row
from domain.call.disposition import Disposition
from domain.call.disposition_rules import PortfolioDisposition, RequiredField
from domain.ids import PortfolioId, UserId
from services.ports.repositories.dispositions import StoredDisposition

_COLUMNS = (
    Row.code,
    Row.label,
    Row.base,
    Row.retry_delay_minutes,
    Row.pause_days,
    Row.required,
    Row.created_at,
    Row.retired_at,
)

OWN_DISPOSITION = and_(Row.portfolio_id == CampaignRow.portfolio_id, Row.code == AttemptRow.own_disposition)
"""Joins an attempt, beside its campaign, to the portfolio's own disposition that the agent chose."""


class SqlDispositions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_portfolio(self, portfolio_id: PortfolioId) -> Sequence[StoredDisposition]:
        query = select(*_COLUMNS).where(Row.portfolio_id == portfolio_id).order_by(Row.code)
        return [_stored(row) for row in self._connection.execute(query)]

    def add(self, portfolio_id: PortfolioId, own: PortfolioDisposition, *, by: UserId | None, at: datetime) -> None:
        self._connection.execute(
            insert(Row).values(
                portfolio_id=portfolio_id,
                code=own.code,
                label=own.label,
                base=own.base.value,
                retry_delay_minutes=int(own.retry_delay / timedelta(minutes=1)),
                pause_days=own.pause_days,
                required=",".join(field.value for field in own.required),
                created_by=by,
                created_at=at,
            )
        )

    def retire(self, portfolio_id: PortfolioId, code: str, *, by: UserId | None, at: datetime) -> bool:
        in_use = (Row.portfolio_id == portfolio_id, Row.code == code, Row.retired_at.is_(None))
        changed = update(Row).where(*in_use).values(retired_at=at, retired_by=by)
        return self._connection.execute(changed).rowcount == 1


def _stored(row: Any) -> StoredDisposition:
    own = PortfolioDisposition(
        code=row.code,
        label=row.label,
        base=Disposition(row.base),
        retry_delay=timedelta(minutes=row.retry_delay_minutes or 0),
        pause_days=row.pause_days or 0,
        required=tuple(RequiredField(field) for field in row.required.split(",") if field),
    )
    return StoredDisposition(own=own, created_at=row.created_at, retired_at=row.retired_at)
