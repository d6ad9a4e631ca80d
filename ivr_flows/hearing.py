"""Hears out who speaks freely: until a key, a silence, the limit, or the end of the call."""

from collections.abc import Callable
from typing import Protocol

from ivr_flows.contract import Ending, Hear, HeardOut
from services.ports.voice import Heard

LONGEST_MOMENT_SECONDS = 2.0


class Ear(Protocol):
    async def hear(self) -> Heard: ...


class Hearing:
    """`heard` is true at any moment, also after the call broke off in the middle."""

    def __init__(self, ear: Ear, hear: Hear, *, at_ms: Callable[[], int]) -> None:
        self._ear = ear
        self._hear = hear
        self._at_ms = at_ms
        self._began_ms = at_ms()
        self._spoke = False
        self._voice_until_ms = self._began_ms
        self._ended_by: Ending = "hang_up"

    @property
    def heard(self) -> HeardOut:
        until_ms = self._voice_until_ms if self._spoke else self._began_ms
        return HeardOut(from_ms=self._began_ms, until_ms=until_ms, ended_by=self._ended_by)

    async def to_its_end(self) -> None:
        """Raises CallEnded and VoiceFailed."""
        last_ms = self._began_ms + round((self._hear.most_seconds - LONGEST_MOMENT_SECONDS) * 1000)
        while self._at_ms() < last_ms:
            moment = await self._ear.hear()
            now_ms = self._at_ms()
            if moment.voice:
                self._spoke = True
                self._voice_until_ms = now_ms - round(moment.silent_seconds * 1000)
            borne = self._hear.silence_seconds if self._spoke else self._hear.start_seconds
            if moment.key is not None:
                self._ended_by = "key"
                return
            if now_ms - self._voice_until_ms >= borne * 1000:
                self._ended_by = "silence"
                return
        self._ended_by = "limit"
