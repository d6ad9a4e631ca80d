"""Scripts of people who tell something instead of agreeing: an amount of their own, a dispute, a trouble, another day.

The keys are those of the default menu (`ivr_flows/settings.py`).
"""

from collections.abc import Sequence
from typing import Final

from simulator.steps import Clip, HearPrompt, Keys, Press, Speak, StayUntilHungUp, Step

PROPOSE, OTHER = "3", "5"
DISPUTE, CANNOT_PAY, CALL_ANOTHER_DAY, STOP_CALLS = "1", "2", "3", "4"
PROPOSED_REAIS: Final = "50#"
AGREES, WRONG_AMOUNT, NEXT_DAY, MORNING, YES = "1", "2", "1", "1", "1"
UNEMPLOYED, ILL, BAD_SERVICE = "1", "2", "5"
NOT_IN: Final = "2"


def proposes(recognised: Sequence[Step]) -> list[Step]:
    """So much a month; agrees to it, or to the nearest that the house may do."""
    return _told(recognised, PROPOSE, PROPOSED_REAIS, AGREES)


def disputes(recognised: Sequence[Step]) -> list[Step]:
    return _told(recognised, OTHER, DISPUTE, WRONG_AMOUNT)


def lost_the_job(recognised: Sequence[Step]) -> list[Step]:
    return _told(recognised, OTHER, CANNOT_PAY, UNEMPLOYED)


def is_ill(recognised: Sequence[Step]) -> list[Step]:
    return _told(recognised, OTHER, CANNOT_PAY, ILL)


def blames_the_service(recognised: Sequence[Step]) -> list[Step]:
    return _told(recognised, OTHER, CANNOT_PAY, BAD_SERVICE)


def third_party_says_when() -> list[Step]:
    """The debtor is not in, and will be in the morning."""
    return [
        Speak(Clip.ALO), HearPrompt(), Press(NOT_IN, Keys.NOT_IN), Speak(Clip.NAO_ESTA),
        HearPrompt(), Press(MORNING, Keys.TELLS), HearPrompt(patient=True), StayUntilHungUp(30.0),
    ]  # fmt: skip


def asks_for_another_day(recognised: Sequence[Step]) -> list[Step]:
    return _told(recognised, OTHER, CALL_ANOTHER_DAY, NEXT_DAY, MORNING)


def stops_the_calls(recognised: Sequence[Step]) -> list[Step]:
    return _told(recognised, OTHER, STOP_CALLS, YES)


def _told(recognised: Sequence[Step], *answers: str) -> list[Step]:
    first, *rest = answers
    steps = [*recognised, Press(first, Keys.OPTION)]
    for answer in rest:
        steps += [HearPrompt(), Press(answer, Keys.TELLS)]
    return [*steps, HearPrompt(patient=True), StayUntilHungUp(60.0)]
