"""From a persona and a person to the acts of one call: pure, so the same draw always plays the same call.

The scripts follow the order of the outbound menu (who are you, identity, debts and options, read-back, agreement,
protocol). They are open loop: a debtor does not understand words, it answers when the product stops speaking.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from simulator.odd_scripts import floods_symbols, in_one_breath, leaves_in_the_middle_of_a_key, mashes_keys, slowly
from simulator.people import LineEntry, mistyped
from simulator.personas import NEVER_ANSWERS, Persona
from simulator.served_scripts import asks_to_repeat, gives_marks, takes_another_contact, waits_for_the_payment
from simulator.steps import (
    Answer,
    Clip,
    Converse,
    HangUp,
    HearPrompt,
    Keys,
    Pause,
    Press,
    Refuse,
    Ring,
    Speak,
    StayUntilHungUp,
    Step,
)
from simulator.timing import Timing
from simulator.told_scripts import (
    asks_for_another_day,
    blames_the_service,
    disputes,
    is_ill,
    lost_the_job,
    proposes,
    stops_the_calls,
    third_party_says_when,
)

PAY_IN_FULL, IN_INSTALMENTS, ALREADY_PAID, PERSON = "1", "2", "4", "9"

RING_LIMIT_SECONDS = 90.0
"""A network gives up on an unanswered call by itself after about this long."""


def script_for(persona: Persona, person: LineEntry, rng: Random, timing: Timing) -> list[Step]:
    """The acts of one call, from the first ring on; the last one always ends the call."""
    debtor = _Debtor(person, rng, timing)
    if persona in NEVER_ANSWERS:
        return _refusal(persona, debtor)
    ring = getattr(timing, _RINGS.get(persona, "ring_seconds"))
    return [Ring(debtor.draw(ring)), Answer(), *_ANSWERED[persona](debtor)]


@dataclass(frozen=True, slots=True)
class _Debtor:
    person: LineEntry
    rng: Random
    timing: Timing

    def draw(self, limits: tuple[float, float]) -> float:
        return self.timing.drawn(limits, self.rng)


def _refusal(persona: Persona, debtor: _Debtor) -> list[Step]:
    cause = _CAUSES[persona]
    if persona is Persona.RINGS_OUT:
        return [Ring(RING_LIMIT_SECONDS), Refuse(cause)]
    if persona is Persona.REJECTS:
        return [Ring(debtor.draw(debtor.timing.ring_seconds)), Refuse(cause)]
    return [Refuse(cause)]


def _recognised(debtor: _Debtor) -> list[Step]:
    """Up to the debts: alô, it is me, my birth date and document."""
    return [Speak(Clip.ALO), HearPrompt(), Press("1", Keys.RIGHT_PARTY), HearPrompt(), *_identified(debtor)]


def _identified(debtor: _Debtor) -> list[Step]:
    return [
        Press(debtor.person.birth_day_month, Keys.BIRTH_DATE),
        HearPrompt(),
        Press(debtor.person.document_start, Keys.DOCUMENT),
        HearPrompt(),
    ]


def _agrees(*choices: Step) -> list[Step]:
    """The option, whatever else is asked about it, and the yes after the read-back."""
    asked = [step for choice in choices for step in (choice, HearPrompt())]
    return [*asked, Press("1", Keys.AGREES), HearPrompt(patient=True), StayUntilHungUp(40.0)]


def _settles(debtor: _Debtor) -> list[Step]:
    return [*_recognised(debtor), *_agrees(Press(PAY_IN_FULL, Keys.OPTION))]


def _two_instalments(debtor: _Debtor) -> list[Step]:
    choices = (Press(IN_INSTALMENTS, Keys.OPTION), Press("2", Keys.HOW_MANY), Press("1", Keys.FIRST_DUE))
    return [*_recognised(debtor), *_agrees(*choices)]


def _asks_for_person(debtor: _Debtor) -> list[Step]:
    turns = debtor.rng.randint(*debtor.timing.talk_turns)
    talk = [debtor.rng.choice((Clip.TALK_1, Clip.TALK_2, Clip.TALK_3)) for _ in range(turns)]
    return [*_transferred(debtor), Converse((Clip.QUERO_PESSOA, *talk, Clip.OBRIGADO)), StayUntilHungUp(30.0)]


def _transferred(debtor: _Debtor) -> list[Step]:
    """Up to the wait for a person. What is said before it is heard out: only then does the wish count."""
    return [*_recognised(debtor), Press(PERSON, Keys.OPTION), HearPrompt(limit_seconds=8.0, patient=True)]


def _already_paid(debtor: _Debtor) -> list[Step]:
    told: list[Step] = [Press("#", Keys.PAID_WHEN), HearPrompt(), Press("1", Keys.PAID_WAY)]
    option: list[Step] = [Press(ALREADY_PAID, Keys.OPTION), HearPrompt()]
    return [*_recognised(debtor), *option, *told, HearPrompt(patient=True), StayUntilHungUp(40.0)]


def _wrong_number(_: _Debtor) -> list[Step]:
    return [
        Speak(Clip.ALO), HearPrompt(), Press("3", Keys.WRONG_NUMBER), Speak(Clip.ENGANO),
        HearPrompt(patient=True), StayUntilHungUp(30.0),
    ]  # fmt: skip


def _third_party(_: _Debtor) -> list[Step]:
    return [
        Speak(Clip.ALO), HearPrompt(), Press("2", Keys.NOT_IN), Speak(Clip.NAO_ESTA),
        HearPrompt(patient=True), StayUntilHungUp(30.0),
    ]  # fmt: skip


def _silent(_: _Debtor) -> list[Step]:
    return [StayUntilHungUp(120.0)]


def _gives_up(debtor: _Debtor) -> list[Step]:
    steps: list[Step] = [Speak(Clip.ALO)]
    for key in debtor.rng.sample("5678", 3):
        steps += [HearPrompt(), Press(key, Keys.MEANINGLESS)]
    return [*steps, Pause(1.0), HangUp()]


def _recovers(debtor: _Debtor) -> list[Step]:
    return [
        Speak(Clip.ALO),
        HearPrompt(),
        Press(debtor.rng.choice("5678"), Keys.MEANINGLESS),
        HearPrompt(),
        Press("1", Keys.RIGHT_PARTY),
        HearPrompt(),
        Press(mistyped(debtor.person.birth_day_month), Keys.WRONG_BIRTH_DATE),
        HearPrompt(),
        Press(debtor.person.document_start, Keys.DOCUMENT),
        HearPrompt(),
        *_identified(debtor),
        *_agrees(Press(PAY_IN_FULL, Keys.OPTION)),
    ]


def _fails_identity(debtor: _Debtor) -> list[Step]:
    wrong = mistyped(debtor.person.birth_day_month)
    steps: list[Step] = [Speak(Clip.ALO), HearPrompt(), Press("1", Keys.RIGHT_PARTY)]
    for _ in range(2):
        steps += [HearPrompt(), Press(wrong, Keys.WRONG_BIRTH_DATE)]
        steps += [HearPrompt(), Press(debtor.person.document_start, Keys.DOCUMENT)]
    return [*steps, StayUntilHungUp(30.0)]


def _declines(debtor: _Debtor) -> list[Step]:
    """Hears the agreement out, says no, and leaves."""
    read_back: list[Step] = [Press(PAY_IN_FULL, Keys.OPTION), HearPrompt(patient=True)]
    return [*_recognised(debtor), *read_back, Press("2", Keys.DISAGREES), Pause(1.0), HangUp()]


def _leaves_at_once(debtor: _Debtor) -> list[Step]:
    return [Pause(round(debtor.rng.uniform(0.0, 0.8), 3)), HangUp()]


def _leaves_at_greeting(_: _Debtor) -> list[Step]:
    return [Speak(Clip.ALO), HearPrompt(), HangUp()]


def _leaves_at_identity(_: _Debtor) -> list[Step]:
    return [Speak(Clip.ALO), HearPrompt(), Press("1", Keys.RIGHT_PARTY), HearPrompt(), HangUp()]


def _leaves_at_half_identity(debtor: _Debtor) -> list[Step]:
    half = debtor.person.birth_day_month[:2]
    entered: list[Step] = [HearPrompt(), Press(half, Keys.HALF_BIRTH_DATE), HangUp()]
    return [Speak(Clip.ALO), HearPrompt(), Press("1", Keys.RIGHT_PARTY), *entered]


def _leaves_at_debts(debtor: _Debtor) -> list[Step]:
    return [*_recognised(debtor), HangUp()]


def _leaves_at_read_back(debtor: _Debtor) -> list[Step]:
    return [*_recognised(debtor), Press(PAY_IN_FULL, Keys.OPTION), HearPrompt(), HangUp()]


def _leaves_at_protocol(debtor: _Debtor) -> list[Step]:
    agreed: list[Step] = [Press(PAY_IN_FULL, Keys.OPTION), HearPrompt(), Press("1", Keys.AGREES)]
    return [*_recognised(debtor), *agreed, HearPrompt(patient=False), Pause(1.0), HangUp()]


def _leaves_waiting(debtor: _Debtor) -> list[Step]:
    return [*_transferred(debtor), Pause(debtor.draw(debtor.timing.wait_for_person_seconds)), HangUp()]


def _leaves_in_talk(debtor: _Debtor) -> list[Step]:
    return [*_transferred(debtor), Converse((Clip.QUERO_PESSOA, Clip.TALK_1)), HangUp()]


def _voicemail(_: _Debtor) -> list[Step]:
    return [Speak(Clip.VOICEMAIL), Speak(Clip.BEEP), StayUntilHungUp(60.0)]


_RINGS: Mapping[Persona, str] = {
    Persona.ANSWERS_LATE: "late_ring_seconds",
    Persona.VOICEMAIL: "voicemail_ring_seconds",
}

_CAUSES: Mapping[Persona, int] = {
    Persona.BUSY: 17,
    Persona.REJECTS: 21,
    Persona.RINGS_OUT: 19,
    Persona.UNALLOCATED: 1,
    Persona.CONGESTION: 34,
    Persona.OUT_OF_SERVICE: 27,
}

_ANSWERED: Mapping[Persona, Callable[[_Debtor], list[Step]]] = {
    Persona.SETTLES_IN_FULL: _settles,
    Persona.TWO_INSTALMENTS: _two_instalments,
    Persona.ASKS_FOR_PERSON: _asks_for_person,
    Persona.ALREADY_PAID: _already_paid,
    Persona.WRONG_NUMBER: _wrong_number,
    Persona.THIRD_PARTY: _third_party,
    Persona.SILENT: _silent,
    Persona.WRONG_KEYS_GIVES_UP: _gives_up,
    Persona.WRONG_KEYS_RECOVERS: _recovers,
    Persona.FAILS_IDENTITY: _fails_identity,
    Persona.DECLINES_AGREEMENT: _declines,
    Persona.HANGS_UP_AT_ONCE: _leaves_at_once,
    Persona.HANGS_UP_AT_GREETING: _leaves_at_greeting,
    Persona.HANGS_UP_AT_IDENTITY: _leaves_at_identity,
    Persona.HANGS_UP_AT_HALF_IDENTITY: _leaves_at_half_identity,
    Persona.HANGS_UP_AT_DEBTS: _leaves_at_debts,
    Persona.HANGS_UP_AT_READ_BACK: _leaves_at_read_back,
    Persona.HANGS_UP_AT_PROTOCOL: _leaves_at_protocol,
    Persona.HANGS_UP_WAITING_PERSON: _leaves_waiting,
    Persona.HANGS_UP_IN_TALK: _leaves_in_talk,
    Persona.VOICEMAIL: _voicemail,
    Persona.ANSWERS_LATE: _settles,
    Persona.SLOW: lambda debtor: slowly(_settles(debtor)),
    Persona.TYPES_AHEAD: lambda debtor: in_one_breath(_settles(debtor)),
    Persona.MASHES_KEYS: lambda debtor: mashes_keys(debtor.rng),
    Persona.FLOODS_SYMBOLS: lambda _: floods_symbols(),
    Persona.LEAVES_IN_A_KEY: lambda _: leaves_in_the_middle_of_a_key(),
    Persona.PROPOSES: lambda debtor: proposes(_recognised(debtor)),
    Persona.DISPUTES: lambda debtor: disputes(_recognised(debtor)),
    Persona.LOST_JOB: lambda debtor: lost_the_job(_recognised(debtor)),
    Persona.ANOTHER_DAY: lambda debtor: asks_for_another_day(_recognised(debtor)),
    Persona.STOPS_CALLS: lambda debtor: stops_the_calls(_recognised(debtor)),
    Persona.GIVES_MARKS: lambda debtor: gives_marks(_recognised(debtor)),
    Persona.WAITS_FOR_PAYMENT: lambda debtor: waits_for_the_payment(_recognised(debtor)),
    Persona.ANOTHER_CONTACT: lambda debtor: takes_another_contact(_recognised(debtor)),
    Persona.ASKS_TO_REPEAT: lambda debtor: asks_to_repeat(_recognised(debtor)),
    Persona.ILL: lambda debtor: is_ill(_recognised(debtor)),
    Persona.BLAMES_SERVICE: lambda debtor: blames_the_service(_recognised(debtor)),
    Persona.THIRD_PARTY_SAYS_WHEN: lambda _: third_party_says_when(),
}
