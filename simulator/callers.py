"""What debtors do who call the published number themselves, from its answer on: pure, as the scripts of the called.

They follow the order of the inbound menu (reception, identity, account), and are open loop as those.
"""

from collections.abc import Callable, Mapping
from typing import Final

from simulator.people import LineEntry, mistyped
from simulator.personas import Caller
from simulator.steps import Answer, Clip, Converse, HangUp, HearPrompt, Keys, Pause, Press, StayUntilHungUp, Step

OWN_MATTER, COMPLAINT, PERSON = "1", "8", "9"
DEBTS, COPY, STANDING = "1", "2", "3"
PAY_IN_FULL, AGREES, CONFIRMS, CALL_BACK = "1", "1", "1", "1"
NOBODYS_CPF: Final = "98765432100"
"""A valid one of nobody: those of a population begin below 100 million."""
_LISTENED: Final = HearPrompt(patient=True)
_TRANSFERRED: Final = HearPrompt(limit_seconds=8.0, patient=True)
"""What is said before the wait for a person is heard out: only then does the wish count."""


def call_script(caller: Caller, person: LineEntry) -> list[Step]:
    """The acts of one call to us; the last one always ends it."""
    return [Answer(), HearPrompt(), *_SCRIPTS[caller](person)]


def _reaches_person(_: LineEntry) -> list[Step]:
    return _talks_with_a_person()


def _talks_with_a_person() -> list[Step]:
    talk = Converse((Clip.QUERO_PESSOA, Clip.TALK_1, Clip.OBRIGADO))
    return [Press(PERSON, Keys.OPTION), _TRANSFERRED, talk, StayUntilHungUp(30.0)]


def _complains(_: LineEntry) -> list[Step]:
    return [Press(COMPLAINT, Keys.OPTION), _LISTENED, StayUntilHungUp(40.0)]


def _proves(document: str, birth: str, meaning: Keys = Keys.BIRTH_DATE) -> list[Step]:
    """The question for the document is being asked; the answer to both is heard in the end."""
    return [HearPrompt(), Press(document, Keys.DOCUMENT), HearPrompt(), Press(birth, meaning), HearPrompt()]


def _identified(person: LineEntry) -> list[Step]:
    return [Press(OWN_MATTER, Keys.OPTION), *_proves(person.document, person.birth_day_month)]


def _settles(person: LineEntry) -> list[Step]:
    """From the telephone that is on file, so that three digits of the CPF are enough."""
    known = _proves(f"{person.document_start}#", person.birth_day_month)
    presses: tuple[Step, ...] = (Press(DEBTS, Keys.OPTION), Press(PAY_IN_FULL, Keys.OPTION))
    chosen: list[Step] = [step for press in presses for step in (press, HearPrompt())]
    agreed: list[Step] = [Press(AGREES, Keys.AGREES), _LISTENED, StayUntilHungUp(40.0)]
    return [Press(OWN_MATTER, Keys.OPTION), *known, *chosen, *agreed]


def _asks_standing(person: LineEntry) -> list[Step]:
    return [*_identified(person), Press(STANDING, Keys.OPTION), _LISTENED, HangUp()]


def _asks_code(person: LineEntry) -> list[Step]:
    asked: list[Step] = [Press(COPY, Keys.OPTION), HearPrompt(), Press(CONFIRMS, Keys.AGREES), _LISTENED]
    return [*_identified(person), *asked, HangUp()]


def _forgets_birthday(person: LineEntry) -> list[Step]:
    """As often as it may be tried; what is said then is heard out."""
    wrong = _proves(person.document, mistyped(person.birth_day_month), Keys.WRONG_BIRTH_DATE)
    return [Press(OWN_MATTER, Keys.OPTION), *wrong, *wrong[1:-1], _LISTENED, HangUp()]


def _locked_out(person: LineEntry) -> list[Step]:
    right = _proves(person.document, person.birth_day_month)
    return [Press(OWN_MATTER, Keys.OPTION), *right, *right[1:], *_talks_with_a_person()]


def _leaves_midway(person: LineEntry) -> list[Step]:
    return [*_identified(person), Press(DEBTS, Keys.OPTION), HearPrompt(patient=False), Pause(1.0), HangUp()]


def _unknown(_: LineEntry) -> list[Step]:
    tries = _proves(NOBODYS_CPF, "0101", Keys.WRONG_BIRTH_DATE)
    return [Press(OWN_MATTER, Keys.OPTION), *tries, *tries[1:-1], _LISTENED, HangUp()]


def _finds_nobody(person: LineEntry) -> list[Step]:
    """Says who they are first: nobody can be called back otherwise. Leaves once it is told when that will be."""
    told: list[Step] = [_LISTENED, Press(CALL_BACK, Keys.TELLS), HearPrompt(patient=False), Pause(4.0)]
    return [*_identified(person), Press(PERSON, Keys.OPTION), *told, HangUp()]


_SCRIPTS: Mapping[Caller, Callable[[LineEntry], list[Step]]] = {
    Caller.REACHES_PERSON: _reaches_person,
    Caller.COMPLAINS: _complains,
    Caller.SETTLES: _settles,
    Caller.ASKS_STANDING: _asks_standing,
    Caller.ASKS_CODE: _asks_code,
    Caller.FORGETS_BIRTHDAY: _forgets_birthday,
    Caller.LOCKED_OUT: _locked_out,
    Caller.LEAVES_MIDWAY: _leaves_midway,
    Caller.UNKNOWN: _unknown,
    Caller.FINDS_NOBODY: _finds_nobody,
}
