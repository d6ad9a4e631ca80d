"""What a debtor hears, put together as the line plays it, for the ears of who writes the menu."""

import re
import shutil
import subprocess
import wave
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from adapters.speech.audio import as_pcm16, from_alaw
from sounds.manifest import load_manifest
from sounds.pieces import Day, Digits, Money, Person, Piece, Pieces, Prompt
from sounds.planner import Planner

_RATE: Final = 8_000
_PLAYERS: Final = (
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("play", "-q"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"),
)


class NothingToPlay(Exception):
    """What was asked for cannot be said: no such key, no sense in the value, or not rendered."""


class NoPlayer(Exception):
    """This machine has no program that plays a sound, or it failed."""


def pieces_said(
    keys: Sequence[str], *, amount: str | None, day: str | None, digits: str | None, name: str | None
) -> Pieces:
    """The prompts in order, then the values; raises NothingToPlay."""
    prompts = load_manifest().prompts
    if unknown := [key for key in keys if key not in prompts]:
        raise NothingToPlay(f"não há fala com a chave {unknown[0]}: veja `concilia sounds list`")
    pieces: list[Piece] = [Prompt(key) for key in keys]
    if name is not None:
        pieces.append(Person(name))
    if amount is not None:
        pieces.append(Money(_cents(amount), ends=True))
    if day is not None:
        pieces.append(Day(_day(day), ends=True))
    if digits is not None:
        pieces.append(Digits(_only_digits(digits), slow=True))
    if not pieces:
        raise NothingToPlay("diga o que tocar: uma chave, --valor, --data, --digitos ou --nome")
    return tuple(pieces)


def write_wav(sounds_dir: Path, pieces: Pieces, path: Path) -> float:
    """The pieces as one WAV of telephone quality; its seconds. Raises NothingToPlay when a sound is missing."""
    pcm = b""
    for clip in Planner(load_manifest()).clips(pieces):
        try:
            pcm += as_pcm16(from_alaw((sounds_dir / f"{clip}.alaw").read_bytes()))
        except FileNotFoundError:
            raise NothingToPlay("falta um som: rode `concilia sounds build` (ou `names`)") from None
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, _RATE, 0, "NONE", ""))
        sound.writeframes(pcm)
    return len(pcm) / 2 / _RATE


def play_file(path: Path) -> None:
    """Raises NoPlayer."""
    for command in _PLAYERS:
        if shutil.which(command[0]):
            if subprocess.run([*command, str(path)], stdin=subprocess.DEVNULL, check=False).returncode:
                raise NoPlayer(f"{command[0]} não conseguiu tocar; grave com --to")
            return
    raise NoPlayer("nenhum programa desta máquina toca som; grave com --to")


def _cents(text: str) -> int:
    match = re.fullmatch(r"(\d{1,12}|\d{1,3}(?:\.\d{3}){1,3})(?:,(\d{2}))?", text)
    if match is None:
        raise NothingToPlay(f"{text} não é um valor em reais: escreva como 1234,56")
    return int(match[1].replace(".", "")) * 100 + int(match[2] or 0)


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day of the calendar
    except ValueError:
        raise NothingToPlay(f"{text} não é uma data: escreva como 05/03/2026") from None


def _only_digits(text: str) -> str:
    if not text.isdecimal():
        raise NothingToPlay("só algarismos em --digitos")
    return text
