"""Implements `services.ports.repositories.call_meter`."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.storage.tables.contact import CallMeterRow, TrunkOwnerRow
from domain.contact.origination import DayVolume

_METER: Any = CallMeterRow.__table__
_OWNERS: Any = TrunkOwnerRow.__table__
_BOTH = {"sqlite": sqlite, "postgresql": postgresql}


def _count(dialect: Any) -> Any:
    new = dialect.insert(_METER)
    counts = {name: _METER.c[name] + new.excluded[name] for name in ("calls", "short_calls")}
    return new.on_conflict_do_update(index_elements=("day", "carrier", "dialer"), set_=counts)


def _own(dialect: Any) -> Any:
    new = dialect.insert(_OWNERS)
    changed = {name: new.excluded[name] for name in ("carrier", "cnpj_root", "updated_at")}
    return new.on_conflict_do_update(index_elements=("trunk",), set_=changed)


_COUNT = {name: _count(dialect) for name, dialect in _BOTH.items()}
_OWN = {name: _own(dialect) for name, dialect in _BOTH.items()}
_ROOT = func.coalesce(TrunkOwnerRow.cnpj_root, "")
_CARRIER = func.coalesce(TrunkOwnerRow.carrier, CallMeterRow.carrier)
_VOLUMES = (
    select(_ROOT, _CARRIER, CallMeterRow.day, func.sum(CallMeterRow.calls), func.sum(CallMeterRow.short_calls))
    .select_from(CallMeterRow)
    .outerjoin(TrunkOwnerRow, TrunkOwnerRow.trunk == CallMeterRow.carrier)
    .where(CallMeterRow.day.between(bindparam("first", type_=Date()), bindparam("day", type_=Date())))
    .group_by(_ROOT, _CARRIER, CallMeterRow.day)
    .order_by(_ROOT, _CARRIER, CallMeterRow.day)
)


class SqlCallMeter:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, day: date, *, trunk: str, dialer: str, short: bool) -> None:
        values = {"day": day, "carrier": trunk, "dialer": dialer, "calls": 1, "short_calls": int(short)}
        self._connection.execute(_COUNT[self._connection.dialect.name], values)

    def own_trunk(self, trunk: str, *, carrier: str, cnpj_root: str, at: datetime) -> None:
        values = {"trunk": trunk, "carrier": carrier, "cnpj_root": cnpj_root, "updated_at": at}
        self._connection.execute(_OWN[self._connection.dialect.name], values)

    def month_volumes(self, day: date) -> list[DayVolume]:
        rows = self._connection.execute(_VOLUMES, {"day": day, "first": day.replace(day=1)})
        return [
            DayVolume(cnpj_root=root, carrier=carrier, day=on, calls=int(calls), short_calls=int(short))
            for root, carrier, on, calls, short in rows
        ]
