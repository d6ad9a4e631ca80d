"""The waiting room: where one stands, about how long it takes, and two ways out: a callback, or back to the menu.

It knows nothing of agents: whoever is given one is taken out of it by the switch, at any word.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from domain.call.waiting import QueuePlace
from domain.contact.soonest import SoonestCallback
from ivr_flows import waiting_words as words
from ivr_flows.contract import Request
from ivr_flows.plan import Ask, Branch, Choice, Commit, End, FlowPlan, Go, Tell, prompt
from ivr_flows.talk import Talk

QUEUE: Final = "queue"
"""What the steps of a wait are noted as."""
AGAIN_AFTER_ROUNDS: Final = 3
"""An unchanged place is told again after so many rounds of comfort."""


@dataclass(slots=True, repr=False)
class WaitTalk(Talk):
    """`announced` is the place told last, `rounds` of comfort ago; `callback` what may be promised."""

    place: QueuePlace | None = None
    announced: QueuePlace | None = None
    rounds: int = 0
    callback: SoonestCallback | None = None

    @property
    def news(self) -> str:
        """What a look at the queue brought: `moved`, `same`, `alone` (nobody is at work) or `unknown`."""
        if self.place is None:
            return "unknown"
        if self.place.position == 0:
            return "alone"
        return "same" if self.place == self.announced and self.rounds < AGAIN_AFTER_ROUNDS else "moved"


@dataclass(frozen=True, slots=True)
class LookAtQueue(Request):
    """`result` is the talk's `news`."""


@dataclass(frozen=True, slots=True)
class PromiseCallback(Request):
    """`result`: `done`, or `impossible`."""


@dataclass(frozen=True, slots=True)
class GoBack(Request):
    """Nothing can be said on this channel after it."""


@lru_cache(maxsize=1)
def waiting_plan() -> FlowPlan:
    back = Go("back", note=(QUEUE, "went_back"))
    ways_out = (
        Choice("1", Go("callback", note=(QUEUE, "callback")), when=_may_be_called_back),
        Choice("2", back),
    )
    return FlowPlan(
        name="waiting",
        entry=Go("queue", note=(QUEUE, "joined")),
        steps={
            "queue": Ask(
                say=prompt("system/aguarde"), choices=ways_out, give_up=Go("place"), timeout_seconds=0.1, retries=0
            ),
            "place": Commit(
                request=lambda _: LookAtQueue(),
                done=Branch(
                    lambda talk: talk.result,
                    {
                        "moved": Go("announcement", do=_tell),
                        "same": Go("comfort"),
                        "alone": Go("nobody_here"),
                        "unknown": Go("comfort"),
                    },
                ),
                failed=Go("comfort"),
            ),
            "announcement": Ask(
                say=words.announcement, choices=ways_out, give_up=Go("comfort"), timeout_seconds=0.1, retries=0
            ),
            "comfort": Ask(
                say=prompt("system/espera"),
                choices=ways_out,
                give_up=Go("place", do=_one_more_round),
                timeout_seconds=0.1,
                retries=0,
            ),
            "nobody_here": Ask(say=words.nobody_here, choices=ways_out, give_up=back, timeout_seconds=4.0, retries=0),
            "callback": Commit(
                request=lambda _: PromiseCallback(),
                done=Branch(
                    lambda talk: talk.result,
                    {"done": Go("promised"), "impossible": Go("comfort", lead=prompt("queue_no_callback"))},
                ),
                failed=Go("comfort", lead=prompt("queue_no_callback")),
            ),
            "promised": Tell(say=words.promised, then=Go("protocol")),
            "protocol": Ask(say=words.protocol, give_up=Go("hang_up"), timeout_seconds=1.0, retries=0, repeat_key="0"),
            "back": Commit(request=lambda _: GoBack(), done=Go("left"), failed=Go("left")),
            "left": End(),
            "hang_up": End(),
        },
        gave_up=Go("back"),
        failed=Go("back"),
        too_long=Go("back"),
        may_be_taken_away=True,
    )


def _tell(talk: WaitTalk) -> None:
    talk.announced, talk.rounds = talk.place, 0


def _one_more_round(talk: WaitTalk) -> None:
    talk.rounds += 1


def _may_be_called_back(talk: WaitTalk) -> bool:
    return talk.callback is not None
