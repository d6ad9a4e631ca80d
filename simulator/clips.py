"""What debtors and robot agents say, rendered once into A-law files by a speech engine of the machine."""

import hashlib
import io
import subprocess
import wave
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from adapters.speech.audio import Samples, as_alaw, level, resample
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
        "Olha, eu fiquei sem trabalhar uns dois meses. Agora as coisas melhoraram, e eu queria saber quanto fica.",
        _TALK_VOICE,
    ),
    Clip.TALK_2: (
        "Entendi. E se eu der uma entrada agora, dá para deixar o resto para o dia dez, que é o meu pagamento?",
        _TALK_VOICE,
    ),
    Clip.TALK_3: ("Está bem. Pode mandar o boleto no meu e-mail, que eu vejo isso ainda hoje.", _TALK_VOICE),
    Clip.OBRIGADO: ("Está certo, muito obrigado. Tchau.", _TALK_VOICE),
    Clip.OPINIAO: (
        "Eu gostei, foi bem rápido. Só achei que podia explicar melhor os juros antes de perguntar como quero pagar.",
        _TALK_VOICE,
    ),
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
    target.write_bytes(as_alaw(sound))
    mark.write_text(digest)


def beep(seconds: float = 0.8, hertz: float = 1000.0) -> Samples:
    """The tone after which a machine records."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tone: Samples = 0.25 * np.sin(2 * np.pi * hertz * time)
    return tone


def _speech(text: str, voice: tuple[str, ...]) -> Samples:
    command = ["espeak-ng", *voice, "--stdout", text]
    try:
        spoken = subprocess.run(command, capture_output=True, check=True, timeout=RENDER_TIMEOUT_SECONDS).stdout
    except FileNotFoundError as error:
        raise ClipsUnavailable("espeak-ng is not installed, and the debtors cannot speak without it") from error
    except subprocess.SubprocessError as error:
        raise ClipsUnavailable(f"espeak-ng failed: {error}") from error
    return _to_telephone(spoken)


def _to_telephone(wav: bytes) -> Samples:
    """At 8 kHz, as loud as a prompt, without silence at either end."""
    with wave.open(io.BytesIO(wav)) as reader:
        rate = reader.getframerate()
        spoken = np.frombuffer(reader.readframes(reader.getnframes()), dtype="<i2") / 32768.0
    narrow = level(resample(spoken, rate, SAMPLE_RATE), SAMPLE_RATE)
    loud = np.flatnonzero(np.abs(narrow) > 0.005)
    return narrow[loud[0] : loud[-1] + 1]
