"""One check per rule, each over the same case: the facts and what several checks need of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.contact.calling_window import decide_calling_window
from domain.contact.ddd import zones_of, zones_of_uf
from domain.contact.facts import (
    CALLS,
    MESSAGES,
    Channel,
    DebtStanding,
    DebtStatus,
    PastDial,
    PersonFacts,
    PhoneFacts,
    Purpose,
    blocks,
)
from domain.contact.holds import held_by, is_requested
from domain.contact.policy import ContactPolicy
from domain.contact.refused import Refused
from domain.contact.rules import ContactRule

RECHECK_ACTIVE = timedelta(minutes=1)
RECHECK_DOUBT = timedelta(hours=1)
"""A payment is cleared up by the provider or by somebody of the house, nobody knows when."""
_DAY = timedelta(days=1)
REMIND_BEFORE_END = timedelta(days=2)
"""A promise ends with the day on which it is due: it is reminded of on that day and on the one before."""
_R = ContactRule


class Case:
    """Raises ValueError for a naive `now`."""

    __slots__ = (
        "channel",
        "debt_rule",
        "holds",
        "its",
        "midnight",
        "mine",
        "now",
        "number",
        "person",
        "phone",
        "policy",
        "purpose",
        "requested",
    )

    def __init__(
        self,
        person: PersonFacts,
        phone: PhoneFacts | None,
        dials: Sequence[PastDial],
        policy: ContactPolicy,
        *,
        now: datetime,
        channel: Channel,
        purpose: Purpose = Purpose.COLLECT,
    ) -> None:
        if now.tzinfo is None:
            raise ValueError("a naive datetime has no calling window")
        self.person, self.phone, self.policy, self.now, self.channel = person, phone, policy, now, channel
        self.purpose = purpose
        self.number = "" if phone is None else phone.number
        counted = [dial for dial in dials if dial.channel is not Channel.LETTER]
        self.mine = [dial for dial in counted if dial.debtor_id == person.debtor_id]
        self.its = [dial for dial in counted if dial.number == self.number and dial.channel in CALLS]
        zones = zones_of(self.number) or zones_of_uf(person.address_uf) or ("America/Sao_Paulo",)
        self.midnight = _midnight(zones, now.replace(minute=0, second=0, microsecond=0))
        self.debt_rule = _debt_rule(person.debts, policy.prescription_years, self.midnight.date())
        self.holds = held_by(person, self.number, now)
        self.requested = channel in CALLS and is_requested(person, self.number, self.mine, now)


Check = Callable[[Case], Refused | None]


@lru_cache(maxsize=4096)
def _midnight(zones: tuple[str, ...], hour: datetime) -> datetime:
    """The start of the debtor's day; for one who may be in several zones, the earliest of them."""
    return min(datetime.combine(hour.astimezone(ZoneInfo(zone)).date(), time(), ZoneInfo(zone)) for zone in zones)


_STATUS_RULES: Mapping[str, ContactRule] = {
    DebtStatus.CLAIMED_PAID: _R.PAYMENT_IN_DOUBT,
    DebtStatus.DISPUTED: _R.DEBT_DISPUTED,
    DebtStatus.UNDER_AGREEMENT: _R.UNDER_AGREEMENT,
    DebtStatus.PAID: _R.DEBT_PAID,
    DebtStatus.WITHDRAWN: _R.NO_OPEN_DEBT,
}
_ORDER: Mapping[ContactRule, int] = {rule: place for place, rule in enumerate(ContactRule)}


def _debt_rule(debts: Sequence[DebtStanding], years: int, today: date) -> ContactRule | None:
    """None while one debt may be collected; else why the most telling of them may not."""
    found: list[ContactRule] = []
    for debt in debts:
        if debt.status != DebtStatus.OPEN:
            # A status that nobody knows is a payment in doubt: it is not collected.
            found.append(_STATUS_RULES.get(debt.status, _R.PAYMENT_IN_DOUBT))
        elif today < prescribes_on(debt.due_date, years):
            return None
        else:
            found.append(_R.DEBT_PRESCRIBED)
    return min(found, key=_ORDER.__getitem__, default=_R.NO_OPEN_DEBT)


def prescribes_on(due_date: date, years: int) -> date:
    """From this day on the debt is prescribed; the 29th of February counts as the 28th."""
    day = 28 if (due_date.month, due_date.day) == (2, 29) else due_date.day
    return due_date.replace(year=due_date.year + years, day=day)


def _by_hold(rule: ContactRule) -> Check:
    return lambda case: case.holds.get(rule)


def _by_debt(rule: ContactRule) -> Check:
    return lambda case: case.holds.get(rule) or (Refused(rule, None) if case.debt_rule is rule else None)


def _payment_in_doubt(case: Case) -> Refused | None:
    claimed = _BY_CLAIM(case)
    if claimed is not None or not case.person.payment_in_doubt:
        return claimed
    return Refused(_R.PAYMENT_IN_DOUBT, case.now + RECHECK_DOUBT)


_BY_CLAIM = _by_debt(_R.PAYMENT_IN_DOUBT)


def _max_attempts(case: Case) -> Refused | None:
    spent = case.channel is Channel.CALL and case.person.attempts_made >= case.policy.max_attempts
    return Refused(_R.MAX_ATTEMPTS, None) if spent and not case.requested else None


def _paused(case: Case) -> Refused | None:
    until = case.person.paused_until
    return Refused(_R.COLLECTION_PAUSED, until) if until is not None and case.now < until else None


def _promise_not_due(case: Case) -> Refused | None:
    refused = case.holds.get(_R.PROMISE_NOT_DUE)
    if refused is None or case.purpose is not Purpose.PROMISE_REMINDER or case.channel not in MESSAGES:
        return refused
    return None if refused.until is not None and refused.until - case.now <= REMIND_BEFORE_END else refused


def _in_call(rule: ContactRule, dials: Iterable[PastDial], now: datetime) -> Refused | None:
    return Refused(rule, now + RECHECK_ACTIVE) if any(dial.open for dial in dials) else None


def _gap(rule: ContactRule, dials: Sequence[PastDial], case: Case) -> Refused | None:
    if not dials or case.requested:
        return None
    until = max(dial.at for dial in dials) + case.policy.gap
    return Refused(rule, until) if case.now < until else None


def _spoken_today(case: Case) -> Refused | None:
    spoken = any(dial.right_party and dial.at >= case.midnight for dial in case.mine)
    return Refused(_R.SPOKEN_TODAY, case.midnight + _DAY) if spoken and not case.requested else None


def _day_cap(rule: ContactRule, dials: Iterable[PastDial], most: int, case: Case) -> Refused | None:
    if case.requested:
        return None
    today = sum(dial.at >= case.midnight for dial in dials)
    return Refused(rule, case.midnight + _DAY) if today >= most else None


def _person_week_cap(case: Case) -> Refused | None:
    if case.requested:
        return None
    most, week = case.policy.person_per_week, timedelta(days=7)
    recent = sorted(dial.at for dial in case.mine if dial.at > case.now - week)
    if len(recent) < most:
        return None
    return Refused(_R.PERSON_WEEK_CAP, recent[-most] + week if most else None)


def _unlinked(case: Case) -> Refused | None:
    return Refused(_R.NUMBER_UNLINKED, None) if case.phone is not None and case.phone.unlinked else None


def _block_list(case: Case) -> Refused | None:
    listed = () if case.phone is None else case.phone.listed
    blocked = any(blocks(entry, case.number, today=case.midnight.date()) for entry in listed)
    return Refused(_R.BLOCK_LIST, None) if blocked else None


def _number_dead(case: Case) -> Refused | None:
    return Refused(_R.NUMBER_DEAD, None) if any(dial.dead_number for dial in case.its) else None


def _window(rule: ContactRule) -> Check:
    def check(case: Case) -> Refused | None:
        if case.channel is Channel.LETTER:
            return None
        window = decide_calling_window(
            case.number,
            case.person.address_uf,
            now=case.now,
            policy=case.policy.window,
            closed_dates=case.person.closed_dates,
            numberless=case.channel is Channel.EMAIL,
        )
        return Refused(rule, window.until) if not window.allowed and window.rule == rule else None

    return check


PERSON_CHECKS: tuple[tuple[ContactRule, Check], ...] = (
    *((rule, _by_hold(rule)) for rule in (_R.UNKNOWN_HOLD, _R.PERSON_DEAD, _R.OVER_INDEBTED, _R.LAWYER)),
    *((rule, _by_hold(rule)) for rule in (_R.OPTED_OUT, _R.OPTED_OUT_PORTFOLIO)),
    (_R.PAYMENT_IN_DOUBT, _payment_in_doubt),
    *((rule, _by_debt(rule)) for rule in (_R.DEBT_DISPUTED, _R.UNDER_AGREEMENT)),
    *((rule, _by_debt(rule)) for rule in (_R.DEBT_PRESCRIBED, _R.DEBT_PAID, _R.NO_OPEN_DEBT)),
    (_R.MAX_ATTEMPTS, _max_attempts),
    (_R.COLLECTION_PAUSED, _paused),
    (_R.PROMISE_NOT_DUE, _promise_not_due),
    (_R.CALLBACK_ONLY, _by_hold(_R.CALLBACK_ONLY)),
    (_R.PERSON_IN_CALL, lambda case: _in_call(_R.PERSON_IN_CALL, case.mine, case.now)),
    (_R.PERSON_GAP, lambda case: _gap(_R.PERSON_GAP, case.mine, case)),
    (_R.SPOKEN_TODAY, _spoken_today),
    (_R.PERSON_DAY_CAP, lambda case: _day_cap(_R.PERSON_DAY_CAP, case.mine, case.policy.person_per_day, case)),
    (_R.PERSON_WEEK_CAP, _person_week_cap),
)
NUMBER_CHECKS: tuple[tuple[ContactRule, Check], ...] = (
    (_R.NUMBER_UNLINKED, _unlinked),
    (_R.NUMBER_OPTED_OUT, _by_hold(_R.NUMBER_OPTED_OUT)),
    (_R.BLOCK_LIST, _block_list),
    (_R.NUMBER_IN_CALL, lambda case: _in_call(_R.NUMBER_IN_CALL, case.its, case.now)),
    (_R.NUMBER_DEAD, _number_dead),
    (_R.NUMBER_GAP, lambda case: _gap(_R.NUMBER_GAP, case.its, case)),
    (_R.NUMBER_DAY_CAP, lambda case: _day_cap(_R.NUMBER_DAY_CAP, case.its, case.policy.number_per_day, case)),
    (_R.UNKNOWN_REGION, _window(_R.UNKNOWN_REGION)),
    (_R.CALLING_WINDOW, _window(_R.CALLING_WINDOW)),
)
"""What is asked of the number, or of the place where a message arrives."""
