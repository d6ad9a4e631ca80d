"""Is this the debtor? Something only they are likely to know, typed on the phone's keys."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

DOCUMENT_DIGITS_ASKED = 3


class IdentityQuestion(StrEnum):
    BIRTH_DAY_AND_MONTH = "birth_day_and_month"
    """Four digits, DDMM."""
    DOCUMENT_START = "document_start"
    """The first three digits of the CPF or CNPJ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChallenge:
    """The answer stays inside: no log, message or screen ever shows it."""

    question: IdentityQuestion
    answer: str = field(repr=False)

    @property
    def digits_asked(self) -> int:
        return len(self.answer)

    def is_met_by(self, digits: str) -> bool:
        return digits == self.answer


def challenges_for(*, birth_date: date | None, document: str) -> tuple[IdentityChallenge, ...]:
    """What is asked, in this order: birth day and month where the birth date is known, then the document's first
    digits. All must be met; which of them was not is never told.
    """
    start = IdentityChallenge(question=IdentityQuestion.DOCUMENT_START, answer=document[:DOCUMENT_DIGITS_ASKED])
    if birth_date is None:
        return (start,)
    birth = f"{birth_date.day:02d}{birth_date.month:02d}"
    return (IdentityChallenge(question=IdentityQuestion.BIRTH_DAY_AND_MONTH, answer=birth), start)


FAILED_CALLS_BORNE: Final = 2
LOCK_TIME: Final = timedelta(hours=24)


def decide_identity_lock(failed_at: Sequence[datetime], *, now: datetime) -> bool:
    """Whether no more answers are taken by keys: so many calls ended with wrong answers within the lock's time.

    Each call takes two tries, so that in a day nobody guesses more than four times; a person may still confirm.
    """
    return sum(now - LOCK_TIME < at <= now for at in failed_at) >= FAILED_CALLS_BORNE
