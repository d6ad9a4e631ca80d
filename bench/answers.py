"""How well answers are told apart by their sound, on labelled synthetic Brazilian audio, beside stock AMD.

People who say hello, voice mailboxes with their beep, carriers' announcements, screening assistants, faxes and silence,
spoken by espeak-ng and RHVoice, through A-law, with noise. Stock AMD is its algorithm (app_amd.c, amd.conf as shipped)
over the same samples.
"""

import argparse
import itertools
import json
import subprocess
import tempfile
import wave
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adapters.recordings.answer_audio import RATE, hear
from bench.stage import conditions
from domain.call.answer_sound import SoundPolicy, decide_answer
from domain.call.hangup import AnswerClass

Samples = NDArray[np.float64]
HELLOS = (
    "Alô?", "Alô, quem fala?", "Pronto.", "Oi, bom dia.", "Sim?", "Pois não?", "Fala.", "Alô, boa tarde, quem é?",
)  # fmt: skip
MAILBOXES = (
    "Sua chamada está sendo encaminhada para a caixa postal e estará sujeita a cobrança após o sinal.",
    "Você ligou para a caixa postal. Grave o seu recado após o sinal.",
    "Oi, aqui é o João. Agora não posso atender, deixe o seu recado depois do bipe que eu ligo de volta.",
    "Deixe a sua mensagem. Após gravar, desligue ou tecle jogo da velha.",
)
ANNOUNCEMENTS = (
    "O número chamado está desligado ou fora da área de cobertura. Tente novamente mais tarde.",
    "Este número de telefone não existe. Verifique o número e tente de novo.",
    "Este telefone está temporariamente fora de serviço.",
)
ASSISTANTS = (
    "Oi. Diga o seu nome e o motivo da ligação.",
    "Esta chamada é atendida por um assistente. Quem está falando?",
)
_VOICES: tuple[tuple[str, ...], ...] = (
    ("espeak-ng", "-v", "pt-br", "-p", "35", "-s", "150", "-w"),
    ("espeak-ng", "-v", "pt-br", "-p", "60", "-s", "175", "-w"),
    ("espeak-ng", "-v", "pt-br+f3", "-p", "70", "-s", "165", "-w"),
    ("RHVoice-test", "-p", "Leticia-F123", "-o"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    label: AnswerClass
    samples: Samples


def measure(seed: int) -> dict[str, Any]:
    ours: Counter[tuple[str, str]] = Counter()
    stock: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory(prefix="concilia-bench-") as folder:
        for answer in _answers(Path(folder), Random(seed)):  # noqa: S311 - a reproducible draw
            decided = decide_answer(hear(answer.samples), SoundPolicy()).answer_class
            ours[answer.label.value, decided.value] += 1
            stock[answer.label.value, stock_amd(answer.samples)] += 1
    people = sum(count for (label, _), count in ours.items() if label == "human")
    recorded = {AnswerClass.MACHINE.value, AnswerClass.NETWORK.value, AnswerClass.FAX.value}
    return {
        "conditions": conditions(),
        "answers": sum(ours.values()),
        "ours": _matrix(ours),
        "stock_amd": _matrix(stock),
        "people": people,
        "people_taken_for_recordings": sum(
            n for (label, said), n in ours.items() if label == "human" and said in recorded
        ),
        "people_taken_for_machines_by_stock_amd": stock["human", "machine"],
    }


def stock_amd(samples: Samples) -> str:
    """Asterisk's AMD with amd.conf as shipped: initial silence 2.5 s, greeting 1.5 s, 3 words, 5 s in all."""
    frame, silence, voice, words, in_word, greeting = RATE // 50, 0, 0, 0, False, False
    for index in range(min(len(samples) // frame, 250)):
        loud = float(np.abs(samples[index * frame : (index + 1) * frame]).mean()) >= 256
        if not loud:
            silence, voice = silence + 20, voice if silence < 50 else 0
            if silence >= 50:
                in_word = False
            if not greeting and silence >= 2500:
                return "machine"
            if greeting and silence >= 800:
                return "human"
            continue
        (
            silence,
            voice,
        ) = 0, voice + 20
        if voice >= 100 and not in_word:
            words, in_word, greeting = words + 1, True, True
        if words >= 3 or (greeting and voice >= 1500):
            return "machine"
    return "unknown"


def _answers(folder: Path, rng: Random) -> Iterator[Answer]:
    for voice in _VOICES:
        said = {text: _speak(folder, voice, text) for text in (*HELLOS, *MAILBOXES, *ANNOUNCEMENTS, *ASSISTANTS)}
        for text, before in itertools.product(HELLOS, (0.2, 0.8, 1.6)):
            again = said[text] if rng.random() < 0.5 else said["Alô?"]
            parts = [_pause(before), said[text], _pause(rng.uniform(1.5, 4)), again, _pause(4)]
            yield _answer(rng, AnswerClass.HUMAN, parts)
        for text, before in itertools.product(MAILBOXES, (0.3, 1.2)):
            beep = _tone(rng.choice((440.0, 1000.0, 1400.0)), rng.uniform(0.2, 0.8))
            parts = [_pause(before), said[text], _pause(rng.uniform(0.3, 1.5)), beep, _pause(8)]
            yield _answer(rng, AnswerClass.MACHINE, parts)
        for text in ANNOUNCEMENTS:
            yield _answer(rng, AnswerClass.NETWORK, [_pause(0.4), said[text], _pause(1.5), said[text], _pause(1)])
        for text in ASSISTANTS:
            yield _answer(rng, AnswerClass.SCREENING, [_pause(0.5), said[text], _pause(10)])
    yield from _without_voices(rng)


def _without_voices(rng: Random) -> Iterator[Answer]:
    for _ in range(8):
        yield _answer(rng, AnswerClass.SILENCE, [_pause(12)])
        yield _answer(rng, AnswerClass.FAX, [_pause(0.5), _tone(1100.0, 0.5), _pause(3), _tone(1100.0, 0.5), _pause(3)])
        yield _answer(rng, AnswerClass.FAX, [_pause(1.0), _tone(2100.0, 2.6), _pause(4)])


def _answer(rng: Random, label: AnswerClass, parts: Sequence[Samples]) -> Answer:
    samples = np.concatenate(parts) * rng.uniform(0.35, 0.9)
    noise = np.random.default_rng(rng.randrange(1 << 30)).normal(0.0, rng.choice((3.0, 15.0, 50.0)), len(samples))
    return Answer(label, _through_alaw(np.clip(samples + noise, -32000, 32000)))


def _through_alaw(samples: Samples) -> Samples:
    """Companded to eight bits and back, as on the trunk."""
    ratio, size = 87.6, np.abs(samples) / 32768
    law = np.where(size < 1 / ratio, ratio * size, 1 + np.log(np.maximum(ratio * size, 1e-9))) / (1 + np.log(ratio))
    coded = np.round(law * 127) / 127 * (1 + np.log(ratio))
    size = np.where(coded < 1, coded / ratio, np.exp(coded - 1) / ratio)
    return np.asarray(np.sign(samples) * size * 32768, dtype=np.float64)


def _speak(folder: Path, voice: Sequence[str], text: str) -> Samples:
    spoken, narrow = folder / "spoken.wav", folder / "narrow.wav"
    if voice[0] == "espeak-ng":
        subprocess.run([*voice, str(spoken), text], check=True, timeout=30)
    else:
        subprocess.run([*voice, str(spoken)], input=text.encode(), check=True, timeout=30, stdout=subprocess.DEVNULL)
    subprocess.run(["sox", str(spoken), "-r", "8000", "-c", "1", "-b", "16", str(narrow), "norm", "-3"], check=True)
    with wave.open(str(narrow), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float64)


def _pause(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE))


def _tone(hertz: float, seconds: float) -> Samples:
    return np.asarray(9000 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE), dtype=np.float64)


def _matrix(counts: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    labels = sorted({label for label, _ in counts})
    return {label: {said: n for (one, said), n in sorted(counts.items()) if one == label} for label in labels}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    print(json.dumps(measure(parser.parse_args().seed), indent=1))


if __name__ == "__main__":
    main()
