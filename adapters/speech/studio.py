"""Recordings of a human voice, which outrank every synthetic one. They are read, and never written."""

import hashlib
from collections.abc import Sequence
from pathlib import Path


class StudioFolders:
    """Searched in order, for `<path of the sound>.wav`."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)

    def recording_of(self, path: str) -> Path | None:
        candidates = (folder / f"{path}.wav" for folder in self._folders)
        return next((candidate for candidate in candidates if candidate.is_file()), None)


def recording_digest(recording: Path, *, version: int) -> str:
    """Of the recording's content and the pipeline's version."""
    return hashlib.sha256(b"%d studio " % version + recording.read_bytes()).hexdigest()
