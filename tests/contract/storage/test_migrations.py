"""The migrations and the tables of the code say the same, on both databases."""

import threading

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from adapters.storage.engine import create_engines
from adapters.storage.migrate import current_revision, head_revision, is_current, upgrade
from adapters.storage.tables import Base


def test_the_migrated_schema_is_that_of_the_tables(url: str) -> None:
    engines = create_engines(url, readers=1)
    with engines.read.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, Base.metadata)
    engines.dispose()
    assert differences == []


def test_a_new_database_is_not_current_until_it_is_upgraded(empty_url: str) -> None:
    assert current_revision(empty_url) is None
    assert not is_current(empty_url)
    upgrade(empty_url)
    assert is_current(empty_url)
    assert current_revision(empty_url) == head_revision()


def test_upgrading_twice_changes_nothing(url: str) -> None:
    upgrade(url)
    assert is_current(url)


def test_processes_that_start_together_migrate_once(empty_url: str) -> None:
    problems: list[BaseException] = []

    def run() -> None:
        try:
            upgrade(empty_url)
        except BaseException as error:  # noqa: BLE001 - told to the asserting thread
            problems.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert is_current(empty_url)
