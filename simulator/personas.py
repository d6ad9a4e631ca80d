"""How a fictitious debtor behaves when the phone rings, and how often each behaviour is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random


class Persona(StrEnum):
    """One behaviour from the first ring to the hang-up; docs/simulator.md describes each for operators."""

    SETTLES_IN_FULL = "settles_in_full"
    """Confirms who they are, pays everything at once, listens to the protocol."""
    TWO_INSTALMENTS = "two_instalments"
    ASKS_FOR_PERSON = "asks_for_person"
    """Confirms who they are, presses 9 and talks with the agent until one of them ends it."""
    ALREADY_PAID = "already_paid"
    WRONG_NUMBER = "wrong_number"
    """Says that the number is not the debtor's."""
    THIRD_PARTY = "third_party"
    """Somebody of the debtor's house: the debtor is not in."""
    SILENT = "silent"
    """Picks up, says nothing, presses nothing, waits to be hung up on."""
    WRONG_KEYS_GIVES_UP = "wrong_keys_gives_up"
    """Three meaningless keys at the first question, then hangs up."""
    WRONG_KEYS_RECOVERS = "wrong_keys_recovers"
    """A meaningless key and a mistyped birth date, each corrected; then settles in full."""
    FAILS_IDENTITY = "fails_identity"
    """Claims to be the debtor and types a wrong birth date as often as asked."""
    DECLINES_AGREEMENT = "declines_agreement"
    """Hears the read-back of what it chose, does not agree, and hangs up."""

    HANGS_UP_AT_ONCE = "hangs_up_at_once"
    HANGS_UP_AT_GREETING = "hangs_up_at_greeting"
    """Hears the first question to its end and leaves without a key."""
    HANGS_UP_AT_IDENTITY = "hangs_up_at_identity"
    HANGS_UP_AT_HALF_IDENTITY = "hangs_up_at_half_identity"
    """Types half of the birth date and leaves."""
    HANGS_UP_AT_DEBTS = "hangs_up_at_debts"
    """Identity confirmed, leaves before choosing."""
    HANGS_UP_AT_READ_BACK = "hangs_up_at_read_back"
    HANGS_UP_AT_PROTOCOL = "hangs_up_at_protocol"
    """Agrees, and leaves while the protocol number is told."""
    HANGS_UP_WAITING_PERSON = "hangs_up_waiting_person"
    HANGS_UP_IN_TALK = "hangs_up_in_talk"

    VOICEMAIL = "voicemail"
    """A machine: greeting, beep, then it records for a while and hangs up."""
    BUSY = "busy"
    REJECTS = "rejects"
    """Rings, and the callee presses "reject"."""
    RINGS_OUT = "rings_out"
    UNALLOCATED = "unallocated"
    CONGESTION = "congestion"
    OUT_OF_SERVICE = "out_of_service"
    """The network reports the handset out of order (fora de área)."""
    ANSWERS_LATE = "answers_late"
    """Picks up after a long ring, then settles in full."""

    SLOW = "slow"
    """Thinks before each answer and looks for each key; settles in full."""
    TYPES_AHEAD = "types_ahead"
    """Types the keys of the whole call, up to the yes, as soon as the menu speaks."""
    MASHES_KEYS = "mashes_keys"
    """Any keys at all, a dozen at a time."""
    FLOODS_SYMBOLS = "floods_symbols"
    """Stars and hashes without end."""
    LEAVES_IN_A_KEY = "leaves_in_a_key"
    """Hangs up in the middle of a key, one of many."""

    PROPOSES = "proposes"
    """Types what it could pay a month, and agrees to what comes of it."""
    DISPUTES = "disputes"
    """Says that the amount is wrong."""
    LOST_JOB = "lost_job"
    """Cannot pay, being out of work."""
    ANOTHER_DAY = "another_day"
    """Wants to be called on the next day, in the morning."""
    STOPS_CALLS = "stops_calls"
    """Wants no more calls."""

    GIVES_MARKS = "gives_marks"
    """Settles in full, gives the call a mark, and says a word on it where one is asked for."""
    WAITS_FOR_PAYMENT = "waits_for_payment"
    """Settles in full, pays while waiting on the line, and hears that the payment arrived."""
    ANOTHER_CONTACT = "another_contact"
    """Settles in full, and has the payment code sent to another contact."""
    ASKS_TO_REPEAT = "asks_to_repeat"
    """Hears the options, the read-back and the protocol twice; settles in full."""
    ILL = "ill"
    """Cannot pay, for reasons of health."""
    BLAMES_SERVICE = "blames_service"
    """Does not pay because of trouble with the service: a ticket for who gives it."""
    THIRD_PARTY_SAYS_WHEN = "third_party_says_when"
    """Somebody of the house who knows when the debtor is in."""


class Caller(StrEnum):
    """One behaviour of somebody who calls the published number."""

    REACHES_PERSON = "reaches_person"
    """Wants a person at once, and says to nobody else who they are."""
    COMPLAINS = "complains"
    SETTLES = "settles"
    """Calls from the telephone that is on file, shows who they are, and pays everything at once."""
    ASKS_STANDING = "asks_standing"
    """Has an agreement, and asks how it stands."""
    ASKS_CODE = "asks_code"
    """Has an agreement, and asks for the payment code again."""
    FORGETS_BIRTHDAY = "forgets_birthday"
    """Types a wrong birthday as often as it may, and hangs up."""
    LOCKED_OUT = "locked_out"
    """Types the right one, when the keys are locked after wrong ones; then talks with a person."""
    LEAVES_MIDWAY = "leaves_midway"
    """Shows who they are, and leaves while the debts are told."""
    UNKNOWN = "unknown"
    """Is not of the portfolio at all: nobody's CPF, twice."""
    FINDS_NOBODY = "finds_nobody"
    """Shows who they are and wants a person, when nobody is there; takes the offered callback."""


CALLER_WEIGHTS: Mapping[Caller, float] = {
    Caller.REACHES_PERSON: 5,
    Caller.COMPLAINS: 1,
    Caller.SETTLES: 4,
    Caller.ASKS_STANDING: 2,
    Caller.ASKS_CODE: 2,
    Caller.FORGETS_BIRTHDAY: 1,
    Caller.LEAVES_MIDWAY: 1,
    Caller.UNKNOWN: 1,
}
"""Among those who call back. Who is locked out, or finds nobody, depends on what happened before."""


NEVER_ANSWERS = frozenset({
    Persona.BUSY, Persona.REJECTS, Persona.RINGS_OUT, Persona.UNALLOCATED, Persona.CONGESTION, Persona.OUT_OF_SERVICE,
})  # fmt: skip

NEEDS_IDENTITY = frozenset({
    Persona.SETTLES_IN_FULL, Persona.TWO_INSTALMENTS, Persona.ASKS_FOR_PERSON, Persona.ALREADY_PAID,
    Persona.WRONG_KEYS_RECOVERS, Persona.DECLINES_AGREEMENT, Persona.HANGS_UP_AT_HALF_IDENTITY,
    Persona.HANGS_UP_AT_DEBTS, Persona.HANGS_UP_AT_READ_BACK, Persona.HANGS_UP_AT_PROTOCOL,
    Persona.HANGS_UP_WAITING_PERSON, Persona.HANGS_UP_IN_TALK, Persona.ANSWERS_LATE, Persona.SLOW, Persona.TYPES_AHEAD,
    Persona.PROPOSES, Persona.DISPUTES, Persona.LOST_JOB, Persona.ANOTHER_DAY, Persona.STOPS_CALLS,
    Persona.GIVES_MARKS, Persona.WAITS_FOR_PAYMENT, Persona.ANOTHER_CONTACT, Persona.ASKS_TO_REPEAT, Persona.ILL,
    Persona.BLAMES_SERVICE,
})  # fmt: skip
"""Personas that type their own birth date: they need a person from the book behind the number."""

DEFAULT_WEIGHTS: Mapping[Persona, float] = {
    Persona.SETTLES_IN_FULL: 9,
    Persona.TWO_INSTALMENTS: 9,
    Persona.ASKS_FOR_PERSON: 10,
    Persona.ALREADY_PAID: 4,
    Persona.WRONG_NUMBER: 4,
    Persona.THIRD_PARTY: 6,
    Persona.SILENT: 4,
    Persona.WRONG_KEYS_GIVES_UP: 2,
    Persona.WRONG_KEYS_RECOVERS: 2,
    Persona.FAILS_IDENTITY: 1,
    Persona.DECLINES_AGREEMENT: 2,
    Persona.HANGS_UP_AT_ONCE: 3,
    Persona.HANGS_UP_AT_GREETING: 5,
    Persona.HANGS_UP_AT_IDENTITY: 2,
    Persona.HANGS_UP_AT_HALF_IDENTITY: 1,
    Persona.HANGS_UP_AT_DEBTS: 2,
    Persona.HANGS_UP_AT_READ_BACK: 1,
    Persona.HANGS_UP_AT_PROTOCOL: 1,
    Persona.HANGS_UP_WAITING_PERSON: 1,
    Persona.HANGS_UP_IN_TALK: 1,
    Persona.VOICEMAIL: 9,
    Persona.BUSY: 5,
    Persona.REJECTS: 2,
    Persona.RINGS_OUT: 8,
    Persona.UNALLOCATED: 3,
    Persona.CONGESTION: 1,
    Persona.OUT_OF_SERVICE: 2,
    Persona.ANSWERS_LATE: 2,
    Persona.SLOW: 2,
    Persona.TYPES_AHEAD: 1,
    Persona.MASHES_KEYS: 1,
    Persona.FLOODS_SYMBOLS: 1,
    Persona.LEAVES_IN_A_KEY: 1,
    Persona.PROPOSES: 3,
    Persona.DISPUTES: 2,
    Persona.LOST_JOB: 3,
    Persona.ANOTHER_DAY: 2,
    Persona.STOPS_CALLS: 1,
    Persona.GIVES_MARKS: 2,
    Persona.WAITS_FOR_PAYMENT: 1,
    Persona.ANOTHER_CONTACT: 1,
    Persona.ASKS_TO_REPEAT: 2,
    Persona.ILL: 2,
    Persona.BLAMES_SERVICE: 2,
    Persona.THIRD_PARTY_SAYS_WHEN: 2,
}
"""Shares of a list that was cleaned a little; about seven of ten calls are answered. Not a forecast."""


@dataclass(frozen=True, slots=True)
class PersonaWeights:
    """Relative frequencies; a persona that is not named is never drawn."""

    weights: Mapping[Persona, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))

    def __post_init__(self) -> None:
        if any(weight < 0 for weight in self.weights.values()) or not any(self.weights.values()):
            raise ValueError("persona weights must not be negative, and one of them must be above zero")

    def without(self, personas: frozenset[Persona]) -> "PersonaWeights":
        """The same frequencies among the personas that remain (ValueError when none does)."""
        return PersonaWeights({p: w for p, w in self.weights.items() if p not in personas})


def draw_persona(weights: PersonaWeights, rng: Random) -> Persona:
    """Draw one persona; the order of the enum, not of the mapping, decides, so that a seed means the same for all."""
    personas = [persona for persona in Persona if weights.weights.get(persona, 0) > 0]
    return rng.choices(personas, [weights.weights[persona] for persona in personas])[0]


FIRST_SCRIPTED_CODE = 10


def persona_of_code(code: int) -> Persona | None:
    """The persona that a load test's number asks for by its two-digit code; None where the code names none."""
    personas = list(Persona)
    place = code - FIRST_SCRIPTED_CODE
    return personas[place] if 0 <= place < len(personas) else None


def code_of(persona: Persona) -> int:
    """The two-digit code with which a load test's number asks for this persona."""
    return FIRST_SCRIPTED_CODE + list(Persona).index(persona)
