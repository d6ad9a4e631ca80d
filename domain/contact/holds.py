"""What the holds in force of a person refuse, and the call that they asked for."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from domain.contact.facts import Hold, HoldKind, PastDial, PersonFacts
from domain.contact.refused import Refused
from domain.contact.rules import ContactRule

_R = ContactRule
_HOLD_RULES: Mapping[str, ContactRule] = {
    HoldKind.DEAD: _R.PERSON_DEAD,
    HoldKind.OVER_INDEBTED: _R.OVER_INDEBTED,
    HoldKind.LAWYER: _R.LAWYER,
    HoldKind.OPT_OUT: _R.OPTED_OUT,
    HoldKind.PAYMENT_CLAIM: _R.PAYMENT_IN_DOUBT,
    HoldKind.DISPUTE: _R.DEBT_DISPUTED,
    HoldKind.PROMISE: _R.PROMISE_NOT_DUE,
}


def held_by(person: PersonFacts, number: str, now: datetime) -> Mapping[ContactRule, Refused]:
    """What the holds in force refuse; of two of the same rule the one that lasts longer."""
    found: dict[ContactRule, Refused] = {}
    for hold in _of(person, number):
        if hold.kind != HoldKind.CALLBACK and is_in_force(hold, now):
            rule = _hold_rule(hold)
            known = found.get(rule)
            if known is None or (known.until is not None and (hold.ends_at is None or hold.ends_at > known.until)):
                found[rule] = Refused(rule, hold.ends_at)
    callbacks = [hold for hold in _of(person, number) if hold.kind == HoldKind.CALLBACK]
    coming = [hold.starts_at for hold in callbacks if now < hold.starts_at]
    if coming and not any(is_in_force(hold, now) for hold in callbacks):
        found[_R.CALLBACK_ONLY] = Refused(_R.CALLBACK_ONLY, min(coming))
    return found


def is_requested(person: PersonFacts, number: str, mine: Iterable[PastDial], now: datetime) -> bool:
    """Whether the person asked to be called now, and nobody has reached out to them since that hour came.

    The ceilings keep people from being molested; a call that they asked for molests nobody. One call, then they count
    again.
    """
    asked = [hold for hold in _of(person, number) if hold.kind == HoldKind.CALLBACK and is_in_force(hold, now)]
    last = max((dial.at for dial in mine), default=None) if asked else None
    return any(last is None or last < hold.starts_at for hold in asked)


def is_in_force(hold: Hold, now: datetime) -> bool:
    return hold.starts_at <= now and (hold.ends_at is None or now < hold.ends_at)


def _of(person: PersonFacts, number: str) -> list[Hold]:
    """Those that bear on this number and the portfolio that asks."""
    if not person.holds:
        return []
    return [
        hold
        for hold in person.holds
        if hold.number in (None, number) and hold.portfolio_id in (None, person.portfolio_id)
    ]


def _hold_rule(hold: Hold) -> ContactRule:
    if hold.kind == HoldKind.OPT_OUT and hold.number is not None:
        return _R.NUMBER_OPTED_OUT
    if hold.kind == HoldKind.OPT_OUT and hold.portfolio_id is not None:
        return _R.OPTED_OUT_PORTFOLIO
    return _HOLD_RULES.get(hold.kind, _R.UNKNOWN_HOLD)
