"""Scripts of people who are served to the end and do one thing more on the way."""

from collections.abc import Sequence
from typing import Final

from simulator.steps import Clip, HearPrompt, Keys, Press, Speak, StayUntilHungUp, Step

PAY_IN_FULL, AGREES = "1", "1"
MARKS: Final = "4"


def gives_marks(recognised: Sequence[Step]) -> list[Step]:
    """Marks while the protocol is told; whoever asks for a word more gets it."""
    return [
        *recognised, Press(PAY_IN_FULL, Keys.OPTION), HearPrompt(), Press(AGREES, Keys.AGREES),
        HearPrompt(), Press(MARKS, Keys.MARKS), HearPrompt(patient=True), Speak(Clip.OPINIAO), StayUntilHungUp(40.0),
    ]  # fmt: skip
