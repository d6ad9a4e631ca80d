"""Keeps account of what a debtor really heard and pressed, for the evidence of the call."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from domain.call.waiting import QueuePlace
from domain.evidence.playback import clips_heard
from domain.ids import AttemptId
from services.ports.repositories.evidence import MenuTrace
from services.ports.voice import Clip, Heard, VoiceChannel

MASKED: Final = "•"
_BYTES_PER_MS: Final = 8
"""A-law at 8 kHz."""
_NAMES: Final = "name"


@dataclass(frozen=True, slots=True)
class ClipFacts:
    sha256: str
    milliseconds: int


class ClipDigests:
    """Hash and length of the sound files, each read once and again only when it was replaced."""

    def __init__(self, sounds_dir: Path, *, extension: str = ".alaw") -> None:
        self._sounds_dir = sounds_dir
        self._extension = extension
        self._known: dict[str, tuple[tuple[int, int], ClipFacts]] = {}

    def of(self, path: str) -> ClipFacts | None:
        """None when the file is not there."""
        file = self._sounds_dir / f"{path}{self._extension}"
        try:
            status = file.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            known = self._known.get(path)
            if known is not None and known[0] == stamp:
                return known[1]
            facts = ClipFacts(hashlib.sha256(file.read_bytes()).hexdigest(), status.st_size // _BYTES_PER_MS)
        except FileNotFoundError:
            return None
        self._known[path] = (stamp, facts)
        return facts


class TracedVoice:
    """The debtor's channel, unchanged for whoever speaks through it."""

    def __init__(
        self,
        channel: VoiceChannel,
        digests: ClipDigests,
        *,
        at_ms: Callable[[], int],
        step: Callable[[], str],
        personal: Callable[[], bool],
    ) -> None:
        """`at_ms` since the session's start; `personal` while keys may be part of a birth date or a document."""
        self._channel = channel
        self._digests = digests
        self._now_ms = at_ms
        self._step = step
        self._personal = personal
        self._visit_at_ms = at_ms()
        self._heard: list[dict[str, Any]] = []
        self._keys: list[dict[str, Any]] = []

    @property
    def attempt_id(self) -> AttemptId:
        return self._channel.attempt_id

    @property
    def caller_number(self) -> str:
        return self._channel.caller_number

    @property
    def reason(self) -> str:
        return self._channel.reason

    @property
    def recording_ms(self) -> int | None:
        return self._channel.recording_ms

    async def play(self, clips: Sequence[Clip], *, stop_keys: str = "0123456789*#") -> str | None:
        began_ms, stopped = self._now_ms(), True
        try:
            key = await self._channel.play(clips, stop_keys=stop_keys)
            stopped = key is not None
        finally:
            self._note_heard(clips, began_ms, stopped=stopped)
        self._note_key(key)
        return key

    async def read_key(self, *, timeout_seconds: float) -> str | None:
        key = await self._channel.read_key(timeout_seconds=timeout_seconds)
        self._note_key(key)
        return key

    async def hear(self) -> Heard:
        heard = await self._channel.hear()
        self._note_key(heard.key)
        return heard

    async def forget_keys(self) -> None:
        await self._channel.forget_keys()

    async def request_person(self) -> None:
        await self._channel.request_person()

    async def queue_place(self) -> QueuePlace | None:
        return await self._channel.queue_place()

    async def leave_queue(self) -> None:
        await self._channel.leave_queue()

    async def return_to_menu(self) -> None:
        await self._channel.return_to_menu()

    async def hang_up(self) -> None:
        await self._channel.hang_up()

    def in_recording(self, at_ms: int) -> int | None:
        """Where the call's recording was at that moment of the session; None when nothing is known of a recording."""
        known = self.recording_ms
        return None if known is None else known + at_ms - self._visit_at_ms

    def trace(self) -> MenuTrace:
        """Of this visit, so far."""
        return MenuTrace(
            visit_at_ms=self._visit_at_ms,
            recording_ms=self.recording_ms,
            heard=tuple(self._heard),
            keys=tuple(self._keys),
        )

    def _note_heard(self, clips: Sequence[Clip], began_ms: int, *, stopped: bool) -> None:
        facts = [(clip, found) for clip in clips if (found := self._digests.of(clip.path)) is not None]
        lengths = [found.milliseconds for _, found in facts]
        heard = clips_heard(lengths, elapsed_ms=self._now_ms() - began_ms, stopped=stopped)
        if heard:
            told = [
                {
                    "clip": _without_name(facts[one.index][0].path),
                    "sha256": facts[one.index][1].sha256,
                    "from_ms": one.from_ms,
                    "heard_ms": one.heard_ms,
                    "whole": one.whole,
                }
                for one in heard
            ]
            self._heard.append({"at_ms": began_ms, "step": self._step(), "clips": told})

    def _note_key(self, key: str | None) -> None:
        if key is not None:
            told = MASKED if self._personal() and key.isdigit() else key
            self._keys.append({"at_ms": self._now_ms(), "step": self._step(), "key": told})


def _without_name(path: str) -> str:
    """A name's clip is told by its hash alone."""
    folder, _, _file = path.rpartition("/")
    return folder if folder.endswith(f"/{_NAMES}") else path
