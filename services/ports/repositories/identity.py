"""Wrong answers to the question who somebody is, kept for as long as they lock something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.ids import AttemptId, DebtorId


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WrongAnswer:
    """`number` called us, or was called; it is empty where the caller's is not known. `debtor_id` is None where the
    answer counts against nobody. No repr: it holds who was on the line.
    """

    attempt_id: AttemptId
    debtor_id: DebtorId | None
    number: str
    at: datetime


class IdentityRepository(Protocol):
    def hold(self, debtor_id: DebtorId) -> None:
        """Until the transaction ends nobody else judges answers about this debtor."""
        ...

    def failed_calls(self, debtor_id: DebtorId, *, since: datetime, but: AttemptId | None = None) -> Sequence[datetime]:
        """When calls, ours and theirs, did not show that it was this debtor, once for each call but `but`."""
        ...

    def wrong_in_call(self, attempt_id: AttemptId) -> int: ...

    def wrong_from(self, number: str, *, since: datetime) -> Sequence[datetime]:
        """From that number in all its calls; from all unknown numbers together when it is empty."""
        ...

    def add(self, answer: WrongAnswer) -> None: ...

    def forgive(self, attempt_id: AttemptId, debtor_id: DebtorId) -> None:
        """The call showed in the end that it was them."""
        ...

    def forget(self, *, before: datetime) -> None: ...
