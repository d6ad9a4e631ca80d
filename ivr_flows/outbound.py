"""The menu of an outbound call: greeting, right party, identity, debts, offers, read-back, agreement, protocol.

Nothing about a debt is said before `identity_confirmed`. docs/flows.md draws the steps.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from domain.call.disposition import Disposition
from domain.negotiation.offer import Offer
from ivr_flows import wording
from ivr_flows.contract import (
    Action,
    Actions,
    Agree,
    ClaimPaid,
    Do,
    Event,
    HangUp,
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
    UnlinkNumber,
)
from ivr_flows.questions import Asking, Lapse, Question
from ivr_flows.steps import CALLED_BACK, IDENTITY_TRIES, OFFER_KEYS, OutboundPolicy, Step
from services.menu import MenuContext
from sounds.pieces import Pause, Pieces, Prompt


class OutboundFlow:
    """Feed it events, do the actions it gives. What it learned is in its attributes at any moment."""

    def __init__(self, policy: OutboundPolicy | None = None) -> None:
        self._policy = policy or OutboundPolicy()
        self._at_ms = 0
        self._asking: Asking | None = None
        self._after_commit: Callable[[str], Actions] = self._say_protocol
        self._identity_tries = 0
        self._context: MenuContext
        self.step = Step.NOT_STARTED
        self.pressed_keys = False
        self.identity_confirmed_ms: int | None = None
        self.disposition: Disposition | None = None
        self.steps: list[dict[str, Any]] = []

    @property
    def identity_confirmed(self) -> bool:
        return self.identity_confirmed_ms is not None

    def feed(self, event: Event, *, at_ms: int) -> Actions:
        """`at_ms` is the time since the menu began. Once over, no event gives any action."""
        self._at_ms = at_ms
        if self.step is Step.OVER:
            return []
        if isinstance(event, HungUp):
            return self._end("hung_up")
        if isinstance(event, Started):
            return self._start(event)
        self.pressed_keys = self.pressed_keys or isinstance(event, Key)
        waits_for_answer = self._asking is not None and not isinstance(event, PromptEnded)
        if waits_for_answer and at_ms > self._policy.limit_seconds * 1000:
            return self._leave(Prompt("time_is_up"), result="time_is_up")
        return self._dispatch(event)

    def _dispatch(self, event: Event) -> Actions:
        match event:
            case ServiceDone(protocol) if self.step is Step.WORKING:
                return self._after_commit(protocol)
            case ServiceFailed():
                return self._technical_problem()
            case PromptEnded() | Key() | Silence() if self.step is Step.FAREWELL:
                self.step = Step.OVER
                return [HangUp()]
            case PromptEnded() | Key() | Silence() if self.step is Step.HANDING_OVER:
                self.step = Step.OVER
                return [RequestPerson()]
        return self._answer(event)

    def _answer(self, event: Event) -> Actions:
        if self._asking is None:
            return []
        match event:
            case PromptEnded():
                return self._asking.prompt_ended()
            case Key(key):
                return self._asking.key(key)
            case Silence():
                return self._asking.silence()
        return []

    # The way in.

    def _start(self, started: Started) -> Actions:
        self._context = started.context
        earlier = started.context.call.earlier
        if earlier is None:
            return self._ask_right_party(wording.greeting(started.context))
        self.pressed_keys = earlier.pressed_keys
        self.disposition = earlier.disposition
        self.steps = [dict(step) for step in earlier.steps]
        lead: Pieces = (Prompt("nobody_free"),) if started.reason == CALLED_BACK else ()
        if earlier.identity_confirmed_at is None:
            return self._ask_right_party(lead)
        self.identity_confirmed_ms = round((earlier.identity_confirmed_at - earlier.started_at).total_seconds() * 1000)
        if earlier.agreement_id is not None and earlier.protocol is not None:
            return self._say_protocol(earlier.protocol, lead=(Prompt("already_agreed"),))
        return self._ask_options(lead)

    def _ask_right_party(self, lead: Pieces) -> Actions:
        return self._ask(
            Step.RIGHT_PARTY,
            Question(
                say=wording.right_party(self._context),
                help=wording.right_party_help(self._context),
                choices={
                    "1": self._right_party,
                    "2": self._third_party,
                    "3": self._wrong_number,
                    "9": self._hand_over,
                },
                give_up=self._give_up,
                repeat_key="0",
            ),
            lead,
        )

    def _right_party(self) -> Actions:
        self._note("right_party", "yes")
        return self._ask_identity()

    def _third_party(self) -> Actions:
        self._note("third_party", "message")
        self.disposition = Disposition.RECADO_TERCEIRO
        return self._farewell(wording.third_party(self._context))

    def _wrong_number(self) -> Actions:
        self._note("wrong_number", "unlinked")
        self.disposition = Disposition.NAO_CONHECE
        self._after_commit = partial(self._say_protocol, lead=(Prompt("wrong_number"),))
        return self._commit(UnlinkNumber())

    def _ask_identity(self, lead: Pieces = ()) -> Actions:
        choices: dict[str, Callable[[], Actions]] = {"*": self._hand_over}
        if self._context.challenge.digits_asked == 4:
            # No day of a month begins with 9; a document may.
            choices["9"] = self._hand_over
        question = Question(
            say=wording.identity(self._context),
            help=wording.identity_help(self._context),
            choices=choices,
            give_up=self._give_up,
            digits=self._context.challenge.digits_asked,
            collected=self._check_identity,
            timeout_seconds=8.0,
        )
        return self._ask(Step.IDENTITY, question, lead)

    def _check_identity(self, digits: str) -> Actions:
        if self._context.challenge.is_met_by(digits):
            self._note("identity", "confirmed")
            self.identity_confirmed_ms = self._at_ms
            return [Remember(), *self._ask_options((Prompt("identity_confirmed"),))]
        self._identity_tries += 1
        self._note("identity", "refused")
        if self._identity_tries < IDENTITY_TRIES:
            return self._ask_identity((Prompt("identity_wrong"),))
        self.disposition = Disposition.IDENTIDADE_NAO_CONFIRMADA
        return self._farewell((Prompt("identity_failed"),))

    # Identity is confirmed from here on.

    def _ask_options(self, lead: Pieces) -> Actions:
        if not self._context.debts:
            self._note("options", "nothing_owed")
            return self._farewell((*lead, Prompt("nothing_owed")))
        choices: dict[str, Callable[[], Actions]] = {
            OFFER_KEYS[offer.kind]: partial(self._choose, offer) for offer in self._context.offers
        }
        choices |= {"4": self._already_paid, "9": self._hand_over}
        options = wording.options(self._context)
        question = Question(
            say=(*wording.debts(self._context), *options),
            help=(Prompt("options_help"), *options),
            choices=choices,
            give_up=self._give_up,
            repeat_key="0",
        )
        return self._ask(Step.OPTIONS, question, lead)

    def _choose(self, offer: Offer) -> Actions:
        self._note("options", offer.kind.value)
        read_back = wording.read_back(self._context, offer)
        question = Question(
            say=(*read_back, Prompt("agree")),
            help=(Prompt("agree_help"),),
            choices={
                "1": partial(self._agree, offer, read_back),
                "2": self._disagree,
                "9": self._hand_over,
            },
            give_up=self._give_up,
            timeout_seconds=8.0,
            repeat_key="0",
        )
        return self._ask(Step.READ_BACK, question)

    def _agree(self, offer: Offer, read_back: Pieces) -> Actions:
        self._note("read_back", "agreed")
        self._after_commit = partial(self._agreed, offer)
        return self._commit(Agree(offer, read_back))

    def _agreed(self, offer: Offer, protocol: str) -> Actions:
        self._note("agreement", offer.kind.value)
        self.disposition = offer.disposition
        return self._say_protocol(protocol, lead=(Prompt("agreed"),))

    def _disagree(self) -> Actions:
        self._note("read_back", "refused")
        return self._ask_options(())

    def _already_paid(self) -> Actions:
        self._note("options", "already_paid")
        self.disposition = Disposition.ALEGA_PAGAMENTO
        self._after_commit = partial(self._say_protocol, lead=(Prompt("already_paid"),))
        return self._commit(ClaimPaid())

    # The ways out.

    def _say_protocol(self, protocol: str, *, lead: Pieces = ()) -> Actions:
        """The goodbye is part of the question, so that nobody waits in silence for a key that few press."""
        again: Pieces = (Prompt("protocol_again"), Pause(500), Pause(500), Prompt("goodbye"))
        question = Question(
            say=(*wording.protocol(protocol), *again),
            help=(),
            give_up=self._after_protocol,
            timeout_seconds=1.0,
            retries=0,
            repeat_key="0",
        )
        return self._ask(Step.PROTOCOL, question, lead)

    def _after_protocol(self, lapse: Lapse) -> Actions:
        if lapse is Lapse.NOT_AN_OPTION:
            return self._farewell(())
        self.step, self._asking = Step.OVER, None
        return [HangUp()]

    def _hand_over(self) -> Actions:
        self._note("person", "requested")
        self.step, self._asking = Step.HANDING_OVER, None
        return [Say((Prompt("person"),))]

    def _give_up(self, lapse: Lapse) -> Actions:
        if not self.pressed_keys:
            self.disposition = Disposition.MUDO
        return self._leave(Prompt("no_answer"), result=lapse.value)

    def _technical_problem(self) -> Actions:
        self.disposition = Disposition.FALHA_TECNICA
        return self._leave(Prompt("problem"), result="technical_problem")

    def _leave(self, prompt: Prompt, *, result: str) -> Actions:
        self._note(self.step.value, result)
        return self._farewell((prompt,))

    def _farewell(self, pieces: Pieces) -> Actions:
        self.step, self._asking = Step.FAREWELL, None
        return [Say((*pieces, Prompt("goodbye")))]

    def _ask(self, step: Step, question: Question, lead: Pieces = ()) -> Actions:
        self.step, self._asking = step, Asking(question)
        return self._asking.begin(lead)

    def _commit(self, request: Agree | ClaimPaid | UnlinkNumber) -> Actions:
        self.step, self._asking = Step.WORKING, None
        action: Action = Do(request)
        return [action]

    def _end(self, result: str) -> Actions:
        self._note(self.step.value, result)
        self.step, self._asking = Step.OVER, None
        return []

    def _note(self, step: str, result: str) -> None:
        self.steps.append({"step": step, "at_ms": self._at_ms, "result": result})
