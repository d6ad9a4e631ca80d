"""Scripts of people who are served to the end and do one thing more on the way."""

from collections.abc import Sequence
from typing import Final

from simulator.steps import Clip, HearPrompt, Keys, PayCode, Press, Speak, StayUntilHungUp, Step

PAY_IN_FULL, AGREES = "1", "1"
MARKS: Final = "4"
REPEAT, OTHER_CONTACT, WAIT = "0", "3", "6"


def gives_marks(recognised: Sequence[Step]) -> list[Step]:
    """Marks while the protocol is told; whoever asks for a word more gets it."""
    return [
        *recognised, Press(PAY_IN_FULL, Keys.OPTION), HearPrompt(), Press(AGREES, Keys.AGREES),
        HearPrompt(), Press(MARKS, Keys.MARKS), HearPrompt(patient=True), Speak(Clip.OPINIAO), StayUntilHungUp(40.0),
    ]  # fmt: skip


def waits_for_the_payment(recognised: Sequence[Step]) -> list[Step]:
    """Pays while waiting on the line, where there is a bank to pay at, and hears that it arrived."""
    return [
        *recognised, Press(PAY_IN_FULL, Keys.OPTION), HearPrompt(), Press(AGREES, Keys.AGREES),
        HearPrompt(), Press(WAIT, Keys.WAITS), HearPrompt(patient=False), PayCode(), StayUntilHungUp(60.0),
    ]  # fmt: skip


def takes_another_contact(recognised: Sequence[Step]) -> list[Step]:
    """Hears the read-back, has the code sent elsewhere, and agrees to what is read back then."""
    return [
        *recognised, Press(PAY_IN_FULL, Keys.OPTION), HearPrompt(), Press(OTHER_CONTACT, Keys.OTHER_CONTACT),
        HearPrompt(), Press(AGREES, Keys.AGREES), HearPrompt(patient=True), StayUntilHungUp(40.0),
    ]  # fmt: skip


def asks_to_repeat(recognised: Sequence[Step]) -> list[Step]:
    """Hears the options, the read-back and the protocol twice."""
    again: list[Step] = [Press(REPEAT, Keys.REPEAT), HearPrompt()]
    return [
        *recognised, *again, Press(PAY_IN_FULL, Keys.OPTION), HearPrompt(), *again, Press(AGREES, Keys.AGREES),
        HearPrompt(), *again, HearPrompt(patient=True), StayUntilHungUp(40.0),
    ]  # fmt: skip
