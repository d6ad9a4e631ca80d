"""Who or what picked up, from what was heard of it and what it did: a hint that corrects figures, never a reason to
hang up on anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass

ANSWERED_BY: Mapping[AnswerClass, Disposition] = MappingProxyType(
    {
        AnswerClass.MACHINE: Disposition.CAIXA_POSTAL,
        AnswerClass.NETWORK: Disposition.FORA_DE_AREA,
    }
)
"""What a call in which nobody acted is called, once it is known what picked up; of the others, MUDO says all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """A pure tone, milliseconds since the answer."""

    begins_ms: int
    lasts_ms: int
    hertz: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSigns:
    """`speech` is (begin, end) in milliseconds since the answer, pauses shorter than a breath closed."""

    speech: Sequence[tuple[int, int]] = ()
    tones: Sequence[Tone] = ()
    heard_ms: int = 0
    """How much of the call there is to judge by."""
    pressed_keys: bool = False
    bridged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundPolicy:
    judged_ms: int = 20_000
    """What is said later is a conversation."""
    least_heard_ms: int = 3_000
    fax_hertz: tuple[float, ...] = (1100.0, 2100.0)
    fax_ms: int = 400
    near_hertz: float = 30.0
    beep_ms: tuple[int, int] = (120, 1_500)
    greeting_ms: int = 3_500
    """Said in one breath by nobody who picks up: "alô?", "pronto, quem fala?" are over sooner."""
    screening_ms: tuple[int, int] = (2_000, 5_500)
    """An assistant asks who calls, in one sentence, and then listens."""
    listens_ms: int = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDecision:
    answer_class: AnswerClass
    because: str


def decide_answer(signs: AnswerSigns, policy: SoundPolicy) -> AnswerDecision:
    """Whoever pressed a key or spoke with an agent is a person, whatever was heard."""
    if signs.pressed_keys or signs.bridged:
        return AnswerDecision(answer_class=AnswerClass.HUMAN, because="acted")
    if any(_is_fax(tone, policy) for tone in signs.tones):
        return AnswerDecision(answer_class=AnswerClass.FAX, because="fax_tone")
    if signs.heard_ms < policy.least_heard_ms:
        return AnswerDecision(answer_class=AnswerClass.UNKNOWN, because="too_short")
    speech = [part for part in signs.speech if part[0] < policy.judged_ms]
    if _has_beep(signs, speech, policy):
        return AnswerDecision(answer_class=AnswerClass.MACHINE, because="beep")
    if not speech:
        return AnswerDecision(answer_class=AnswerClass.SILENCE, because="nothing_said")
    return _from_speech(speech, signs.heard_ms, policy)


def _from_speech(speech: Sequence[tuple[int, int]], heard_ms: int, policy: SoundPolicy) -> AnswerDecision:
    begins, ends = speech[0]
    first = ends - begins
    said_again = any(part[0] > ends for part in speech[1:])
    least, most = policy.screening_ms
    listens = heard_ms - ends >= policy.listens_ms
    if first >= policy.greeting_ms and said_again and _repeats(speech):
        return AnswerDecision(answer_class=AnswerClass.NETWORK, because="announcement")
    if first > most or (first >= policy.greeting_ms and not listens):
        return AnswerDecision(answer_class=AnswerClass.MACHINE, because="long_greeting")
    if least <= first and listens and not said_again:
        return AnswerDecision(answer_class=AnswerClass.SCREENING, because="asks_and_listens")
    if first < least:
        return AnswerDecision(answer_class=AnswerClass.HUMAN, because="short_hello")
    return AnswerDecision(answer_class=AnswerClass.UNKNOWN, because="undecided")


def _repeats(speech: Sequence[tuple[int, int]]) -> bool:
    """The same length again: an announcement that begins anew."""
    first = speech[0][1] - speech[0][0]
    return any(abs((end - begin) - first) <= 0.08 * first for begin, end in speech[1:])


def _is_fax(tone: Tone, policy: SoundPolicy) -> bool:
    near = any(abs(tone.hertz - hertz) <= policy.near_hertz for hertz in policy.fax_hertz)
    return near and tone.lasts_ms >= policy.fax_ms


def _has_beep(signs: AnswerSigns, speech: Sequence[tuple[int, int]], policy: SoundPolicy) -> bool:
    """A beep says that something records now; before any word it is the line's own noise."""
    shortest, longest = policy.beep_ms
    spoken = speech[0][0] if speech else None
    return any(
        shortest <= tone.lasts_ms <= longest and spoken is not None and tone.begins_ms > spoken for tone in signs.tones
    )
