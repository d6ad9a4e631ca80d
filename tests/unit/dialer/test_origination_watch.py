"""The dialer slows down for all calls of its CNPJ root, whoever placed them."""

from datetime import UTC, date, datetime
from pathlib import Path

from adapters.storage.database import Database
from dialer.origination_watch import OriginationWatch
from dialer.settings import DialerSettings, TrunkSettings
from domain.contact.origination import OriginationLevel
from services.ports.storage import UnitOfWork
from tests.support.aio import run
from tests.support.storage import sqlite_database

NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # half of the calling day in Brasília
TODAY = date(2026, 11, 24)


class Noon:
    def now(self) -> datetime:
        return NOON


def watch(database: Database, *, cnpj_root: str) -> OriginationWatch:
    trunk = TrunkSettings(name="mine", channels=10, calls_per_second=5, cnpj_root=cnpj_root)
    return OriginationWatch(database, Noon(), DialerSettings(name="d1", trunk=trunk))


def place(database: Database, trunk: str, calls: int) -> None:
    """All of them short."""

    def work(uow: UnitOfWork) -> None:
        uow.call_meter.own_trunk(trunk, carrier=trunk, cnpj_root="11222333", at=NOON)
        uow.call_meter.count(TODAY, trunk=trunk, dialer="another", short=True)

    run(database.write(work))
    statement = "UPDATE call_meter SET calls = :calls, short_calls = :calls WHERE carrier = :trunk"
    values = {"calls": calls, "trunk": trunk}
    run(database.write(lambda uow: uow.connection.exec_driver_sql(statement, values)))  # type: ignore[attr-defined]


def test_other_trunks_of_the_root_slow_this_one_down(tmp_path: Path) -> None:
    with sqlite_database(tmp_path) as database:
        place(database, "mine", 30_000)
        mine = watch(database, cnpj_root="11222333")
        run(mine.look())
        assert (mine.decision.level, mine.rate_factor) == (OriginationLevel.WARN, 1.0)
        place(database, "theirs", 30_000)
        run(mine.look())
        assert mine.decision.level is OriginationLevel.THROTTLE
        assert 0.0 < mine.rate_factor < 1.0
        place(database, "theirs", 70_000)
        run(mine.look())
        assert (mine.decision.level, mine.rate_factor) == (OriginationLevel.STOP, 0.0)


def test_calls_of_another_root_are_not_this_one_s(tmp_path: Path) -> None:
    with sqlite_database(tmp_path) as database:
        place(database, "theirs", 99_000)
        mine = watch(database, cnpj_root="99888777")
        run(mine.look())
        assert mine.decision.level is OriginationLevel.FREE
