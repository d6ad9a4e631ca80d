"""Is whoever called us the one they say they are? Two things typed on the keys, each known to few, and few tries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from domain.negotiation.identity import LOCK_TIME, decide_identity_lock

DOCUMENT_START: Final = 3
CPF_DIGITS: Final = 11
BIRTH_DIGITS: Final = 4

TRIES_IN_CALL: Final = 2
TRIES_FROM_NUMBER: Final = 6
"""Wrong answers that a calling number may give within the lock's time, in all its calls."""
TRIES_WITHHELD: Final = 30
"""The same for all callers together whose number is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerFailures:
    """Wrong answers that were given already, whomever they named: in this call, and from its number."""

    in_call: int = 0
    from_number: Sequence[datetime] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerProof:
    """`counts_against_person`: the wrong answer is one of those that lock the keys for whom it named.

    `may_try_again` follows from what the caller did alone: whether a document is known, or locked, changes nothing
    that can be heard.
    """

    confirmed: bool
    counts_against_person: bool = False
    may_try_again: bool = False


def names_by_itself(typed_document: str) -> bool:
    """A whole CPF finds whose it is, wherever it is typed; fewer digits count for whom the calling number points at."""
    return len(typed_document) >= CPF_DIGITS


def is_caller(document: str, birth_date: date | None, *, typed_document: str, typed_birth: str) -> bool:
    """Without a birth date on file nobody can be told apart by keys: then a person has to ask."""
    if birth_date is None or len(typed_document) < DOCUMENT_START:
        return False
    birth = f"{birth_date.day:02d}{birth_date.month:02d}"
    return document.startswith(typed_document) and typed_birth == birth


def may_identify(failures: CallerFailures, *, now: datetime) -> bool:
    """Whether this call may try (again) to tell by keys who calls."""
    recent = sum(at > now - LOCK_TIME for at in failures.from_number)
    most = TRIES_WITHHELD if failures.withheld else TRIES_FROM_NUMBER
    return failures.in_call < TRIES_IN_CALL and recent < most


def decide_caller_proof(
    failures: CallerFailures, *, known: bool, right: bool, failed_calls: Sequence[datetime], now: datetime
) -> CallerProof:
    """`known`: the document is somebody's, and `right` tells whether the answers are theirs; `failed_calls` tells when
    other calls, ours or theirs, failed to show that it was them. Who is locked is refused in the words of all others,
    and answers that were not judged prolong no lock.
    """
    if not may_identify(failures, now=now):
        return CallerProof(confirmed=False)
    # Another process's clock may be a little ahead of ours.
    locked = decide_identity_lock([min(at, now) for at in failed_calls], now=now)
    if known and right and not locked:
        return CallerProof(confirmed=True)
    after = replace(failures, in_call=failures.in_call + 1, from_number=(*failures.from_number, now))
    return CallerProof(
        confirmed=False, counts_against_person=known and not locked, may_try_again=may_identify(after, now=now)
    )
