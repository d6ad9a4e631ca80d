"""May this person be called on this number now? One answer, with the rule that refused and until when it does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.contact.calling_window import DEFAULT_POLICY, WindowPolicy, decide_calling_window
from domain.contact.ddd import zones_of
from domain.ids import DebtorId, PhoneId

DEFAULT_GAP = timedelta(hours=4)
GAP_FLOOR = timedelta(minutes=15)
"""No campaign, however configured, calls a person again sooner than this."""
RECHECK_ACTIVE = timedelta(minutes=1)
LOOK_BACK = timedelta(days=8)
"""How far back dials must be known for the rules to hold."""


class ContactRule(StrEnum):
    NO_OPEN_DEBT = "no_open_debt"
    COLLECTION_PAUSED = "collection_paused"
    MAX_ATTEMPTS = "max_attempts"
    NO_NUMBER = "no_number"
    NUMBER_UNLINKED = "number_unlinked"
    NUMBER_DEAD = "number_dead"
    PERSON_IN_CALL = "person_in_call"
    NUMBER_IN_CALL = "number_in_call"
    SPOKEN_TODAY = "spoken_today"
    PERSON_GAP = "person_gap"
    PERSON_DAY_CAP = "person_day_cap"
    PERSON_WEEK_CAP = "person_week_cap"
    NUMBER_GAP = "number_gap"
    NUMBER_DAY_CAP = "number_day_cap"
    CALLING_WINDOW = "calling_window"
    UNKNOWN_REGION = "unknown_region"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPolicy:
    max_attempts: int
    gap: timedelta = DEFAULT_GAP
    person_per_day: int = 3
    person_per_week: int = 8
    number_per_day: int = 2
    window: WindowPolicy = field(default=DEFAULT_POLICY)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDial:
    """A dial that reached the network, of this person or of a number of theirs, whatever the campaign."""

    debtor_id: DebtorId
    number: str
    at: datetime
    open: bool = False
    right_party: bool = False
    dead_number: bool = False
    """The network said that the number does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneFacts:
    phone_id: PhoneId
    number: str
    rank: int = 0
    unlinked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    debtor_id: DebtorId
    address_uf: str
    attempts_made: int
    has_open_debt: bool
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    phone: PhoneFacts


@dataclass(frozen=True, slots=True)
class Refused:
    rule: ContactRule
    until: datetime | None
    """None: the rule will refuse for as long as the facts stay as they are."""


def gap_of(retry_delay: timedelta) -> timedelta:
    """The gap of a campaign with this retry delay: the usual one, or a shorter one that it chose, within the floor."""
    return max(GAP_FLOOR, min(DEFAULT_GAP, retry_delay))


def decide_lead(
    person: PersonFacts,
    phones: Sequence[PhoneFacts],
    dials: Sequence[PastDial],
    policy: ContactPolicy,
    *,
    now: datetime,
) -> Allowed | Refused:
    """The first number that may be called, those dialled least and longest ago before the others."""
    if not phones:
        return _person_refusal(person, dials, policy, now=now) or Refused(ContactRule.NO_NUMBER, None)
    refusals: list[Refused] = []
    for phone in rotate(phones, dials):
        verdict = decide_contact(person, phone, dials, policy, now=now)
        if isinstance(verdict, Allowed):
            return verdict
        refusals.append(verdict)
    return _soonest(refusals)


def rotate(phones: Sequence[PhoneFacts], dials: Sequence[PastDial]) -> list[PhoneFacts]:
    """Numbers in the order in which they should be tried."""
    counts: dict[str, int] = {}
    last: dict[str, float] = {}
    for dial in dials:
        counts[dial.number] = counts.get(dial.number, 0) + 1
        last[dial.number] = max(last.get(dial.number, 0.0), dial.at.timestamp())
    return sorted(phones, key=lambda p: (counts.get(p.number, 0), last.get(p.number, 0.0), p.rank, p.phone_id))


def decide_contact(
    person: PersonFacts, phone: PhoneFacts, dials: Sequence[PastDial], policy: ContactPolicy, *, now: datetime
) -> Allowed | Refused:
    """`dials` are those of the last LOOK_BACK and every one still open; rules that never end come first."""
    return (
        _person_refusal(person, dials, policy, now=now)
        or _number_refusal(person, phone, dials, policy, now=now)
        or Allowed(phone)
    )


def _person_refusal(
    person: PersonFacts, dials: Sequence[PastDial], policy: ContactPolicy, *, now: datetime
) -> Refused | None:
    if not person.has_open_debt:
        return Refused(ContactRule.NO_OPEN_DEBT, None)
    if person.attempts_made >= policy.max_attempts:
        return Refused(ContactRule.MAX_ATTEMPTS, None)
    if person.paused_until is not None and now < person.paused_until:
        return Refused(ContactRule.COLLECTION_PAUSED, person.paused_until)
    mine = [dial for dial in dials if dial.debtor_id == person.debtor_id]
    return _tried_enough(mine, policy, now=now) if mine else None


def _tried_enough(mine: Sequence[PastDial], policy: ContactPolicy, *, now: datetime) -> Refused | None:
    if any(dial.open for dial in mine):
        return Refused(ContactRule.PERSON_IN_CALL, now + RECHECK_ACTIVE)
    last = max(mine, key=lambda dial: dial.at)
    if now < last.at + policy.gap:
        return Refused(ContactRule.PERSON_GAP, last.at + policy.gap)
    midnight = _local_midnight(last.number, now)
    today = [dial for dial in mine if dial.at >= midnight]
    if any(dial.right_party for dial in today):
        return Refused(ContactRule.SPOKEN_TODAY, midnight + timedelta(days=1))
    if len(today) >= policy.person_per_day:
        return Refused(ContactRule.PERSON_DAY_CAP, midnight + timedelta(days=1))
    week = sorted(dial.at for dial in mine if dial.at > now - timedelta(days=7))
    if len(week) >= policy.person_per_week:
        return Refused(ContactRule.PERSON_WEEK_CAP, week[-policy.person_per_week] + timedelta(days=7))
    return None


def _number_refusal(
    person: PersonFacts, phone: PhoneFacts, dials: Sequence[PastDial], policy: ContactPolicy, *, now: datetime
) -> Refused | None:
    if phone.unlinked:
        return Refused(ContactRule.NUMBER_UNLINKED, None)
    its = [dial for dial in dials if dial.number == phone.number]
    refusal = _busy_number(phone.number, its, policy, now=now) if its else None
    if refusal is not None:
        return refusal
    window = decide_calling_window(phone.number, person.address_uf, now=now, policy=policy.window)
    return None if window.allowed else Refused(ContactRule(window.rule), window.until)


def _busy_number(number: str, its: Sequence[PastDial], policy: ContactPolicy, *, now: datetime) -> Refused | None:
    if any(dial.open for dial in its):
        return Refused(ContactRule.NUMBER_IN_CALL, now + RECHECK_ACTIVE)
    if any(dial.dead_number for dial in its):
        return Refused(ContactRule.NUMBER_DEAD, None)
    last = max(dial.at for dial in its)
    if now < last + policy.gap:
        return Refused(ContactRule.NUMBER_GAP, last + policy.gap)
    midnight = _local_midnight(number, now)
    if sum(dial.at >= midnight for dial in its) >= policy.number_per_day:
        return Refused(ContactRule.NUMBER_DAY_CAP, midnight + timedelta(days=1))
    return None


def _local_midnight(number: str, now: datetime) -> datetime:
    """The start of the debtor's day; for a number that may be in several zones, the earliest of them."""
    zones = zones_of(number) or ("America/Sao_Paulo",)
    return min(datetime.combine(now.astimezone(ZoneInfo(zone)).date(), time(), ZoneInfo(zone)) for zone in zones)


def _soonest(refusals: Iterable[Refused]) -> Refused:
    """The refusal that ends first; one that never ends only when all are such."""
    ordered = list(refusals)
    ending = [(refusal.until, index) for index, refusal in enumerate(ordered) if refusal.until is not None]
    if not ending:
        return ordered[0] if len(ordered) == 1 else Refused(ContactRule.NO_NUMBER, None)
    return ordered[min(ending)[1]]
