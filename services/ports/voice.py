"""One debtor's call as the menu hears it: say clips, read keys. An adapter drives it over FastAGI."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.call.waiting import QueuePlace
from domain.ids import AttemptId


class CallEnded(Exception):
    """The debtor (or the network) hung up, at whatever point; nothing more can be said or heard."""


class VoiceFailed(Exception):
    """The switch refused or garbled a command; the call may still be up."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A rendered sound: its path below the sounds folder, without extension (`pt_BR/greeting-1a2b3c`)."""

    path: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What a moment of listening brought: a voice, or none for the last `silent_seconds`, or a key that ended it."""

    voice: bool
    silent_seconds: float = 0.0
    key: str | None = None


class VoiceChannel(Protocol):
    """Every method raises CallEnded as soon as the call is gone and never waits past its own limit."""

    @property
    def attempt_id(self) -> AttemptId: ...

    @property
    def caller_number(self) -> str:
        """What the network shows of who calls us, however it is spelled; of no meaning where we called."""
        ...

    @property
    def reason(self) -> str:
        """Why the menu was entered: `answered`, or what `Telephone.return_to_menu` was given."""
        ...

    @property
    def recording_ms(self) -> int | None:
        """Where the call's recording was when the menu was entered; None when nothing is known of a recording."""
        ...

    async def play(self, clips: Sequence[Clip], *, stop_keys: str = "0123456789*#") -> str | None:
        """Play the clips without a gap; a key among `stop_keys` stops the rest at once and is returned."""
        ...

    async def read_key(self, *, timeout_seconds: float) -> str | None:
        """The next key, those pressed before included, or None when none came in time."""
        ...

    async def hear(self) -> Heard:
        """Listen to who is on the line for a second or two, less where nobody speaks; keys pressed before count."""
        ...

    async def forget_keys(self) -> None:
        """What was pressed up to now answers nothing any more."""
        ...

    async def request_person(self) -> None:
        """Leave the menu: the switch holds the debtor with comfort audio and tells the telephone."""
        ...

    async def queue_place(self) -> QueuePlace | None:
        """Where the debtor stands among those who wait for a person; None while nobody has told."""
        ...

    async def leave_queue(self) -> None:
        """The debtor does not want to wait any longer: no agent is to be given to them."""
        ...

    async def return_to_menu(self) -> None:
        """Leave the waiting room for the menu."""
        ...

    async def hang_up(self) -> None:
        """End the call from our side; later methods raise CallEnded."""
        ...
