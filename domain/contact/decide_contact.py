"""May this person be contacted on this number now? One answer, with the rule that refused and until when it does.

The first refusal and the full list come from the same checks. A check that cannot be evaluated refuses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.contact.checks import NUMBER_CHECKS, PERSON_CHECKS, Case, Check
from domain.contact.facts import LOOK_BACK, Channel, PastDial, PersonFacts, PhoneFacts, Purpose
from domain.contact.policy import DEFAULT_GAP, GAP_FLOOR, ContactPolicy, gap_of
from domain.contact.refused import Refused
from domain.contact.rules import ContactRule

__all__ = [
    "DEFAULT_GAP",
    "GAP_FLOOR",
    "LOOK_BACK",
    "Allowed",
    "ContactPolicy",
    "ContactRule",
    "PastDial",
    "PersonFacts",
    "PhoneFacts",
    "Refused",
    "RuleVerdict",
    "decide_contact",
    "decide_lead",
    "explain_contact",
    "gap_of",
    "rotate",
]
_ALL_CHECKS = (*PERSON_CHECKS, *NUMBER_CHECKS)


@dataclass(frozen=True, slots=True)
class Allowed:
    phone: PhoneFacts


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """What one rule says: `refused` is None when it has nothing against the contact."""

    rule: ContactRule
    refused: Refused | None


def decide_lead(
    person: PersonFacts,
    phones: Sequence[PhoneFacts],
    dials: Sequence[PastDial],
    policy: ContactPolicy,
    *,
    now: datetime,
) -> Allowed | Refused:
    """The first number that may be called, of `phones` in the order in which they should be tried."""
    if not phones:
        return _person_refusal(person, dials, policy, now=now) or Refused(ContactRule.NO_NUMBER, None)
    refusals: list[Refused] = []
    for phone in phones:
        verdict = decide_contact(person, phone, dials, policy, now=now)
        if isinstance(verdict, Allowed):
            return verdict
        refusals.append(verdict)
    return _soonest(refusals)


def rotate(phones: Sequence[PhoneFacts], dials: Sequence[PastDial]) -> list[PhoneFacts]:
    """Numbers dialled least and longest ago before the others."""
    counts: dict[str, int] = {}
    last: dict[str, float] = {}
    for dial in dials:
        counts[dial.number] = counts.get(dial.number, 0) + 1
        last[dial.number] = max(last.get(dial.number, 0.0), dial.at.timestamp())
    return sorted(phones, key=lambda p: (counts.get(p.number, 0), last.get(p.number, 0.0), p.rank, p.phone_id))


def decide_contact(
    person: PersonFacts,
    phone: PhoneFacts,
    dials: Sequence[PastDial],
    policy: ContactPolicy,
    *,
    now: datetime,
    channel: Channel = Channel.CALL,
    purpose: Purpose = Purpose.COLLECT,
) -> Allowed | Refused:
    """The first rule that refuses. `dials` are the contacts of the last LOOK_BACK and every one still open."""
    try:
        case = Case(person, phone, dials, policy, now=now, channel=channel, purpose=purpose)
        for _, check in _ALL_CHECKS:
            refused = check(case)
            if refused is not None:
                return refused
    except Exception:  # noqa: BLE001 - whatever keeps a rule from being evaluated refuses
        return Refused(ContactRule.NOT_EVALUATED, None)
    return Allowed(phone)


def explain_contact(
    person: PersonFacts,
    phone: PhoneFacts | None,
    dials: Sequence[PastDial],
    policy: ContactPolicy,
    *,
    now: datetime,
    channel: Channel = Channel.CALL,
) -> list[RuleVerdict]:
    """What every rule says, in the order in which they are asked; without a phone, only those about the person."""
    try:
        case = Case(person, phone, dials, policy, now=now, channel=channel)
    except Exception:  # noqa: BLE001 - as in decide_contact
        return [RuleVerdict(ContactRule.NOT_EVALUATED, Refused(ContactRule.NOT_EVALUATED, None))]
    checks = PERSON_CHECKS if phone is None else _ALL_CHECKS
    return [RuleVerdict(rule, _ask(check, case)) for rule, check in checks]


def _ask(check: Check, case: Case) -> Refused | None:
    try:
        return check(case)
    except Exception:  # noqa: BLE001 - as in decide_contact
        return Refused(ContactRule.NOT_EVALUATED, None)


def _person_refusal(
    person: PersonFacts, dials: Sequence[PastDial], policy: ContactPolicy, *, now: datetime
) -> Refused | None:
    verdicts = explain_contact(person, None, dials, policy, now=now)
    return next((verdict.refused for verdict in verdicts if verdict.refused is not None), None)


def _soonest(refusals: Iterable[Refused]) -> Refused:
    """The refusal that ends first; one that never ends only when all are such."""
    ordered = list(refusals)
    ending = [(refusal.until, index) for index, refusal in enumerate(ordered) if refusal.until is not None]
    if not ending:
        return ordered[0] if len({refusal.rule for refusal in ordered}) == 1 else Refused(ContactRule.NO_NUMBER, None)
    return ordered[min(ending)[1]]
