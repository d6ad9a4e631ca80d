"""The ways out that every flow has: a person, the protocol number, and the several goodbyes."""

from collections.abc import Callable
from typing import Final

from domain.call.disposition import Disposition
from ivr_flows.asking import Lapse
from ivr_flows.contract import LookForPayment, Rate
from ivr_flows.plan import Ask, Branch, Choice, Commit, Decide, End, Go, HandOver, Steps, Tell, Words, prompt
from ivr_flows.talk import Talk
from ivr_flows.words import talking as words

GAVE_UP = Go("no_answer")
FAILED = Go("technical_problem", verdict=Disposition.FALHA_TECNICA)
TOO_LONG = Go("too_long")
PERSON = Go("person", note=("person", "requested"))
BRIEFLY: Final = 0.6
"""Seconds: where an answer may come but need not, nobody is left in silence."""
PAYMENT_WAITS: Final = 12
"""A wait for a payment is about eight seconds long."""


def _count_wait(talk: Talk) -> None:
    talk.waits_for_payment += 1


_ARRIVED: Final = Go("farewell", note=("payment", "arrived"), lead=prompt("payment_arrived"))
_AFTER_LOOK: Final = {
    "paid": _ARRIVED,
    "again": Go("waiting_payment", do=_count_wait),
    "enough": Go("parting", lead=prompt("no_payment_yet")),
}


def person_choice(key: str = "9", *, say: Words = ()) -> Choice:
    return Choice(key, PERSON, say=say)


def leaving_steps(*, survey: bool = True, rated: str = "farewell") -> Steps:
    """`person`, `protocol` (tells `talk.protocol`, and asks for marks), `farewell`, and the ends FlowPlan asks for.

    `rated` is where who gave marks goes on to.
    """
    rating = Go(rated, note=("survey", "marked"), lead=prompt("marked"))
    return {
        "person": HandOver(say=prompt("person")),
        "protocol": _protocol(survey=survey),
        "protocol_only": _protocol(survey=False),
        **_parting_steps(survey=survey),
        **({"rate": Commit(request=_rate, done=rating, failed=Go("farewell"))} if survey else {}),
        **_payment_steps(),
        "no_answer": Tell(say=prompt("no_answer"), then=Go("farewell", do=_nobody_spoke)),
        "technical_problem": Tell(say=prompt("problem"), then=Go("farewell")),
        "too_long": Tell(say=prompt("time_is_up"), then=Go("farewell")),
        "farewell": End(say=prompt("goodbye")),
        "hang_up": End(),
    }


def _protocol(*, survey: bool) -> Ask:
    """The number, and in the same breath what the keys do: hear it again, wait for the payment, mark the call."""
    return Ask(
        say=words.protocol_and_marks if survey else words.protocol_only,
        choices=(
            *_marks(survey=survey),
            Choice("6", Go("waiting_payment", note=("payment", "waits")), when=lambda talk: talk.has_agreed),
            person_choice(),
        ),
        give_up=Branch(words.lapse, {lapse: Go("goodbye") for lapse in Lapse}),
        timeout_seconds=BRIEFLY,
        retries=0,
        repeat_key="0",
    )


def _marks(*, survey: bool) -> tuple[Choice, ...]:
    return tuple(Choice(str(marks), Go("rate", do=_give(marks))) for marks in range(1, 6) if survey)


def _parting_steps(*, survey: bool) -> Steps:
    """The goodbye still listens, so that nobody waits in silence for a key that few press."""
    return {
        "goodbye": Decide(
            way=Branch(
                lambda talk: "agreed" if talk.has_agreed else "other",
                {"agreed": Go("last_look"), "other": Go("parting")},
            )
        ),
        "last_look": Commit(
            request=lambda _: LookForPayment(),
            done=Branch(_result, {"paid": _ARRIVED, "not_yet": Go("parting")}),
            failed=Go("parting"),
        ),
        "parting": Ask(
            say=prompt("goodbye"),
            choices=_marks(survey=survey),
            give_up=Branch(words.lapse, {lapse: Go("hang_up") for lapse in Lapse}),
            timeout_seconds=BRIEFLY,
            retries=0,
            repeat_key="0",
        ),
    }


def _payment_steps() -> Steps:
    """Waiting on the line until the payment arrives: looked for between prompts, told as soon as it is there."""
    return {
        "waiting_payment": Ask(
            say=words.waiting,
            choices=(Choice("1", Go("parting")), person_choice()),
            give_up=Branch(words.lapse, {lapse: Go("look_for_payment") for lapse in Lapse}),
            timeout_seconds=BRIEFLY,
            retries=0,
        ),
        "look_for_payment": Commit(
            request=lambda _: LookForPayment(),
            done=Branch(_arrived, _AFTER_LOOK),
            failed=Branch(_waits_on, _AFTER_LOOK),
        ),
    }


def _arrived(talk: Talk) -> str:
    return "paid" if talk.result == "paid" else _waits_on(talk)


def _waits_on(talk: Talk) -> str:
    return "again" if talk.waits_for_payment < PAYMENT_WAITS else "enough"


def _result(talk: Talk) -> str:
    return talk.result


def _give(marks: int) -> Callable[[Talk], None]:
    def give(talk: Talk) -> None:
        talk.marks = marks

    return give


def _rate(talk: Talk) -> Rate:
    return Rate(talk.marks)


def _nobody_spoke(talk: Talk) -> None:
    if not talk.pressed_keys:
        talk.disposition = Disposition.MUDO
