"""What the inbound menu says; `talk` is its own (`ivr_flows.inbound.InboundTalk`)."""

from typing import Any

from domain.language.names import plain_key
from domain.negotiation.protocol import SPOKEN_GROUPS
from ivr_flows.plan import prompt
from sounds.pieces import Day, Digits, Money, Organisation, Pause, Pieces, Prompt


def welcome(talk: Any) -> Pieces:
    company = talk.context.call.company_name
    hello: Pieces = (
        (Prompt("inbound_welcome"), Organisation(company)) if plain_key(company) else prompt("inbound_welcome_plain")
    )
    return (*hello, Pause(150), Prompt("recording_notice"), Pause(150))


def reception(talk: Any) -> Pieces:
    return prompt("inbound_options" if talk.may_identify else "inbound_options_locked")


def reception_help(talk: Any) -> Pieces:
    return prompt("inbound_options_help" if talk.may_identify else "inbound_options_locked")


def why_back(talk: Any) -> Pieces:
    return prompt("nobody_free") if talk.reason == "nobody_free" else ()


def standing(talk: Any) -> Pieces:
    found = talk.standing
    words: Pieces = (Prompt("standing_protocol"), Digits(found.protocol, SPOKEN_GROUPS), Pause(300))
    if found.next_due is None:
        return (*words, Prompt("standing_paid"), Pause(300))
    return (
        *words,
        Prompt("standing_next"),
        Money(found.next_cents, ends=True),
        Prompt("standing_due"),
        Day(found.next_due, ends=True, with_year=False),
        Pause(300),
    )


def where(talk: Any) -> Pieces:
    spoken = talk.copy_to.spoken
    place: Pieces = (Prompt("copy_to_phone"), Digits(spoken.digits)) if spoken.digits else prompt("copy_to_email")
    return (*place, Pause(150), Prompt("copy_confirm"))
