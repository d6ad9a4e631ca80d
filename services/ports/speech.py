"""A voice that turns text into a sound file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable


class SpeechError(Exception):
    """A text could not be turned into speech."""


class SpeechUnavailable(SpeechError):
    """The voice is not there at all: not installed, or its service cannot be reached."""


class SpeechSynthesizer(Protocol):
    """A voice. It may be called from several threads at once and never waits longer than its own limit."""

    @property
    def name(self) -> str:
        """Engine and voice, as kept with every rendered sound (`rhvoice:Leticia-F123`)."""
        ...

    @property
    def personal_data_allowed(self) -> bool:
        """Whether texts that tell who somebody is may be given to it: only voices of this very machine."""
        ...

    def synthesize(self, text: str, *, out_path: Path) -> None:
        """Write the spoken text as WAV to `out_path`, whole or not at all. Raises SpeechError."""
        ...


@runtime_checkable
class BatchSpeechSynthesizer(SpeechSynthesizer, Protocol):
    """A voice that speaks many texts in one run for much less than as many runs cost."""

    @property
    def texts_at_once(self) -> int: ...

    def synthesize_batch(self, texts: Sequence[str], *, folder: Path) -> list[Path]:
        """A WAV for each text, in order, sample for sample as `synthesize` would have made it. Raises SpeechError."""
        ...
