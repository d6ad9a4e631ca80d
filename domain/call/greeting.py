"""The two clocks of whoever is called for an agent: from the answer, and from the end of their own "alô?"."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.call.answer_sound import AnswerSigns


@dataclass(frozen=True, slots=True, kw_only=True)
class GreetingPolicy:
    begins_within_ms: int = 4_000
    """What is said first only later answers somebody who spoke."""
    longest_ms: int = 3_500
    """Who speaks on does not greet."""


def find_greeting_end(signs: AnswerSigns, policy: GreetingPolicy) -> int | None:
    """Milliseconds from the answer; None when nobody greeted."""
    if not signs.speech:
        return None
    begins, ends = signs.speech[0]
    if begins > policy.begins_within_ms or ends - begins > policy.longest_ms:
        return None
    return ends


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitForAgent:
    """`agent_at` None: no agent came. A greeting that was not heard ended with the answer."""

    answered_at: datetime
    agent_at: datetime | None
    greeting_ended_at: datetime | None = None

    @property
    def from_connect(self) -> timedelta | None:
        return _between(self.answered_at, self.agent_at)

    @property
    def from_greeting(self) -> timedelta | None:
        return _between(self.greeting_ended_at or self.answered_at, self.agent_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalAbandonment:
    """Abandoned, by either clock: no agent within the time that laws give, whatever became of the call."""

    by_connect: bool
    by_greeting: bool


LEGAL_WAIT = timedelta(seconds=2)


def decide_abandoned(wait: WaitForAgent, *, within: timedelta = LEGAL_WAIT) -> LegalAbandonment:
    """The clock of the greeting is never the stricter one: greetings end after the answer."""
    connect, greeting = wait.from_connect, wait.from_greeting
    return LegalAbandonment(
        by_connect=connect is None or connect > within, by_greeting=greeting is None or greeting > within
    )


def _between(since: datetime, until: datetime | None) -> timedelta | None:
    return None if until is None else max(timedelta(), until - since)
