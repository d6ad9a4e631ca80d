"""Is this the debtor? Something only they are likely to know, typed on the phone's keys."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

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


def challenge_for(*, birth_date: date | None, document: str) -> IdentityChallenge:
    """By birth day and month where the birth date is known, else by the first digits of the document."""
    if birth_date is not None:
        return IdentityChallenge(
            question=IdentityQuestion.BIRTH_DAY_AND_MONTH, answer=f"{birth_date.day:02d}{birth_date.month:02d}"
        )
    return IdentityChallenge(question=IdentityQuestion.DOCUMENT_START, answer=document[:DOCUMENT_DIGITS_ASKED])
