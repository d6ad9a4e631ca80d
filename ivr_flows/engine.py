"""The engine of every flow: feed it events, do the actions that it gives."""

from typing import Any, Final, Generic, TypeVar

from ivr_flows.asking import Answered, Asked, Asking, GivenUp
from ivr_flows.contract import (
    Actions,
    Do,
    Event,
    HangUp,
    Hear,
    HeardOut,
    HungUp,
    Key,
    PromptEnded,
    Remember,
    RequestPerson,
    Say,
    ServiceDone,
    ServiceFailed,
    Silence,
    Started,
)
from ivr_flows.plan import Ask, Branch, Commit, Decide, End, FlowPlan, HandOver, HearOut, Next, Tell, words_of
from ivr_flows.talk import Talk
from sounds.pieces import Pieces

NOT_STARTED: Final = "not_started"
LIMIT_SECONDS: Final = 480.0
T = TypeVar("T", bound=Talk)


class Flow(Generic[T]):
    """One call's way through a plan. What it learned is in `talk` at any moment, `step` is where it is.

    `limit_seconds`: from then on the next answer leads to the plan's `too_long`, whatever it is.
    """

    def __init__(self, plan: FlowPlan, talk: T, *, limit_seconds: float = LIMIT_SECONDS) -> None:
        self.plan = plan
        self.talk = talk
        self.step = NOT_STARTED
        self.is_over = False
        self._limit_ms = limit_seconds * 1000
        self._asking: Asking | None = None
        self._lead: Pieces = ()
        self._remember = False
        self._is_ending = False

    @property
    def keys_are_personal(self) -> bool:
        """Whether a key pressed now may be part of what tells who somebody is."""
        step = self.plan.steps.get(self.step)
        return isinstance(step, Ask) and step.digits is not None and step.digits.personal

    def feed(self, event: Event, *, at_ms: int) -> Actions:
        """`at_ms` is the time since the menu began. Once over, no event gives any action."""
        if self.is_over:
            return []
        self.talk.at_ms = at_ms
        if isinstance(event, HungUp):
            self.is_over = True
            if not self._is_ending and not self.plan.may_be_taken_away:
                self.talk.note(self.step, "hung_up")
            return []
        actions = self._dispatch(event)
        if self._remember and actions:
            self._remember = False
            return [Remember(), *actions]
        return actions

    def _dispatch(self, event: Event) -> Actions:
        if isinstance(event, Started):
            self.talk.reason = event.reason
            return self._go(self.plan.entry) if self.step == NOT_STARTED else []
        self.talk.pressed_keys = self.talk.pressed_keys or _is_pressed(event)
        if self._is_ending:
            return self._finish(event)
        if isinstance(event, ServiceDone | ServiceFailed):
            return self._served(event)
        step = self.plan.steps.get(self.step)
        if isinstance(step, HearOut):
            return self._heard(step, event)
        return [] if self._asking is None else self._answer(self._asking, event)

    def _answer(self, asking: Asking, event: Event) -> Actions:
        if self.talk.at_ms > self._limit_ms and not isinstance(event, PromptEnded):
            self.talk.note(self.step, "time_is_up")
            return self._go(self.plan.too_long)
        match event:
            case PromptEnded():
                return self._asked(asking.prompt_ended())
            case Key(key):
                return self._asked(asking.key(key))
            case Silence():
                return self._asked(asking.silence())
        return []

    def _heard(self, step: HearOut, event: Event) -> Actions:
        if isinstance(event, PromptEnded):
            return [_hear(step)]
        self.talk.heard = event if isinstance(event, HeardOut) else None
        return self._go(step.then)

    def _asked(self, asked: Asked) -> Actions:
        match asked:
            case Answered(then, digits):
                self.talk.digits = digits or ""
                actions = self._go(then)
                self.talk.digits = ""
                return actions
            case GivenUp(lapse):
                step = self.plan.steps[self.step]
                self.talk.result = lapse.value
                if isinstance(step, Ask) and step.give_up is not None:
                    return self._go(step.give_up)
                self.talk.note(self.step, lapse.value)
                return self._go(self.plan.gave_up)
        return asked

    def _served(self, event: ServiceDone | ServiceFailed) -> Actions:
        step = self.plan.steps.get(self.step)
        if isinstance(event, ServiceFailed):
            if isinstance(step, Commit) and step.failed is not None:
                return self._go(step.failed)
            self.talk.note(self.step, "technical_problem")
            return self._go(self.plan.failed)
        if not isinstance(step, Commit):
            return []
        talk = self.talk
        talk.result, talk.protocol = event.result, event.protocol or talk.protocol
        talk.context = event.context or talk.context
        talk.agreement_id = event.agreement_id or talk.agreement_id
        return self._go(step.done)

    def _finish(self, event: Event) -> Actions:
        if not isinstance(event, PromptEnded | Key | Silence | ServiceFailed):
            return []
        self.is_over = True
        return [RequestPerson() if isinstance(self.plan.steps[self.step], HandOver) else HangUp()]

    def _go(self, way: Next) -> Actions:
        """Take the way, and those after it, to the first step that waits for something."""
        while True:
            go = way.ways[way.by(self.talk)] if isinstance(way, Branch) else way
            if go.note is not None:
                self.talk.note(*go.note)
            if go.verdict is not None:
                self.talk.disposition = go.verdict
            if go.do is not None:
                go.do(self.talk)
            self._remember = self._remember or go.remember
            self._lead += words_of(go.lead, self.talk)
            self.step, self._asking = go.to, None
            match self.plan.steps[go.to]:
                case Tell(say=say, then=then):
                    self._lead += words_of(say, self.talk)
                    way = then
                case Decide(way=onward):
                    way = onward
                case waiting:
                    return self._enter(waiting)

    def _enter(self, step: Any) -> Actions:
        match step:
            case Ask():
                self._asking = Asking(step, self.talk)
                return self._asking.begin(self._take_lead())
            case HearOut(say=say):
                words = self._take_lead() + words_of(say, self.talk)
                return [Say(words)] if words else [_hear(step)]
            case Commit(request=request):
                return [Do(request(self.talk))]
            case _:
                return self._leave(step)

    def _leave(self, step: HandOver | End) -> Actions:
        pieces = self._take_lead() + words_of(step.say, self.talk)
        self._is_ending = True
        if pieces:
            return [Say(pieces)]
        return self._finish(PromptEnded())

    def _take_lead(self) -> Pieces:
        lead, self._lead = self._lead, ()
        return lead


def _is_pressed(event: Event) -> bool:
    return isinstance(event, Key) or (isinstance(event, HeardOut) and event.ended_by == "key")


def _hear(step: HearOut) -> Hear:
    return Hear(most_seconds=step.most_seconds, silence_seconds=step.silence_seconds, start_seconds=step.start_seconds)
