"""Implements `services.ports.repositories.regua_plans`."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from adapters.storage.tables.portfolio import DebtRow
from adapters.storage.tables.strategy import ReguaPlanRow
from domain.ids import PortfolioId, UserId
from services.ports.repositories.regua_plans import ReguaPlan

_R = ReguaPlanRow
_NAMES = tuple(ReguaPlan.__dataclass_fields__)
_PLAN = select(*(getattr(_R, name) for name in _NAMES))


class SqlReguaPlans:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, plan_id: int, *, lock: bool = False) -> ReguaPlan | None:
        query = _PLAN.where(_R.id == plan_id)
        row = self._connection.execute(query.with_for_update() if lock else query).mappings().one_or_none()
        return None if row is None else ReguaPlan(**row)

    def latest(self, portfolio_id: PortfolioId) -> ReguaPlan | None:
        query = _PLAN.where(_R.portfolio_id == portfolio_id).order_by(_R.id.desc()).limit(1)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else ReguaPlan(**row)

    def running(self) -> list[ReguaPlan]:
        rows = self._connection.execute(_PLAN.where(_R.state == "running").order_by(_R.id))
        return [ReguaPlan(**row) for row in rows.mappings()]

    def stale(self, *, before: datetime) -> list[PortfolioId]:
        newest = select(func.max(_R.id)).group_by(_R.portfolio_id)
        query = select(_R.portfolio_id).where(_R.id.in_(newest), _R.state == "finished", _R.started_at < before)
        return [PortfolioId(one) for one in self._connection.scalars(query.order_by(_R.portfolio_id))]

    def begin(self, portfolio_id: PortfolioId, regua_id: int | None, *, by: UserId | None, at: datetime) -> int:
        mine = (_R.portfolio_id == portfolio_id, _R.state == "running")
        self._connection.execute(update(_R).where(*mine).values(state="replaced", updated_at=at, finished_at=at))
        total = self._connection.scalar(select(func.count()).where(DebtRow.portfolio_id == portfolio_id)) or 0
        new: dict[str, Any] = {"portfolio_id": portfolio_id, "regua_id": regua_id, "state": "running"}
        new |= {"debts_total": total, "started_by": by, "started_at": at, "updated_at": at}
        return int(self._connection.execute(insert(_R).values(**new).returning(_R.id)).scalar_one())

    def save(self, plan: ReguaPlan) -> None:
        values = {name: getattr(plan, name) for name in _NAMES if name not in ("id", "portfolio_id", "started_at")}
        self._connection.execute(update(_R).where(_R.id == plan.id).values(**values))
