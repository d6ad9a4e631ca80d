"""Builds the sounds folder: what changed is rendered, what did not is taken from the cache, and an index tells all."""

import hashlib
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.speech.command import whole_file
from adapters.speech.index import IndexEntry, SoundIndex
from domain.language.names import first_name, plain_key
from domain.language.normalise import speakable
from services.ports.speech import SpeechError, SpeechSynthesizer, SpeechUnavailable
from sounds.vocabulary import ClipSpec, organisation_spec, person_spec

PIPELINE_VERSION: Final = 1
"""Goes into every digest: raise it when the same text and voice would give another sound."""
FORMATS: Final = (".alaw", ".sln16")
"""8 kHz in the trunk's own codec, and 16 kHz raw for wideband legs."""
STUDIO: Final = "studio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    path: str
    why: str
    """`missing`, `stale`, or the error that kept it from being rendered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    rendered: int
    reused: int
    failed: tuple[Problem, ...]
    by_voice: dict[str, int]
    seconds: float


class SoundBuilder:
    """`voices` in order of preference; a studio recording of the same path outranks them all."""

    def __init__(
        self,
        *,
        sounds_dir: Path,
        cache_dir: Path,
        voices: Sequence[SpeechSynthesizer],
        studio_dirs: Sequence[Path] = (),
        workers: int = 2,
    ) -> None:
        self._sounds_dir = sounds_dir
        self._cache_dir = cache_dir
        self._voices = tuple(voices)
        self._studio_dirs = tuple(studio_dirs)
        self._workers = workers
        self._index = SoundIndex(sounds_dir)
        self._gone: set[str] = set()
        self._gone_lock = threading.Lock()

    def build(
        self, specs: Iterable[ClipSpec], *, progress: Callable[[int, int], None] = lambda _done, _all: None
    ) -> BuildReport:
        """Bring every sound up to date; `progress(done, all)` is called after each. Failures are in the report."""
        started = time.monotonic()
        wanted = {spec.path: spec for spec in specs}
        known = self._index.read()
        entries: dict[str, IndexEntry] = {}
        failed: list[Problem] = []
        reused = 0
        self._gone.clear()
        with ThreadPoolExecutor(self._workers, thread_name_prefix="sounds") as pool:
            futures = [(spec, pool.submit(self._bring_up_to_date, spec, known)) for spec in wanted.values()]
            for done, (spec, future) in enumerate(futures, start=1):
                try:
                    entry, was_ready = future.result()
                    entries[spec.path] = entry
                    reused += was_ready
                except (SpeechError, ValueError, OSError) as error:
                    failed.append(Problem(path=spec.path, why=str(error)))
                progress(done, len(futures))
        self._index.merge(entries)
        return BuildReport(
            rendered=len(entries) - reused,
            reused=reused,
            failed=tuple(failed),
            by_voice=_count(entry.voice for entry in entries.values()),
            seconds=time.monotonic() - started,
        )

    def check(self, specs: Iterable[ClipSpec]) -> list[Problem]:
        """The sounds that are missing, or were made from another text, voice, recording or pipeline than now wanted."""
        known = self._index.read()
        problems = []
        for spec in specs:
            entry = known.get(spec.path)
            if entry is None or not self._is_installed(spec.path):
                problems.append(Problem(path=spec.path, why="missing"))
            elif entry.digest not in self._acceptable_digests(spec):
                problems.append(Problem(path=spec.path, why="stale"))
        return problems

    def prepare_names(self, full_names: Iterable[str], *, organisations: Iterable[str] = ()) -> BuildReport:
        """Render, with a voice of this machine, the first names and companies that are not there yet.

        For the start of a campaign, outside any call; blocking, about a quarter of a second for each new name.
        """
        known = self._index.read()
        names = {first_name(full) for full in full_names}
        specs = [person_spec(name, personal=True) for name in sorted(names) if plain_key(name)]
        specs += [organisation_spec(name) for name in organisations if plain_key(name)]
        return self.build(spec for spec in specs if not (spec.path in known and self._is_installed(spec.path)))

    def _bring_up_to_date(self, spec: ClipSpec, known: dict[str, IndexEntry]) -> tuple[IndexEntry, bool]:
        recording = self._recording_of(spec)
        if recording is not None:
            return self._ensure(spec, self._recording_digest(recording), STUDIO, known, recording=recording)
        if spec.silence_ms:
            return self._ensure(spec, _digest(spec, "silence"), "silence", known)
        problem: SpeechError = SpeechUnavailable("no voice may speak this text")
        for voice in self._voices:
            if not self._may_use(voice, spec):
                continue
            try:
                return self._ensure(spec, _digest(spec, voice.name), voice.name, known, voice=voice)
            except SpeechUnavailable as error:
                with self._gone_lock:
                    self._gone.add(voice.name)
                problem = error
            except SpeechError as error:
                problem = error
        raise problem

    def _ensure(
        self,
        spec: ClipSpec,
        digest: str,
        source: str,
        known: dict[str, IndexEntry],
        *,
        voice: SpeechSynthesizer | None = None,
        recording: Path | None = None,
    ) -> tuple[IndexEntry, bool]:
        entry = known.get(spec.path)
        if entry is not None and entry.digest == digest and self._is_installed(spec.path):
            return entry, True
        was_cached = self._is_cached(digest)
        if not was_cached:
            # numpy and scipy take a second to load, which a build with nothing to render should not cost.
            from adapters.speech.rendering import render_clip  # noqa: PLC0415

            for extension, data in render_clip(spec, voice=voice, recording=recording).items():
                _write(self._cached(digest, extension), data)
        self._install(spec.path, digest)
        milliseconds = self._cached(digest, ".alaw").stat().st_size // 8
        return IndexEntry(digest=digest, voice=source, milliseconds=milliseconds), was_cached

    def _install(self, path: str, digest: str) -> None:
        for extension in FORMATS:
            with whole_file(self._installed(path, extension)) as unfinished:
                shutil.copyfile(self._cached(digest, extension), unfinished)

    def _acceptable_digests(self, spec: ClipSpec) -> set[str]:
        recording = self._recording_of(spec)
        if recording is not None:
            return {self._recording_digest(recording)}
        if spec.silence_ms:
            return {_digest(spec, "silence")}
        return {_digest(spec, voice.name) for voice in self._voices}

    def _may_use(self, voice: SpeechSynthesizer, spec: ClipSpec) -> bool:
        return voice.name not in self._gone and (voice.personal_data_allowed or not spec.personal)

    def _recording_of(self, spec: ClipSpec) -> Path | None:
        candidates = (folder / f"{spec.path}.wav" for folder in self._studio_dirs)
        return next((path for path in candidates if path.is_file()), None)

    def _recording_digest(self, recording: Path) -> str:
        return hashlib.sha256(b"%d studio " % PIPELINE_VERSION + recording.read_bytes()).hexdigest()

    def _is_installed(self, path: str) -> bool:
        return all(_has_content(self._installed(path, extension)) for extension in FORMATS)

    def _is_cached(self, digest: str) -> bool:
        return all(_has_content(self._cached(digest, extension)) for extension in FORMATS)

    def _installed(self, path: str, extension: str) -> Path:
        return self._sounds_dir / f"{path}{extension}"

    def _cached(self, digest: str, extension: str) -> Path:
        return self._cache_dir / digest[:2] / f"{digest}{extension}"


def _digest(spec: ClipSpec, source: str) -> str:
    content = f"{PIPELINE_VERSION}\n{source}\n{spec.tone.value}\n{spec.silence_ms}\n{speakable(spec.text)}"
    return hashlib.sha256(content.encode()).hexdigest()


def _write(path: Path, data: bytes) -> None:
    with whole_file(path) as unfinished:
        unfinished.write_bytes(data)


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


def _count(names: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts
