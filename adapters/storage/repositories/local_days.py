"""Municipal holidays, by state and city."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, bindparam, select

from adapters.storage.tables.contact import MunicipalHolidayRow
from services.importing.values import plain

_DAYS = select(MunicipalHolidayRow.uf, MunicipalHolidayRow.city, MunicipalHolidayRow.day).where(
    MunicipalHolidayRow.city.in_(bindparam("cities", expanding=True))
)


def city_days(connection: Connection, cities: Iterable[str]) -> dict[tuple[str, str], frozenset[date]]:
    """`cities` as written in addresses; the keys hold them as `plain` writes them."""
    wanted = sorted({plain(city) for city in cities if city})
    found: dict[tuple[str, str], set[date]] = {}
    for uf, city, day in connection.execute(_DAYS, {"cities": wanted}) if wanted else ():
        found.setdefault((uf, city), set()).add(day)
    return {place: frozenset(days) for place, days in found.items()}
