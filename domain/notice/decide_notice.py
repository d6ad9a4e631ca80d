"""May this message leave now? What a debtor asked for on the line is no collection, yet it has limits of its own.

What collects is not judged here: `domain.contact.decide_contact` does it, with the caps and the hours of every contact.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.contact.calling_window import DEFAULT_POLICY, WindowPolicy, decide_calling_window
from domain.contact.facts import Channel
from domain.notice.contact import Contact
from domain.notice.notice import ASKED_FOR, DISCLOSES, Confirmation, NoticeKind

ON_THE_LINE: Final = timedelta(minutes=15)
"""So long after it was asked for a message comes as the answer to the call, whatever the hour."""
USEFUL_FOR: Final = timedelta(days=3)
"""A message that could not leave in that time is of no use any more: its code may have expired."""
_TIGHTEST: Final = "AM"
"""Where nobody knows to which state a message arrives: the tightest hours, on the latest clocks."""


class NoticeRule(StrEnum):
    NOT_CONFIRMED = "not_confirmed"
    PERSON_DEAD = "person_dead"
    NUMBER_UNLINKED = "number_unlinked"
    OPTED_OUT = "opted_out"
    TOO_LATE = "too_late"
    QUIET_HOURS = "quiet_hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeCase:
    """`opted_out_at`: since when the person, the portfolio's part of them or the number wants no contact."""

    kind: NoticeKind
    contact: Contact
    confirmation: Confirmation
    asked_at: datetime
    address_uf: str = ""
    closed_dates: frozenset[date] = frozenset()
    unlinked: bool = False
    dead: bool = False
    opted_out_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Send:
    pass


@dataclass(frozen=True, slots=True)
class Wait:
    until: datetime
    rule: NoticeRule


@dataclass(frozen=True, slots=True)
class Drop:
    rule: NoticeRule


NoticeDecision = Send | Wait | Drop


def decide_notice(case: NoticeCase, *, now: datetime, window: WindowPolicy = DEFAULT_POLICY) -> NoticeDecision:
    """What never changes first. Hours: at once when just asked for, else those of a contact of the same place."""
    forbidden = _forbidden(case, now)
    if forbidden is not None:
        return Drop(forbidden)
    if case.kind in ASKED_FOR and now - case.asked_at <= ON_THE_LINE:
        return Send()
    until = _closed_until(case, now, window)
    if until is None:
        return Send()
    return Wait(until, NoticeRule.QUIET_HOURS) if until - case.asked_at <= USEFUL_FOR else Drop(NoticeRule.TOO_LATE)


def _forbidden(case: NoticeCase, now: datetime) -> NoticeRule | None:
    if case.kind in DISCLOSES and case.confirmation is Confirmation.NONE:
        return NoticeRule.NOT_CONFIRMED
    if case.dead:
        return NoticeRule.PERSON_DEAD
    if case.unlinked:
        return NoticeRule.NUMBER_UNLINKED
    if case.opted_out_at is not None and not (case.kind in ASKED_FOR and case.opted_out_at < case.asked_at):
        # The last word counts: who asks for a code after opting out gets it, and nothing else.
        return NoticeRule.OPTED_OUT
    return NoticeRule.TOO_LATE if now - case.asked_at > USEFUL_FOR else None


def _closed_until(case: NoticeCase, now: datetime, window: WindowPolicy) -> datetime | None:
    """None while the window of the place is open."""
    by_email = case.contact.channel is Channel.EMAIL
    for uf in (case.address_uf, _TIGHTEST):
        told = decide_calling_window(
            case.contact.number, uf, now=now, policy=window, closed_dates=case.closed_dates, numberless=by_email
        )
        if told.allowed:
            return None
        if told.until is not None:
            return told.until
    return now + USEFUL_FOR
