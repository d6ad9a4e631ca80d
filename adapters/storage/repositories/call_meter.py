"""Implements `services.ports.repositories.call_meter`."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, bindparam, case, distinct, func, select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.storage.tables.contact import CallMeterRow
from domain.contact.origination import CallCounters

_TABLE: Any = CallMeterRow.__table__
_KEY = ("day", "carrier", "dialer")


def _upsert(dialect: Any) -> Any:
    new = dialect.insert(_TABLE)
    counts = {name: _TABLE.c[name] + new.excluded[name] for name in ("calls", "short_calls")}
    return new.on_conflict_do_update(index_elements=_KEY, set_=counts)


_UPSERTS = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}
_TODAY = CallMeterRow.day == bindparam("day", type_=Date())
_MONTH = CallMeterRow.day.between(bindparam("first", type_=Date()), bindparam("day", type_=Date()))
_COUNTERS = select(
    func.coalesce(func.sum(case((_TODAY, CallMeterRow.calls), else_=0)), 0),
    func.coalesce(func.sum(case((_TODAY, CallMeterRow.short_calls), else_=0)), 0),
    func.coalesce(func.sum(CallMeterRow.calls), 0),
    func.count(distinct(CallMeterRow.day)),
).where(_MONTH, CallMeterRow.carrier.in_(bindparam("carriers", expanding=True)))
_CARRIERS = select(CallMeterRow.carrier).where(_MONTH).distinct().order_by(CallMeterRow.carrier)


class SqlCallMeter:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, day: date, *, carrier: str, dialer: str, short: bool) -> None:
        values = {"day": day, "carrier": carrier, "dialer": dialer, "calls": 1, "short_calls": int(short)}
        self._connection.execute(_UPSERTS[self._connection.dialect.name], values)

    def counters(self, day: date, *, carriers: Collection[str]) -> CallCounters:
        values = {"day": day, "first": day.replace(day=1), "carriers": list(carriers)}
        calls, short, month, days = self._connection.execute(_COUNTERS, values).one()
        return CallCounters(calls=calls, short_calls=short, month_calls=month, month_days=days)

    def carriers(self, day: date) -> list[str]:
        return list(self._connection.execute(_CARRIERS, {"day": day, "first": day.replace(day=1)}).scalars())
