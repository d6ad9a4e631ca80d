"""Voices that are programs of this machine: run, guarded, and moved into place when whole."""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from shutil import which

from services.ports.speech import SpeechError, SpeechUnavailable

WAV_HEADER_BYTES = 44


class CommandVoice:
    """Gives the text on standard input, so that it shows in no process list, to a program that writes a WAV."""

    def __init__(self, name: str, command: Sequence[str], *, timeout_seconds: float = 30.0) -> None:
        """`command` without the output path, which is appended as its last argument."""
        self._name = name
        self._command = tuple(command)
        self._timeout_seconds = timeout_seconds

    @property
    def name(self) -> str:
        return self._name

    @property
    def personal_data_allowed(self) -> bool:
        return True

    def synthesize(self, text: str, *, out_path: Path) -> None:
        with whole_file(out_path) as unfinished:
            run_quietly([*self._command, str(unfinished)], stdin=text, timeout_seconds=self._timeout_seconds)
            refuse_empty(unfinished, voice=self._name)


def espeak(*, voice: str = "pt-br", timeout_seconds: float = 30.0) -> CommandVoice:
    return CommandVoice(
        f"espeak-ng:{voice}", ["espeak-ng", "-v", voice, "-s", "150", "--stdin", "-w"], timeout_seconds=timeout_seconds
    )


class whole_file:  # noqa: N801 - used as `with whole_file(path) as unfinished`
    """A path beside the wanted one that takes its place when the block ends well, and vanishes otherwise."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Path:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=".unfinished-", suffix=self._path.suffix)
        os.close(descriptor)
        self._unfinished = Path(name)
        return self._unfinished

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is None:
            # mkstemp makes files for their owner alone; the switch runs as somebody else.
            self._unfinished.chmod(0o644)
            self._unfinished.replace(self._path)
        else:
            self._unfinished.unlink(missing_ok=True)


def run_quietly(command: Sequence[str], *, stdin: str = "", timeout_seconds: float) -> None:
    """Run to the end; raises SpeechUnavailable when the program is missing, SpeechError when it fails or is slow."""
    if which(command[0]) is None:
        raise SpeechUnavailable(f"the program {command[0]} is not installed")
    try:
        subprocess.run(
            command, input=stdin.encode(), capture_output=True, timeout=timeout_seconds, check=True, close_fds=True
        )
    except subprocess.TimeoutExpired:
        # The command line holds no text, but the exception would hold the output; neither is passed on.
        raise SpeechError(f"{command[0]} took longer than {timeout_seconds:g} s") from None
    except subprocess.CalledProcessError as error:
        raise SpeechError(f"{command[0]} failed with status {error.returncode}") from None


def refuse_empty(path: Path, *, voice: str) -> None:
    if path.stat().st_size <= WAV_HEADER_BYTES:
        raise SpeechError(f"{voice} gave no sound")
