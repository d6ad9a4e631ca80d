"""Turns what happens to calls and agents into what is under way, what was learned, and who was kept or lost."""

from collections.abc import Callable, Mapping
from typing import Any

from dialer.pacing.experience import Experience
from dialer.pacing.promise import Promise
from dialer.pacing.under_way import UnderWay

Data = Mapping[str, Any]


class CallEvents:
    """Unknown kinds and ids, repeated and missing events change nothing that matters."""

    def __init__(self, experience: Experience, under_way: UnderWay, promise: Promise) -> None:
        self._experience = experience
        self._under_way = under_way
        self._promise = promise
        self._handlers: dict[str, Callable[[float, Data], None]] = {
            "dial": self._dialed,
            "answer_human": self._answered,
            "answer_machine": self._unanswered,
            "no_answer": self._unanswered,
            "busy": self._unanswered,
            "fail": self._unanswered,
            "cancel": self._cancelled,
            "menu_enter": self._menu_entered,
            "menu_exit": self._menu_left,
            "agent_request": self._agent_requested,
            "connect": self._connected,
            "abandon": self._abandoned,
            "agent_talk": self._talking,
            "agent_wrap": self._wrapping,
            "agent_ready": self._idle,
            "agent_login": self._idle,
            "agent_logout": self._idle,
        }

    def hear(self, now: float, kind: str, data: Data) -> None:
        handler = self._handlers.get(kind)
        if handler is not None:
            handler(now, data)

    def _dialed(self, now: float, data: Data) -> None:
        hint = data.get("hint")
        chance = None if hint is None else float(hint)
        if self._under_way.ringing.add(data.get("call"), now, 1.0 if chance is None else chance):
            self._experience.dialed(chance)

    def _answered(self, now: float, data: Data) -> None:
        call = data.get("call")
        self._learn_answer(call, now)
        self._promise.need_agent(call, now)

    def _unanswered(self, now: float, data: Data) -> None:
        dialed = self._under_way.ringing.remove(data.get("call"))
        if dialed is not None:
            self._experience.other_delay.add(now - dialed)

    def _cancelled(self, now: float, data: Data) -> None:
        """Nobody knows what would have come of it: only the time that it rang has taught something."""
        dialed = self._under_way.ringing.remove(data.get("call"))
        if dialed is not None:
            self._experience.answers.withdrawn(now - dialed)

    def _menu_entered(self, now: float, data: Data) -> None:
        call = data.get("call")
        learned = self._learn_answer(call, now)
        if self._under_way.menus.add(call, now) and learned:
            self._experience.requests.started()

    def _menu_left(self, now: float, data: Data) -> None:
        entered = self._under_way.menus.remove(data.get("call"))
        if entered is not None:
            asked = data.get("reason") == "request"
            law = self._experience.request_delay if asked else self._experience.exit_delay
            law.add(now - entered)
            if asked:
                self._experience.requests.hit()

    def _agent_requested(self, now: float, data: Data) -> None:
        # The exit from the menu comes first, unless it was missed.
        self._menu_left(now, {"call": data.get("call"), "reason": "request"})
        self._promise.need_agent(data.get("call"), now)

    def _connected(self, now: float, data: Data) -> None:
        wait = data.get("wait")
        self._promise.served(data.get("call"), now, None if wait is None else float(wait))

    def _abandoned(self, now: float, data: Data) -> None:
        self._promise.lost(data.get("call"), now)

    def _talking(self, now: float, data: Data) -> None:
        self._idle(now, data)
        self._under_way.talks.add(data.get("agent"), now)

    def _wrapping(self, now: float, data: Data) -> None:
        talked_since = self._under_way.talks.remove(data.get("agent"))
        if talked_since is not None:
            self._experience.talk.add(now - talked_since)
        self._under_way.wraps.add(data.get("agent"), now)

    def _idle(self, now: float, data: Data) -> None:
        since = self._under_way.wraps.remove(data.get("agent"))
        if since is not None:
            self._experience.wrap.add(now - since)
        self._under_way.talks.remove(data.get("agent"))

    def _learn_answer(self, call: Any, now: float) -> bool:
        """False for a call that was not seen dialed."""
        dialed = self._under_way.ringing.remove(call)
        if dialed is None:
            return False
        self._experience.answer_delay.add(now - dialed)
        self._experience.answers.hit()
        return True
