"""Where rendered sounds lie: a cache by digest, and the folder that the switch plays from."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

from adapters.speech.command import whole_file
from adapters.speech.measure import Measure, measure

FORMATS: Final = (".alaw", ".sln16")
"""8 kHz in the trunk's own codec, and 16 kHz raw for wideband legs."""


class SoundShelf:
    """Files appear whole or not at all."""

    def __init__(self, *, sounds_dir: Path, cache_dir: Path) -> None:
        self._sounds_dir = sounds_dir
        self._cache_dir = cache_dir

    def is_installed(self, path: str) -> bool:
        return all(_has_content(self._installed(path, extension)) for extension in FORMATS)

    def is_cached(self, digest: str) -> bool:
        return all(_has_content(self._cached(digest, extension)) for extension in FORMATS)

    def keep(self, digest: str, formats: Mapping[str, bytes]) -> None:
        """Put a rendered sound, by extension, into the cache."""
        for extension, data in formats.items():
            _write(self._cached(digest, extension), data)

    def install(self, path: str, digest: str) -> None:
        """Copy a cached sound to where it is played from."""
        for extension in FORMATS:
            with whole_file(self._installed(path, extension)) as unfinished:
                shutil.copyfile(self._cached(digest, extension), unfinished)

    def measure(self, digest: str) -> Measure:
        """The measure of a cached sound; taken once, and kept beside it."""
        beside = self._cached(digest, ".json")
        try:
            return Measure(**json.loads(beside.read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            measured = measure(self._cached(digest, FORMATS[0]).read_bytes())
            _write(beside, json.dumps(asdict(measured)).encode())
            return measured

    def _installed(self, path: str, extension: str) -> Path:
        return self._sounds_dir / f"{path}{extension}"

    def _cached(self, digest: str, extension: str) -> Path:
        return self._cache_dir / digest[:2] / f"{digest}{extension}"


def _write(path: Path, data: bytes) -> None:
    with whole_file(path) as unfinished:
        unfinished.write_bytes(data)


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
