"""Menu calls for tests: a context made by hand, a walker for flows, and a voice channel that follows a script."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.call.waiting import QueuePlace
from domain.contact.facts import Channel
from domain.ids import AttemptId, CampaignId, DebtId, DebtorId, PhoneId, PortfolioId
from domain.language.names import first_name
from domain.money.charges import ChargesPolicy
from domain.negotiation.build_offers import build_offers
from domain.negotiation.debts import open_debt
from domain.negotiation.default_policy import DEFAULT_POLICY
from domain.negotiation.identity import challenges_for
from domain.negotiation.policy import Authority, Policy
from domain.notice.contact import Contact
from ivr_flows.contract import (
    Actions,
    CountWrongAnswer,
    Do,
    Event,
    Key,
    LookAtDebts,
    PromptEnded,
    Remember,
    Request,
    Say,
    ServiceDone,
    Started,
)
from ivr_flows.engine import Flow
from ivr_flows.outbound import outbound_plan
from ivr_flows.plan import FlowPlan
from ivr_flows.talk import Talk
from services.menu import MenuContext
from services.ports.repositories.menu import EarlierMenu, MenuCall
from services.ports.voice import CallEnded, Clip, Heard
from sounds.manifest import load_manifest
from sounds.pieces import Pieces
from sounds.planner import Planner

TODAY = date(2026, 11, 24)
STARTED_AT = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
PLANNER = Planner(load_manifest())


def menu_context(
    *,
    name: str = "MARIA DA SILVA",
    birth_date: date | None = date(1980, 3, 5),
    document: str = "92998224725",
    principals_cents: Sequence[int] = (100_000,),
    due_date: date = date(2026, 10, 1),
    callback_number: str = "+551132654321",
    earlier: EarlierMenu | None = None,
    policy: Policy = DEFAULT_POLICY,
    contacts: tuple[Contact, ...] = (Contact(Channel.SMS, "+5511987654321"),),
    identity_locked: bool = False,
    in_doubt: bool = False,
) -> MenuContext:
    """As it is once the debts were looked at."""
    debts = tuple(
        open_debt(
            DebtId(number),
            contract=f"C{number}",
            description="",
            principal_cents=principal,
            due_date=due_date,
            today=TODAY,
            policy=ChargesPolicy(),
        )
        for number, principal in enumerate(principals_cents, start=1)
    )
    call = MenuCall(
        attempt_id=AttemptId("A1"),
        campaign_id=CampaignId(1),
        debtor_id=DebtorId(1),
        portfolio_id=PortfolioId(1),
        phone_id=PhoneId(1),
        phone_number="+5511987654321",
        uf="SP",
        portfolio="Carteira",
        name=name,
        document=document,
        birth_date=birth_date,
        company_name="Concilia Atendimento",
        creditor_name="Loja Exemplo",
        callback_number=callback_number,
        earlier=earlier,
    )
    return MenuContext(
        call=call,
        first_name=first_name(name),
        challenges=challenges_for(birth_date=birth_date, document=document),
        now=STARTED_AT,
        today=TODAY,
        identity_locked=identity_locked,
        debts=debts,
        offers=build_offers(debts, policy, Authority.URA, TODAY),
        policy=policy,
        contacts=contacts,
        in_doubt=in_doubt,
    )


class Walk:
    """Feeds a flow, a second for each event, and keeps what was said. Looking at debts and counting wrong answers just
    work.
    """

    def __init__(
        self, context: MenuContext | None = None, *, limit_seconds: float = 480.0, plan: FlowPlan | None = None
    ) -> None:
        self.context = context or menu_context()
        unseen = replace(self.context, debts=(), offers=(), contacts=(), in_doubt=False)
        self.talk = Talk(unseen)
        self.flow = Flow(plan or outbound_plan(), self.talk, limit_seconds=limit_seconds)
        self.remembered = False
        self.requests: list[Request] = []
        self.said: list[str] = []
        self.pieces: list[Pieces] = []
        self.at_ms = 0
        self.actions: Actions = []

    def start(self, reason: str = "answered") -> "Walk":
        return self.feed(Started(reason))

    def feed(self, event: Event) -> "Walk":
        self.actions = self.flow.feed(event, at_ms=self.at_ms)
        self.at_ms += 1000
        for action in self.actions:
            if isinstance(action, Say):
                self.said.append(PLANNER.text(action.pieces))
                self.pieces.append(action.pieces)
        self.remembered = self.remembered or Remember() in self.actions
        self.requests += [action.request for action in self.actions if isinstance(action, Do)]
        match self.actions[-1:]:
            case [Do(LookAtDebts())]:
                return self.feed(ServiceDone(context=self.context))
            case [Do(CountWrongAnswer())]:
                return self.feed(ServiceDone())
        return self

    def keys(self, keys: str) -> "Walk":
        for key in keys:
            self.feed(Key(key))
        return self

    def listen(self) -> "Walk":
        return self.feed(PromptEnded())

    @property
    def last_said(self) -> str:
        return self.said[-1]


class ScriptedChannel:
    """A caller who presses the given keys, one for each time the menu waits, and then stays silent or hangs up.

    "-" in the script is one silence. `breaks` raises this after so many clips were asked for.
    """

    def __init__(self, script: str = "", *, hangs_up: bool = False, reason: str = "answered") -> None:
        self._script = list(script)
        self._hangs_up = hangs_up
        self.reason = reason
        self.attempt_id = AttemptId("A1")
        self.recording_ms = 40
        self.caller_number = ""
        self.played: list[list[Clip]] = []
        self.ended: str | None = None
        self.places: list[QueuePlace] = []
        self.left_queue = False
        self.errors: list[Exception] = []

    async def play(self, clips: Sequence[Clip], *, stop_keys: str = "0123456789*#") -> str | None:
        await asyncio.sleep(0)
        self._raise()
        self.played.append(list(clips))
        if not self._script:
            self._gone()
        return None

    async def read_key(self, *, timeout_seconds: float) -> str | None:
        assert 0 < timeout_seconds <= 10
        await asyncio.sleep(0)
        self._raise()
        if not self._script:
            self._gone()
            return None
        key = self._script.pop(0)
        return None if key == "-" else key

    async def hear(self) -> Heard:
        """A voice where the script has "~"."""
        await asyncio.sleep(0)
        self._raise()
        if not self._script:
            self._gone()
            return Heard(voice=False, silent_seconds=0.9)
        heard = self._script.pop(0)
        return Heard(voice=heard == "~", key=None if heard in "~-" else heard)

    async def forget_keys(self) -> None:
        """A key of the script is pressed when the menu waits: none was pressed before."""
        self._raise()

    async def request_person(self) -> None:
        self.ended = "person"

    async def queue_place(self) -> QueuePlace | None:
        await asyncio.sleep(0)
        self._raise()
        return self.places.pop(0) if len(self.places) > 1 else next(iter(self.places), None)

    async def leave_queue(self) -> None:
        self.left_queue = True

    async def return_to_menu(self) -> None:
        self.ended = "menu"

    async def hang_up(self) -> None:
        self.ended = "hung_up"

    def _raise(self) -> None:
        if self.errors:
            raise self.errors.pop(0)

    def _gone(self) -> None:
        if self._hangs_up:
            raise CallEnded


class SteppingClock:
    """Each look at it is some milliseconds later."""

    def __init__(self, start: datetime = STARTED_AT, *, step: timedelta = timedelta(milliseconds=10)) -> None:
        self._now = start
        self._step = step

    def now(self) -> datetime:
        self._now += self._step
        return self._now


def results(steps: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(step["step"], step["result"]) for step in steps]
