"""gTTS: the voice of a translation web service, for texts without personal data only.

The library waits for ever, and leaves an empty file behind when it is offline; both are guarded here.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

from adapters.speech.command import refuse_empty, run_quietly, whole_file
from services.ports.speech import SpeechError, SpeechUnavailable


class GoogleVoice:
    """`fetch(text, path, timeout_seconds)` writes an MP3; the running one asks the web service."""

    def __init__(
        self,
        *,
        fetch: Callable[[str, Path, float], None] | None = None,
        decode: Callable[[Path, Path, float], None] | None = None,
        timeout_seconds: float = 15.0,
    ) -> None:
        self._fetch = fetch or _fetch_mp3
        self._decode = decode or _decode_mp3
        self._timeout_seconds = timeout_seconds

    @property
    def name(self) -> str:
        return "gtts:pt-com.br"

    @property
    def personal_data_allowed(self) -> bool:
        return False

    def synthesize(self, text: str, *, out_path: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="concilia-gtts-") as folder, whole_file(out_path) as unfinished:
            mp3 = Path(folder) / "speech.mp3"
            self._fetch(text, mp3, self._timeout_seconds)
            if not mp3.exists() or mp3.stat().st_size == 0:
                raise SpeechError("gTTS gave an empty file")
            self._decode(mp3, unfinished, self._timeout_seconds)
            refuse_empty(unfinished, voice=self.name)


def _fetch_mp3(text: str, path: Path, timeout_seconds: float) -> None:
    # Heavy, and wanted only where this voice is chosen.
    from gtts import gTTS  # noqa: PLC0415
    from gtts.tts import gTTSError  # noqa: PLC0415
    from requests import RequestException  # noqa: PLC0415

    try:
        gTTS(text, lang="pt", tld="com.br", timeout=timeout_seconds).save(str(path))
    except (gTTSError, RequestException, OSError) as error:
        raise SpeechUnavailable(f"gTTS cannot be reached: {type(error).__name__}") from error


def _decode_mp3(mp3: Path, wav: Path, timeout_seconds: float) -> None:
    run_quietly(["sox", "-t", "mp3", str(mp3), "-t", "wav", str(wav)], timeout_seconds=timeout_seconds)
