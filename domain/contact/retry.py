"""When, if ever, is this debtor dialled again?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from domain.call.disposition import Disposition, DispositionGroup
from domain.call.disposition_rules import DISPOSITION_RULES, DispositionRule


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    max_attempts: int
    delay: timedelta
    delay_after: Mapping[Disposition, timedelta] = field(default_factory=lambda: MappingProxyType({}))
    """Delays that differ from the usual one."""


@dataclass(frozen=True, slots=True)
class RetryAt:
    at: datetime


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Nothing was dialled: the lead is as good as before."""


@dataclass(frozen=True, slots=True)
class Exhausted:
    """Every attempt that the campaign allows was made."""


@dataclass(frozen=True, slots=True)
class Final:
    """The outcome needs no further call."""


RetryDecision = RetryAt | GiveBack | Exhausted | Final


def decide_retry(
    disposition: Disposition,
    attempts_made: int,
    policy: RetryPolicy,
    *,
    now: datetime,
    rule: DispositionRule | None = None,
) -> RetryDecision:
    """`attempts_made` counts this attempt too, unless it was never dialled. `rule`: the portfolio's own, if it has one.

    A number that proved wrong or dead does not end the lead: the debtor's other numbers are tried, and contact is
    refused when none is left.
    """
    rule = rule or DISPOSITION_RULES[disposition]
    if rule.group is DispositionGroup.NOT_DIALED:
        return GiveBack()
    if rule.final:
        return Final()
    if attempts_made >= policy.max_attempts:
        return Exhausted()
    return RetryAt(now + max(rule.retry_delay, policy.delay_after.get(disposition, policy.delay)))
