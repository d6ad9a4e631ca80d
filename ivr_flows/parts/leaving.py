"""The ways out that every flow has: a person, the protocol number, and the several goodbyes."""

from domain.call.disposition import Disposition
from ivr_flows import wording
from ivr_flows.asking import Lapse
from ivr_flows.plan import Ask, Branch, Choice, End, Go, HandOver, Steps, Tell, prompt
from ivr_flows.talk import Talk

GAVE_UP = Go("no_answer")
FAILED = Go("technical_problem", verdict=Disposition.FALHA_TECNICA)
TOO_LONG = Go("too_long")
PERSON = Go("person", note=("person", "requested"))


def person_choice(key: str = "9") -> Choice:
    return Choice(key, PERSON)


def leaving_steps() -> Steps:
    """`person`, `protocol` (tells `talk.protocol`), `farewell`, and the ends that FlowPlan asks for."""
    return {
        "person": HandOver(say=prompt("person")),
        "protocol": _protocol(),
        "no_answer": Tell(say=prompt("no_answer"), then=Go("farewell", do=_nobody_spoke)),
        "technical_problem": Tell(say=prompt("problem"), then=Go("farewell")),
        "too_long": Tell(say=prompt("time_is_up"), then=Go("farewell")),
        "farewell": End(say=prompt("goodbye")),
        "hang_up": End(),
    }


def _protocol() -> Ask:
    """The goodbye is part of the question, so that nobody waits in silence for a key that few press."""
    return Ask(
        say=wording.protocol_and_goodbye,
        give_up=Branch(_lapse, {Lapse.NOT_HEARD: Go("hang_up"), Lapse.NOT_AN_OPTION: Go("farewell")}),
        timeout_seconds=1.0,
        retries=0,
        repeat_key="0",
    )


def _lapse(talk: Talk) -> str:
    return talk.result


def _nobody_spoke(talk: Talk) -> None:
    if not talk.pressed_keys:
        talk.disposition = Disposition.MUDO
