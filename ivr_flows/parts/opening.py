"""Who is it that answers: greeting, recording notice, the right person, a third party, a wrong number.

Whatever is said here may be heard by anybody.
"""

from functools import partial

from domain.call.disposition import Disposition
from domain.contact.callback import CallbackSlot, Period
from ivr_flows import dealing
from ivr_flows.asking import Lapse
from ivr_flows.contract import LeaveWish, UnlinkNumber
from ivr_flows.parts.leaving import BRIEFLY, person_choice
from ivr_flows.plan import RETRIES, Ask, Branch, Choice, Commit, Go, Steps, Tell, prompt
from ivr_flows.talk import Talk
from ivr_flows.words import opening as words
from ivr_flows.words.talking import lapse

_PERIODS = (("1", Period.MORNING), ("2", Period.AFTERNOON), ("3", Period.EVENING))


def opening_steps(*, confirmed: str, retries: int = RETRIES) -> Steps:
    """Entry: `greeting`, or `right_party` for who comes back. The right person goes on to `confirmed`."""
    message = Go("third_party", note=("third_party", "message"), verdict=Disposition.RECADO_TERCEIRO)
    return {
        "greeting": Tell(say=words.greeting, then=Go("right_party")),
        "right_party": Ask(
            say=words.right_party,
            help=words.right_party_help,
            choices=(
                Choice("1", Go(confirmed, note=("right_party", "yes"))),
                Choice("2", message),
                Choice("3", Go("wrong_number", note=("wrong_number", "unlinked"), verdict=Disposition.NAO_CONHECE)),
                person_choice(),
            ),
            retries=retries,
            repeat_key="0",
        ),
        "wrong_number": Commit(request=lambda _: UnlinkNumber(), done=Go("protocol_only", lead=prompt("wrong_number"))),
        **_third_party_steps(),
    }


def _third_party_steps() -> Steps:
    """A message, and if they know it, a better time; nobody has to answer."""
    return {
        "third_party": Tell(
            say=words.third_party,
            then=Branch(_wish, {"ask": Go("wish"), "end": Go("farewell")}),
        ),
        "wish": Ask(
            say=words.wish,
            choices=tuple(
                Choice(
                    key,
                    Go("leave_wish", note=("wish", period.value), do=partial(_take, period)),
                    say=words.wish_period(period.value, key),
                    when=partial(_has, period),
                )
                for key, period in _PERIODS
            ),
            give_up=Branch(lapse, {one: Go("farewell") for one in Lapse}),
            timeout_seconds=BRIEFLY,
            retries=0,
        ),
        "leave_wish": Commit(request=_wished, done=Go("farewell", lead=prompt("wish_kept"))),
    }


def _next_day(talk: Talk) -> tuple[CallbackSlot, ...]:
    days = dealing.slot_days(talk)
    return tuple(slot for slot in dealing.slots(talk) if slot.day == days[0])


def _wish(talk: Talk) -> str:
    return "ask" if _next_day(talk) else "end"


def _has(period: Period, talk: Talk) -> bool:
    return any(slot.period is period for slot in _next_day(talk))


def _take(period: Period, talk: Talk) -> None:
    talk.slot = next(slot for slot in _next_day(talk) if slot.period is period)


def _wished(talk: Talk) -> LeaveWish:
    assert talk.slot is not None  # noqa: S101 - a wish is for a slot
    return LeaveWish(talk.slot)
