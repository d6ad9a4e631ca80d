"""Words of the ways out that are no agreement: paid, disputed, cannot pay, another day, no more calls; and the end."""

from ivr_flows import dealing
from ivr_flows.asking import Lapse
from ivr_flows.talk import Talk
from ivr_flows.words.common import press, protocol
from sounds.pieces import Day, Pieces, Prompt


def callback_day(talk: Talk, place: int, key: str) -> Pieces:
    return (Prompt("on_day"), Day(dealing.slot_days(talk)[place], with_year=False), press(key))


def callback_kept(talk: Talk) -> Pieces:
    assert talk.slot is not None  # noqa: S101 - said once a slot was chosen
    return (
        Prompt("callback_kept"),
        Day(talk.slot.day, ends=True, with_year=False),
        Prompt(f"period_{talk.slot.period}_kept"),
    )


def protocol_and_marks(talk: Talk) -> Pieces:
    """The protocol, and in the same breath what the keys do: hear it again, wait for the payment, mark the call."""
    wait: Pieces = (Prompt("wait_for_payment"), press("6")) if talk.has_agreed else ()
    return (*protocol(talk), Prompt("protocol_again"), press("0"), *wait, Prompt("marks"))


def protocol_only(talk: Talk) -> Pieces:
    wait: Pieces = (Prompt("wait_for_payment"), press("6")) if talk.has_agreed else ()
    return (*protocol(talk), Prompt("protocol_again"), press("0"), *wait)


def waiting(talk: Talk) -> Pieces:
    return (Prompt("waiting_payment" if talk.waits_for_payment == 0 else "waiting_more"),)


def lapse(talk: Talk) -> Lapse:
    return Lapse(talk.result)
