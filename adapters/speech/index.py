"""index.json beside the sounds: which text, voice and pipeline each was made from, and how long it is."""

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from adapters.speech.command import whole_file
from adapters.speech.measure import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """`digest` is the content hash of text, tone, voice and pipeline; never the text itself."""

    digest: str
    voice: str
    measured: Measure


class SoundIndex:
    """One JSON file; builds of several processes take turns by a lock file."""

    def __init__(self, sounds_dir: Path) -> None:
        self._folder = sounds_dir
        self._file = sounds_dir / "index.json"

    def read(self) -> dict[str, IndexEntry]:
        """Empty when there is none yet, or when it cannot be understood: then everything is built anew."""
        try:
            return {path: _entry(document) for path, document in json.loads(self._file.read_bytes()).items()}
        except (FileNotFoundError, ValueError, TypeError, AttributeError, KeyError):
            return {}

    def merge(self, entries: Mapping[str, IndexEntry]) -> None:
        """Add or replace entries; those that other builds wrote meanwhile stay."""
        with self._locked():
            everything = self.read()
            if all(everything.get(path) == entry for path, entry in entries.items()):
                return
            everything.update(entries)
            document = {path: asdict(everything[path]) for path in sorted(everything)}
            with whole_file(self._file) as unfinished:
                unfinished.write_text(json.dumps(document, indent=0), encoding="utf-8")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / ".index.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _entry(document: dict[str, Any]) -> IndexEntry:
    return IndexEntry(**(document | {"measured": Measure(**document["measured"])}))
