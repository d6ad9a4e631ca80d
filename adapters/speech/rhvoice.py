"""RHVoice: most of what a short text costs is the start of the program, so many texts are spoken in one run.

The program has no word for "and now into the next file", but it speaks each paragraph by itself, sample for sample as
if it were the only one. So a known sound is spoken between the texts, and the whole is cut where exactly that is found.
"""

import tempfile
import threading
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from adapters.speech.command import CommandVoice, whole_file
from services.ports.speech import SpeechError

_MARK: Final = "uxe."
"""No word, so that no text sounds like it. A text that does only costs being spoken by itself."""
_TEXTS_AT_ONCE: Final = 16


class RhVoice(CommandVoice):
    """One voice of RHVoice; may be called from several threads at once."""

    def __init__(self, *, voice: str = "Leticia-F123", timeout_seconds: float = 60.0) -> None:
        super().__init__(f"rhvoice:{voice}", ["RHVoice-test", "-p", voice, "-o"], timeout_seconds=timeout_seconds)
        self._mark: bytes | None = None
        self._mark_lock = threading.Lock()

    @property
    def texts_at_once(self) -> int:
        return _TEXTS_AT_ONCE

    def synthesize_batch(self, texts: Sequence[str], *, folder: Path) -> list[Path]:
        mark = self._marking_sound(folder)
        together = "\n\n".join(f"{' '.join(text.split())}\n\n{_MARK}" for text in texts)
        whole = folder / "batch.wav"
        self.synthesize(together, out_path=whole)
        parameters, frames = _read(whole)
        whole.unlink()
        parts = _cut(frames, mark)
        if len(parts) != len(texts):
            raise SpeechError(f"{self.name} spoke {len(parts)} of {len(texts)} texts")
        return [_write(folder / f"{number}.wav", parameters, part) for number, part in enumerate(parts)]

    def _marking_sound(self, folder: Path) -> bytes:
        with self._mark_lock:
            if self._mark is None:
                with tempfile.TemporaryDirectory(dir=folder) as aside:
                    self.synthesize(_MARK, out_path=Path(aside) / "mark.wav")
                    self._mark = _read(Path(aside) / "mark.wav")[1]
            return self._mark


def _cut(frames: bytes, mark: bytes) -> list[bytes]:
    """What stands before each mark; raises SpeechError when something stands after the last, or a text has no sound."""
    *parts, rest = frames.split(mark)
    if rest or not all(parts):
        raise SpeechError("the batch could not be cut into its texts")
    return parts


def _read(path: Path) -> tuple[wave._wave_params, bytes]:
    try:
        with wave.open(str(path), "rb") as sound:
            return sound.getparams(), sound.readframes(sound.getnframes())
    except (wave.Error, EOFError) as error:
        raise SpeechError(f"{path.name} is not a WAV file") from error


def _write(path: Path, parameters: wave._wave_params, frames: bytes) -> Path:
    with whole_file(path) as unfinished, wave.open(str(unfinished), "wb") as sound:
        sound.setparams(parameters)
        sound.writeframes(frames)
    return path
