"""Builds the sounds folder: what changed is rendered, what did not is taken from the cache, and an index tells all."""

import hashlib
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.speech.index import IndexEntry, SoundIndex
from adapters.speech.measure import faults
from adapters.speech.shelf import SoundShelf
from adapters.speech.studio import StudioFolders, recording_digest
from domain.language.names import first_name, plain_key
from domain.language.normalise import speakable
from services.ports.speech import BatchSpeechSynthesizer, SpeechError, SpeechSynthesizer, SpeechUnavailable
from sounds.vocabulary import ClipSpec, organisation_spec, person_spec

PIPELINE_VERSION: Final = 1
"""Goes into every digest: raise it when the same text and voice would give another sound."""
STUDIO: Final = "studio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    path: str
    why: str
    """`missing`, `stale`, what it measures amiss, or the error that kept it from being rendered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    rendered: int
    reused: int
    failed: tuple[Problem, ...]
    by_voice: dict[str, int]
    seconds: float


@dataclass(frozen=True, slots=True)
class SpokenClip:
    """What a voice said of a clip's text, not yet cut and levelled."""

    voice: str
    file: Path


@dataclass(frozen=True, slots=True)
class _Outcome:
    path: str
    entry: IndexEntry | None = None
    was_ready: bool = False
    why: str | None = None
    """What failed, also where another source stood in."""


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
        self._shelf = SoundShelf(sounds_dir=sounds_dir, cache_dir=cache_dir)
        self._voices = tuple(voices)
        self._studio = StudioFolders(studio_dirs)
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
        reused = done = 0
        self._gone.clear()
        with ThreadPoolExecutor(self._workers, thread_name_prefix="sounds") as pool:
            futures = [pool.submit(self._bring_all_up_to_date, group, known) for group in self._groups(wanted.values())]
            for future in as_completed(futures):
                for outcome in future.result():
                    if outcome.entry is not None:
                        entries[outcome.path] = outcome.entry
                        reused += outcome.was_ready
                    if outcome.why is not None:
                        failed.append(Problem(path=outcome.path, why=outcome.why))
                    done += 1
                    progress(done, len(wanted))
        self._index.merge(entries)
        return BuildReport(
            rendered=len(entries) - reused,
            reused=reused,
            failed=tuple(failed),
            by_voice=_count(entry.voice for entry in entries.values()),
            seconds=time.monotonic() - started,
        )

    def check(self, specs: Iterable[ClipSpec]) -> list[Problem]:
        """The sounds that are missing, were made of another text, voice, recording or pipeline, or measure badly."""
        known = self._index.read()
        problems = []
        for spec in specs:
            entry = known.get(spec.path)
            if entry is None or not self._shelf.is_installed(spec.path):
                problems.append(Problem(path=spec.path, why="missing"))
            elif entry.digest not in self._acceptable_digests(spec):
                problems.append(Problem(path=spec.path, why="stale"))
            else:
                problems += [Problem(path=spec.path, why=fault) for fault in faults(entry.measured)]
        return problems

    def prepare_names(self, full_names: Iterable[str], *, organisations: Iterable[str] = ()) -> BuildReport:
        """Render, with a voice of this machine, the first names and companies that are not there yet.

        For the start of a campaign, outside any call; blocking, about a quarter of a second for each new name.
        """
        known = self._index.read()
        names = {first_name(full) for full in full_names}
        specs = [person_spec(name, personal=True) for name in sorted(names) if plain_key(name)]
        specs += [organisation_spec(name) for name in organisations if plain_key(name)]
        return self.build(spec for spec in specs if not (spec.path in known and self._shelf.is_installed(spec.path)))

    def _groups(self, specs: Iterable[ClipSpec]) -> Iterator[list[ClipSpec]]:
        """What is to be spoken in groups that a voice takes at once; each of the rest by itself."""
        unspoken: dict[str, list[ClipSpec]] = {}
        for spec in specs:
            voice = self._speaks_in_batches(spec)
            if voice is None:
                yield [spec]
                continue
            group = unspoken.setdefault(voice.name, [])
            group.append(spec)
            if len(group) == voice.texts_at_once:
                yield unspoken.pop(voice.name)
        yield from unspoken.values()

    def _speaks_in_batches(self, spec: ClipSpec) -> BatchSpeechSynthesizer | None:
        """The voice that a clip not yet rendered is to be spoken by, when that voice takes many texts at once."""
        if spec.silence_ms or self._studio.recording_of(spec.path):
            return None
        voice = next((voice for voice in self._voices if self._may_use(voice, spec)), None)
        if not isinstance(voice, BatchSpeechSynthesizer) or self._shelf.is_cached(_digest(spec, voice.name)):
            return None
        return voice

    def _bring_all_up_to_date(self, specs: Sequence[ClipSpec], known: dict[str, IndexEntry]) -> list[_Outcome]:
        with tempfile.TemporaryDirectory(prefix="concilia-speech-") as folder:
            spoken = self._spoken_together(specs, Path(folder))
            return [self._bring_up_to_date(spec, known, spoken.get(spec.path)) for spec in specs]

    def _spoken_together(self, specs: Sequence[ClipSpec], folder: Path) -> dict[str, SpokenClip]:
        """Nothing when the voice cannot: then each is asked for by itself, and the next voice where that fails too."""
        voice = self._speaks_in_batches(specs[0]) if len(specs) > 1 else None
        if voice is None:
            return {}
        from adapters.speech.rendering import text_to_speak  # noqa: PLC0415

        try:
            files = voice.synthesize_batch([text_to_speak(spec) for spec in specs], folder=folder)
        except SpeechError:
            return {}
        return {spec.path: SpokenClip(voice.name, file) for spec, file in zip(specs, files, strict=True)}

    def _bring_up_to_date(self, spec: ClipSpec, known: dict[str, IndexEntry], spoken: SpokenClip | None) -> _Outcome:
        recording, why = self._studio.recording_of(spec.path), None
        if recording is not None:
            digest = recording_digest(recording, version=PIPELINE_VERSION)
            try:
                return _Outcome(spec.path, *self._ensure(spec, digest, STUDIO, known, recording=recording))
            except (SpeechError, ValueError, OSError) as error:
                # Told, and a voice stands in: a call is worth more than one recording.
                why = str(error)
        try:
            return _Outcome(spec.path, *self._synthetic(spec, known, spoken), why=why)
        except (SpeechError, ValueError, OSError) as error:
            return _Outcome(spec.path, why=why or str(error))

    def _synthetic(
        self, spec: ClipSpec, known: dict[str, IndexEntry], spoken: SpokenClip | None
    ) -> tuple[IndexEntry, bool]:
        if spec.silence_ms:
            return self._ensure(spec, _digest(spec, "silence"), "silence", known)
        problem: SpeechError = SpeechUnavailable("no voice may speak this text")
        for voice in self._voices:
            if not self._may_use(voice, spec):
                continue
            try:
                file = spoken.file if spoken and spoken.voice == voice.name else None
                return self._ensure(spec, _digest(spec, voice.name), voice.name, known, voice=voice, spoken=file)
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
        spoken: Path | None = None,
    ) -> tuple[IndexEntry, bool]:
        entry = known.get(spec.path)
        if entry is not None and entry.digest == digest and self._shelf.is_installed(spec.path):
            return entry, True
        was_cached = self._shelf.is_cached(digest)
        if not was_cached:
            # numpy and scipy take a second to load, which a build with nothing to render should not cost.
            from adapters.speech.rendering import render_clip  # noqa: PLC0415

            self._shelf.keep(digest, render_clip(spec, voice=voice, recording=recording, spoken=spoken))
        self._shelf.install(spec.path, digest)
        return IndexEntry(digest=digest, voice=source, measured=self._shelf.measure(digest)), was_cached

    def _acceptable_digests(self, spec: ClipSpec) -> set[str]:
        recording = self._studio.recording_of(spec.path)
        if recording is not None:
            return {recording_digest(recording, version=PIPELINE_VERSION)}
        if spec.silence_ms:
            return {_digest(spec, "silence")}
        return {_digest(spec, voice.name) for voice in self._voices}

    def _may_use(self, voice: SpeechSynthesizer, spec: ClipSpec) -> bool:
        return voice.name not in self._gone and (voice.personal_data_allowed or not spec.personal)


def _digest(spec: ClipSpec, source: str) -> str:
    content = f"{PIPELINE_VERSION}\n{source}\n{spec.tone.value}\n{spec.silence_ms}\n{speakable(spec.text)}"
    return hashlib.sha256(content.encode()).hexdigest()


def _count(names: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts
