import asyncio
from collections.abc import Callable
from typing import Any

from dialer.journal import Journal
from services.ports.storage import StorageError
from tests.support.virtual_time import run_virtual


class Book:
    """A storage whose unit of work is a list; it is away while `away`, and works on `poisoned` words fail."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.away = False
        self.transactions = 0

    async def write(self, work: Callable[[Any], Any]) -> Any:
        if self.away:
            raise StorageError("away")
        draft: list[str] = []
        result = work(draft)
        self.lines += draft
        self.transactions += 1
        return result

    async def read(self, work: Callable[[Any], Any]) -> Any:
        raise AssertionError("the journal only writes")


def noting(line: str) -> Callable[[Any], str]:
    def work(draft: Any) -> str:
        draft.append(line)
        return line

    return work


def failing(error: Exception) -> Callable[[Any], None]:
    def work(_draft: Any) -> None:
        raise error

    return work


def with_journal(scenario: Callable[[Journal, Book], Any]) -> None:
    async def main() -> None:
        book = Book()
        journal = Journal(book)  # type: ignore[arg-type]
        task = asyncio.create_task(journal.run())
        await scenario(journal, book)
        task.cancel()

    run_virtual(lambda _loop: main())


def test_works_put_together_are_one_transaction_in_their_order() -> None:
    async def scenario(journal: Journal, book: Book) -> None:
        told: list[str] = []
        for line in "abc":
            journal.put(noting(line), what="note", key=line, then=told.append)
        assert await journal.drained(timeout_seconds=1)
        assert (book.lines, book.transactions, told) == (["a", "b", "c"], 1, ["a", "b", "c"])

    with_journal(scenario)


def test_a_work_waits_until_the_database_is_back() -> None:
    async def scenario(journal: Journal, book: Book) -> None:
        book.away = True
        journal.put(noting("outcome"), what="note", key="1")
        assert not await journal.drained(timeout_seconds=3600)
        book.away = False
        assert await journal.drained(timeout_seconds=10)
        assert book.lines == ["outcome"]

    with_journal(scenario)


def test_a_work_that_breaks_a_rule_is_dropped_and_holds_up_no_other() -> None:
    async def scenario(journal: Journal, book: Book) -> None:
        journal.put(noting("a"), what="note", key="1")
        journal.put(failing(ValueError("bad")), what="bad", key="2")
        journal.put(noting("b"), what="note", key="3")
        assert await journal.drained(timeout_seconds=1)
        assert book.lines == ["a", "b"]

    with_journal(scenario)


def test_works_of_one_key_never_overtake_each_other() -> None:
    async def scenario(journal: Journal, book: Book) -> None:
        tries = iter([StorageError("locked"), StorageError("locked"), None])

        def first(draft: Any) -> None:
            error = next(tries)
            if error is not None:
                raise error
            draft.append("first")

        journal.put(first, what="note", key="one")
        journal.put(noting("second"), what="note", key="one")
        journal.put(noting("other"), what="note", key="two")
        assert await journal.drained(timeout_seconds=10)
        assert book.lines == ["other", "first", "second"]

    with_journal(scenario)


def test_a_late_made_work_holds_what_was_true_when_it_is_written() -> None:
    async def scenario(journal: Journal, book: Book) -> None:
        state = ["early"]
        journal.put_late(lambda: noting(state[0]), what="note", key="1")
        state[0] = "late"
        assert await journal.drained(timeout_seconds=1)
        assert book.lines == ["late"]

    with_journal(scenario)
