"""A flow as data: named steps with their words, the keys they take, and the ways from one to the next.

What depends on the call (words, which choices there are, which way a branch takes) is a small function over the Talk;
everything else can be read, checked and drawn without a call. Parts of a flow are functions that give such steps, so
that flows of different kinds share them: see `ivr_flows/parts`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from domain.call.disposition import Disposition
from ivr_flows.contract import Request
from sounds import pieces as spoken
from sounds.pieces import Piece, Pieces, Prompt

# `Any` stands for the flow's own kind of Talk.
Words: TypeAlias = Pieces | Callable[[Any], Pieces]
Test: TypeAlias = Callable[[Any], bool]

RETRIES: Final = 2
ANSWER_SECONDS: Final = 6.0
PRESS: Final = "press_"
"""Prompts that name a key, as in "tecle 1", begin so."""


def words_of(words: Words, talk: Any) -> Pieces:
    return words(talk) if callable(words) else words


def prompt(key: str) -> Pieces:
    return (Prompt(key),)


def always(_: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    note: tuple[str, str] | None = None
    verdict: Disposition | None = None
    lead: Words = ()
    do: Callable[[Any], None] | None = None
    remember: bool = False


@dataclass(frozen=True, slots=True)
class Go(_Way):
    """To the step `to`, in this order: note (step, result), set the verdict, `do`, and say `lead` before its words.

    `remember`: what is known so far is worth committing now.
    """

    to: str


@dataclass(frozen=True, slots=True)
class Branch:
    """`by` names one of the `ways`."""

    by: Callable[[Any], str]
    ways: Mapping[str, Go]


Next: TypeAlias = Go | Branch


@dataclass(frozen=True, slots=True)
class Choice:
    """A key and where it leads; offered, and taken, only `when` it makes sense in this call.

    `say` is how it is offered; empty where the question's own words already tell.
    """

    key: str
    then: Next
    say: Words = ()
    when: Test = always


@dataclass(frozen=True, slots=True)
class Digits:
    """A number to be typed: collected at `most` digits, or at `#` or a pause once there are `least`.

    `*` begins it anew where no choice has that key. A key that is a choice is one only as the first key.
    """

    then: Next
    most: int | Callable[[Any], int]
    least: int | None = None
    """None: exactly `most`."""
    pause_seconds: float = 5.0
    personal: bool = True
    """The number may tell who somebody is: evidence keeps that keys were pressed, not which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question: said, listened to, asked again in other words `retries` times, then given up.

    Without a `give_up` of its own the flow's `gave_up` is gone to, and how it lapsed is noted.
    """

    say: Words
    help: Words = ()
    choices: tuple[Choice, ...] = ()
    digits: Digits | None = None
    give_up: Next | None = None
    timeout_seconds: float = ANSWER_SECONDS
    retries: int = RETRIES
    repeat_key: str = ""
    barge_in: bool = True
    fresh: bool = False
    """Only keys pressed from its first word on count: nobody agrees to what was not yet spoken."""

    def open_choices(self, talk: Any) -> dict[str, Choice]:
        return {choice.key: choice for choice in self.choices if choice.when(talk)}

    def words(self, talk: Any) -> Pieces:
        """The question and its choices, in their order."""
        return words_of(self.say, talk) + self._offered(talk)

    def help_words(self, talk: Any) -> Pieces:
        return words_of(self.help or self.say, talk) + self._offered(talk)

    def _offered(self, talk: Any) -> Pieces:
        offered = (words_of(choice.say, talk) for choice in self.open_choices(talk).values())
        return _said_once([piece for pieces in offered for piece in pieces])


def _said_once(offered: Sequence[Piece]) -> Pieces:
    """After the first "tecle 1" the other keys are only named."""
    said: list[Piece] = []
    told = False
    for piece in offered:
        key = piece.key.removeprefix(PRESS) if isinstance(piece, Prompt) and piece.key.startswith(PRESS) else ""
        said.append(spoken.Digits(key) if told and key.isdigit() else piece)
        told = told or bool(key)
    return tuple(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Words that ask nothing: they are said before whatever comes next, in one breath."""

    say: Words
    then: Next


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """Says nothing, only chooses the way."""

    way: Next


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """Ask the house for something and wait. `done` may branch by `talk.result`; nothing is told before it is durable.

    Without `failed` the flow's own `failed` is gone to.
    """

    request: Callable[[Any], Request]
    done: Next
    failed: Next | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HearOut:
    """Said, and then whoever is there speaks freely. `talk.heard` tells how that went, None: a key cut the words."""

    say: Words
    then: Next
    most_seconds: float = 30.0
    silence_seconds: float = 2.5
    start_seconds: float = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Said to the end of what can be said, then the debtor waits for an agent: the flow is over."""

    say: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Said, and the call ends."""

    say: Words = ()


Step: TypeAlias = Ask | Tell | Decide | Commit | HearOut | HandOver | End
Steps: TypeAlias = Mapping[str, Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPlan:
    """`entry` is taken at the start. `gave_up`, `failed` and `too_long` are steps that every flow needs somewhere."""

    name: str
    entry: Next
    steps: Steps
    gave_up: Go
    failed: Go
    too_long: Go
    labels: Mapping[str, str] = field(default_factory=dict)
    may_be_taken_away: bool = False
    """The switch may give the call to somebody at any word: the channel's end is no hang-up then."""


def ways_of(way: Next | None) -> Iterator[tuple[str, Go]]:
    """Every way, with the name of its branch or nothing."""
    match way:
        case Go():
            yield "", way
        case Branch(ways=ways):
            yield from ways.items()


def exits(step: Step) -> Iterator[tuple[str, str, Go]]:
    """Key or `digits`/`done`/`failed`/`give_up`, branch, and the way: everything that leads out of a step."""
    named: list[tuple[str, Next | None]] = []
    match step:
        case Ask(choices=choices, digits=digits, give_up=give_up):
            named = [(choice.key, choice.then) for choice in choices]
            named += [("digits", digits.then)] if digits else []
            named += [("give_up", give_up)]
        case Tell(then=then) | HearOut(then=then):
            named = [("", then)]
        case Decide(way=onward):
            named = [("", onward)]
        case Commit(done=done, failed=failed):
            named = [("done", done), ("failed", failed)]
        case HandOver() | End():
            pass
    for key, way in named:
        for branch, go in ways_of(way):
            yield key, branch, go
