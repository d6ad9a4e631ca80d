"""What debtors and robot agents say, rendered once into A-law files by a speech engine of the machine."""

import hashlib
import io
import subprocess
import wave
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from simulator.errors import ClipsUnavailable
from simulator.steps import Clip

SAMPLE_RATE = 8000
RENDER_TIMEOUT_SECONDS = 60.0

_TALK_VOICE = ("-v", "pt-br+m3", "-s", "165")
_TEXTS: Mapping[Clip, tuple[str, tuple[str, ...]]] = {
    Clip.ALO: ("Alô?", _TALK_VOICE),
    Clip.SIM: ("Sim.", _TALK_VOICE),
    Clip.NAO_ESTA: ("Ele não está.", _TALK_VOICE),
    Clip.ENGANO: ("É engano.", _TALK_VOICE),
    Clip.QUERO_PESSOA: ("Alô? Eu quero falar com uma pessoa, por favor.", _TALK_VOICE),
    Clip.TALK_1: (
        "Olha, eu recebi a cobrança, mas fiquei sem trabalhar uns dois meses. Agora as coisas estão melhorando, e eu "
        + "queria saber quanto fica se eu pagar no começo do mês que vem.",
        _TALK_VOICE,
    ),
    Clip.TALK_2: (
        "Entendi. E se eu der uma entrada agora, dá para deixar o resto para o dia dez, que é o meu pagamento?",
        _TALK_VOICE,
    ),
    Clip.TALK_3: ("Está bem. Pode mandar o boleto no meu e-mail, que eu vejo isso ainda hoje.", _TALK_VOICE),
    Clip.OBRIGADO: ("Está certo, muito obrigado. Tchau.", _TALK_VOICE),
    Clip.VOICEMAIL: (
        "Sua chamada está sendo encaminhada para a caixa postal, e estará sujeita a cobrança após o sinal.",
        ("-v", "pt-br+f2", "-s", "150"),
    ),
    Clip.AGENT_1: ("Bom dia, em que posso ajudar?", ("-v", "pt-br+f4", "-s", "160")),
    Clip.AGENT_2: (
        "Certo, vou verificar aqui no sistema. Posso, sim, ajustar a data do vencimento para o senhor.",
        ("-v", "pt-br+f4", "-s", "160"),
    ),
    Clip.AGENT_3: ("Perfeito. Ficou registrado. Posso ajudar em algo mais?", ("-v", "pt-br+f4", "-s", "160")),
}


def render_clips(folder: Path) -> None:
    """Make sure that `folder` has `<clip>.alaw` for every clip; those rendered from the same text before are kept.

    Takes under a second the first time. Raises ClipsUnavailable when espeak-ng is missing or fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for clip in Clip:
        _render(clip, folder)


def _render(clip: Clip, folder: Path) -> None:
    digest = hashlib.sha256(repr(_TEXTS.get(clip, clip.value)).encode()).hexdigest()
    mark, target = folder / f"{clip}.sha256", folder / f"{clip}.alaw"
    if target.exists() and mark.exists() and mark.read_text() == digest:
        return
    sound = beep() if clip is Clip.BEEP else _speech(*_TEXTS[clip])
    target.write_bytes(encode_alaw(sound))
    mark.write_text(digest)


def beep(seconds: float = 0.8, hertz: float = 1000.0) -> NDArray[np.int16]:
    """The tone after which a machine records."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (8000 * np.sin(2 * np.pi * hertz * time)).astype(np.int16)


def _speech(text: str, voice: tuple[str, ...]) -> NDArray[np.int16]:
    command = ["espeak-ng", *voice, "--stdout", text]
    try:
        spoken = subprocess.run(command, capture_output=True, check=True, timeout=RENDER_TIMEOUT_SECONDS).stdout
    except FileNotFoundError as error:
        raise ClipsUnavailable("espeak-ng is not installed, and the debtors cannot speak without it") from error
    except subprocess.SubprocessError as error:
        raise ClipsUnavailable(f"espeak-ng failed: {error}") from error
    return _to_telephone(spoken)


def _to_telephone(wav: bytes) -> NDArray[np.int16]:
    """Resample to 8 kHz, bring the peak to −6 dB and cut the silence at both ends."""
    with wave.open(io.BytesIO(wav)) as reader:
        rate = reader.getframerate()
        sound = np.frombuffer(reader.readframes(reader.getnframes()), dtype="<i2").astype(np.float32)
    narrow: NDArray[np.float32] = soxr.resample(sound, rate, SAMPLE_RATE)
    narrow *= 16_384 / max(float(np.abs(narrow).max()), 1.0)
    loud = np.flatnonzero(np.abs(narrow) > 200)
    return narrow[loud[0] : loud[-1] + 1].astype(np.int16)


def encode_alaw(sound: NDArray[np.int16]) -> bytes:
    """16-bit linear to A-law (ITU-T G.711): sign, three bits of segment, four of mantissa, even bits inverted."""
    linear = sound.astype(np.int32) >> 3
    sign = np.where(linear >= 0, 0xD5, 0x55)
    magnitude = np.where(linear >= 0, linear, -linear - 1)
    segment = np.searchsorted(np.array([0x1F, 0x3F, 0x7F, 0xFF, 0x1FF, 0x3FF, 0x7FF, 0xFFF]), magnitude)
    shift = np.where(segment < 2, 1, segment)
    code = np.minimum((segment << 4) | ((magnitude >> shift) & 0x0F), 0x7F)
    encoded: bytes = (code ^ sign).astype(np.uint8).tobytes()
    return encoded
