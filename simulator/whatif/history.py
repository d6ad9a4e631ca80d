"""What a campaign's own calls teach: rates by hour, how long things took, how many agreed."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.call.dial_mode import DialMode
from domain.call.disposition import Disposition, DispositionGroup, group_of
from domain.call.disposition_rules import DISPOSITION_RULES
from domain.call.hangup import AnswerClass
from services.ports.repositories.call_history import CallFacts
from services.ports.repositories.campaigns import CampaignFacts
from simulator.whatif.assumptions import Assumptions
from simulator.whatif.behaviour import Behaviour, Wish
from simulator.whatif.forecast import behaviour_of
from simulator.whatif.laws import Law, Observed

LEAST_CALLS = 200
"""Fewer teach nothing that one would want to plan by."""
_LEAST_SECONDS = 30
_LEAST_IN_HOUR = 50
_MACHINES = frozenset({Disposition.CAIXA_POSTAL})


class TooFewCalls(Exception):
    """The history is too short to learn from."""

    def __init__(self, calls: int) -> None:
        self.calls = calls
        super().__init__(f"{calls} calls are too few to learn from, {LEAST_CALLS} are not")


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    assumptions: Assumptions
    behaviour: Behaviour
    calls: int
    from_at: datetime
    until_at: datetime


def as_configured(base: Assumptions, campaign: CampaignFacts) -> Assumptions:
    """`base` with the campaign's own settings and the length of its list."""
    pacing = campaign.pacing
    return replace(
        base,
        mode=campaign.dial_mode.value,
        leads=max(1, campaign.leads_total),
        max_attempts=campaign.max_attempts,
        retry_delay_minutes=campaign.retry_delay_minutes,
        concurrent_calls=campaign.concurrent_calls,
        abandonment_target=pacing.abandonment_target,
        goal=pacing.goal.value,
        ratio=pacing.ratio,
        ring_timeout_seconds=float(pacing.ring_timeout_seconds),
    )


def learn(calls: Sequence[CallFacts], stated: Assumptions, *, zone: ZoneInfo) -> Learned:
    """`stated` with what the calls show; what too few of them show stays as stated. Raises TooFewCalls."""
    if len(calls) < LEAST_CALLS:
        raise TooFewCalls(len(calls))
    people = [call for call in calls if is_person(call)]
    nobody = len(calls) - len(people)
    machines = sum(map(is_machine, calls))
    rate = len(people) / len(calls)
    wishes = Counter(wish_of(call) for call in people)
    with_agent = [call for call in people if call.bridged_at is not None and is_right_party(call)]
    agreed = [call.agreed_cents for call in calls if call.agreed_cents is not None]
    learned = replace(
        stated,
        answer_rate=min(rate, 0.98),
        answer_rate_by_hour=_by_hour(calls, rate, zone),
        machine_rate=machines / nobody if nobody else stated.machine_rate,
        wrong_party_share=wishes[Wish.LEAVES] / len(people) if people else stated.wrong_party_share,
        settles_alone_share=wishes[Wish.SETTLES] / len(people) if people else stated.settles_alone_share,
        agreement_share=sum(map(_agreed, with_agent)) / len(with_agent) if with_agent else stated.agreement_share,
        agreement_cents=round(sum(agreed) / len(agreed)) if agreed else stated.agreement_cents,
    )
    return Learned(
        assumptions=learned,
        behaviour=_behaviour(calls, learned),
        calls=len(calls),
        from_at=calls[0].originated_at,
        until_at=calls[-1].originated_at,
    )


def is_machine(call: CallFacts) -> bool:
    return call.answer_class is AnswerClass.MACHINE or call.disposition in _MACHINES


def is_person(call: CallFacts) -> bool:
    return call.answered_at is not None and not is_machine(call)


def is_right_party(call: CallFacts) -> bool:
    return call.disposition is not None and group_of(call.disposition) is DispositionGroup.RIGHT_PARTY


def is_direct(call: CallFacts) -> bool:
    return call.mode in set(DialMode) and DialMode(call.mode).direct


def wish_of(call: CallFacts) -> Wish:
    """What the person wanted. Who talked with an agent in a direct mode, and was the right one, would ask for one."""
    if call.settled_alone:
        return Wish.SETTLES
    if is_direct(call):
        return Wish.ASKS if is_right_party(call) else Wish.LEAVES
    return Wish.ASKS if call.person_requested_at or call.bridged_at else Wish.LEAVES


def seconds_between(begins: datetime | None, ends: datetime | None) -> float | None:
    return None if begins is None or ends is None else max(0.0, (ends - begins).total_seconds())


def wrap_seconds(call: CallFacts) -> float | None:
    """Of the agent who talked in it, when they said what came of it."""
    return None if call.bridged_at is None else seconds_between(call.closed_at, call.disposed_at)


def _agreed(call: CallFacts) -> bool:
    return call.disposition is not None and (
        DISPOSITION_RULES[call.disposition].agreement or DISPOSITION_RULES[call.disposition].promise
    )


def _by_hour(calls: Sequence[CallFacts], rate: float, zone: ZoneInfo) -> dict[int, float]:
    dialed = Counter(call.originated_at.astimezone(zone).hour for call in calls)
    answered = Counter(call.originated_at.astimezone(zone).hour for call in calls if is_person(call))
    return {
        hour: round(answered[hour] / count / rate, 3)
        for hour, count in sorted(dialed.items())
        if count >= _LEAST_IN_HOUR and rate > 0
    }


def _behaviour(calls: Sequence[CallFacts], learned: Assumptions) -> Behaviour:
    """Setup is part of what was observed as ringing."""
    stated = behaviour_of(learned)
    nobody = [call for call in calls if call.answered_at is None]
    busy = sum(call.disposition is Disposition.OCUPADO for call in nobody) / max(1, len(nobody))
    rang_out = sum(call.disposition is Disposition.NAO_ATENDE for call in nobody) / max(1, len(nobody))

    def law(seconds: Callable[[CallFacts], float | None], otherwise: Law) -> Law:
        found = [value for value in map(seconds, calls) if value is not None and value > 0]
        return Observed.of(found) if len(found) >= _LEAST_SECONDS else otherwise

    return replace(
        stated,
        no_answer=rang_out if nobody else stated.no_answer,
        busy=busy if nobody else stated.busy,
        ring=law(_ring_seconds(stated), stated.ring),
        talk=law(lambda call: _talk_seconds(call, learned.verify_seconds), stated.talk),
        talk_wrong=law(_wrong_seconds, stated.talk_wrong),
        wrap=law(wrap_seconds, stated.wrap),
        menu_through=law(_menu_seconds, stated.menu_through),
        menu_leave=law(_leave_seconds, stated.menu_leave),
    )


def _ring_seconds(stated: Behaviour) -> Callable[[CallFacts], float | None]:
    setup = stated.setup.mean

    def ring(call: CallFacts) -> float | None:
        seconds = seconds_between(call.originated_at, call.answered_at) if is_person(call) else None
        return None if seconds is None else max(0.5, seconds - setup)

    return ring


def _talk_seconds(call: CallFacts, verify: float) -> float | None:
    if not is_right_party(call):
        return None
    seconds = seconds_between(call.bridged_at, call.closed_at)
    return seconds if seconds is None or not is_direct(call) else max(1.0, seconds - verify)


def _wrong_seconds(call: CallFacts) -> float | None:
    return None if is_right_party(call) or not is_direct(call) else seconds_between(call.bridged_at, call.closed_at)


def _menu_seconds(call: CallFacts) -> float | None:
    if is_direct(call):
        return None
    settled_at = call.closed_at if call.settled_alone else None
    return seconds_between(call.answered_at, call.person_requested_at or settled_at)


def _leave_seconds(call: CallFacts) -> float | None:
    left = is_person(call) and not is_direct(call) and wish_of(call) is Wish.LEAVES
    return seconds_between(call.answered_at, call.closed_at) if left else None
