"""What is said in the waiting room; `talk` is the waiting room's own (`ivr_flows.waiting.WaitTalk`)."""

from typing import Any

from ivr_flows.plan import prompt
from ivr_flows.words import common
from sounds.pieces import Count, Day, Pause, Pieces, Prompt


def announcement(talk: Any) -> Pieces:
    assert talk.announced is not None  # noqa: S101 - only a known place is announced
    place = talk.announced
    return (*_place(place.position), Pause(300), *_wait(place.wait_seconds), Pause(300), *_offer(talk))


def nobody_here(talk: Any) -> Pieces:
    return (*prompt("queue_nobody"), Pause(300), *_offer(talk))


def promised(talk: Any) -> Pieces:
    assert talk.callback is not None  # noqa: S101 - it was promised
    if talk.callback.today:
        return prompt("callback_today")
    return (Prompt("callback_on"), Day(talk.callback.day, ends=True, with_year=False))


def protocol(talk: Any) -> Pieces:
    """The goodbye is part of it, so that nobody waits in silence for a key that few press."""
    again: Pieces = (Prompt("protocol_again"), common.press("0"))
    return (*common.protocol(talk), *again, Pause(500), Pause(500), Prompt("goodbye"))


def _place(position: int) -> Pieces:
    if position <= 2:
        return prompt("queue_next" if position == 1 else "queue_one_ahead")
    return (Prompt("queue_ahead"), Count(position - 1, feminine=True), Prompt("queue_people"))


def _wait(seconds: int | None) -> Pieces:
    if seconds is None:
        return prompt("queue_wait_long")
    minutes = seconds // 60
    if minutes <= 1:
        return prompt("queue_wait_short" if minutes == 0 else "queue_wait_minute")
    return (Prompt("queue_wait"), Count(minutes), Prompt("queue_minutes"))


def _offer(talk: Any) -> Pieces:
    return (*(prompt("queue_offer") if talk.callback is not None else ()), *prompt("queue_back"))
