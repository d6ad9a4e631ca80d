"""Decides how many calls to place, commits each before it is ordered, and orders it at once or never."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import structlog

from dialer.agent_board import AgentAtWork, AgentBoard
from dialer.call_tracker import CallTracker
from dialer.campaign_book import CampaignBook
from dialer.chores import Chores
from dialer.gate import Gate
from dialer.hopper import Hopper
from dialer.journal import Journal
from dialer.live_calls import LiveCall, LiveCalls, Sending
from dialer.load_watch import LoadWatch
from dialer.pace_keeper import PaceKeeper
from dialer.pacing_log import PacingLog
from dialer.settings import DialerSettings
from dialer.surplus_calls import SurplusCalls
from dialer.trunk_board import NOT_TAKEN, TrunkBoard
from domain.call.agent_session import AgentMove
from domain.ids import AttemptId, LeadId
from domain.pacing.holding import HeldBy
from services.claiming import give_back_leads
from services.closing import AttemptEnd, close_attempt
from services.dialing import BegunAttempt, Dial, begin_attempts
from services.ports.clock import Clock, IdSource
from services.ports.repositories.leads import DialingCampaign
from services.ports.storage import Storage, StorageError, UnitOfWork
from services.ports.telephone import (
    OriginateCall,
    Telephone,
    TelephoneRefused,
    TelephoneUnavailable,
    TelephoneUncertain,
)
from services.previewing import claim_previewed
from services.waiting import heard_within

log = structlog.get_logger(__name__)


class Engine:
    def __init__(  # noqa: PLR0913 - every part it acts on, by name
        self,
        *,
        storage: Storage,
        telephone: Telephone,
        clock: Clock,
        ids: IdSource,
        settings: DialerSettings,
        calls: LiveCalls,
        tracker: CallTracker,
        journal: Journal,
        hopper: Hopper,
        book: CampaignBook,
        gate: Gate,
        chores: Chores,
        board: AgentBoard,
        pace: PaceKeeper,
        trunks: TrunkBoard,
        load: LoadWatch,
        pacing_log: PacingLog,
        surplus: SurplusCalls,
        menu_is_up: Callable[[], bool],
    ) -> None:
        self._storage = storage
        self._telephone = telephone
        self._clock = clock
        self._ids = ids
        self._settings = settings
        self._calls = calls
        self._tracker = tracker
        self._journal = journal
        self._hopper = hopper
        self._book = book
        self._gate = gate
        self._chores = chores
        self._board = board
        self._pace = pace
        self._menu_is_up = menu_is_up
        self._trunks = trunks
        self._load = load
        self._pacing_log = pacing_log
        self._surplus = surplus
        self._wake = asyncio.Event()

    def wake(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        while True:
            if self._gate.is_open:
                await self._decide()
                await asyncio.sleep(self._settings.decision_rest_seconds)
            await heard_within(self._wake, self._settings.tick_seconds)
            self._wake.clear()

    async def _decide(self) -> None:
        """One round over the running campaigns; every round sees the campaigns as they are."""
        t = asyncio.get_running_loop().time()
        room = self._trunks.room(t, factor=self._factor())
        dials: list[Dial] = []
        for campaign in sorted(self._book.running.values(), key=self._share):
            found = self._deal(campaign, room, t)
            room -= len(found)
            dials.extend(found)
        if dials:
            await self._place(dials, decided_t=t)
        self._trunks.clear_plans()

    def _deal(self, campaign: DialingCampaign, room: int, t: float) -> list[Dial]:
        """The campaign's calls of this round, as far as the menu, the trunks and the list allow what its pacer asks."""
        wanted = self._pace.wanted(campaign)
        # Whoever answers would hear an apology: they are called when there is a menu to talk with.
        menu_is_up = wanted == 0 or self._menu_is_up()
        leads = self._hopper.take(campaign.campaign_id, min(room, wanted)) if menu_is_up and room > 0 else []
        dials: list[Dial] = []
        for lead in leads:
            trunk = self._trunks.plan(t, now=self._clock.now(), factor=self._factor())
            if trunk is None:
                self._hopper.give_back([lead])
                continue
            dials.append(Dial(attempt_id=AttemptId(self._ids.new_id()), lead=lead, trunk=trunk))
        held_by = self._held_by(room, menu_is_up=menu_is_up) if len(dials) < wanted else None
        decision = self._pace.explain(campaign.campaign_id)
        cancelled = 0 if dials else self._surplus.cancel(campaign)
        self._pacing_log.note(campaign.campaign_id, decision, placed=len(dials), held_by=held_by, cancelled=cancelled)
        return dials

    def _held_by(self, room: int, *, menu_is_up: bool) -> HeldBy:
        if not menu_is_up:
            return HeldBy.MENU_DOWN
        if room > 0:
            return HeldBy.NO_LEADS
        if self._load.limit is not None:
            return HeldBy.STRAIN
        return HeldBy.LAW if self._trunks.held_by_law else HeldBy.TRUNKS_FULL

    def _factor(self) -> float:
        """How much of the trunks' calls per second the machine bears now."""
        return 1.0 if self._load.limit is None else min(1.0, self._load.limit / self._trunks.cap)

    async def dial_preview(self, agent: AgentAtWork, lead_id: LeadId) -> None:
        """Call the debtor whom an agent saw and asked for; the agent is kept for the call."""
        t, now = asyncio.get_running_loop().time(), self._clock.now()
        trunk = self._trunks.plan(t, now=now, factor=self._factor()) if self._gate.is_open else None
        self._trunks.clear_plans()
        attempt_id = AttemptId(self._ids.new_id())
        if trunk is None or not self._board.move(agent, AgentMove.RESERVE, attempt_id=attempt_id):
            return
        lease, dialer = timedelta(seconds=self._settings.lease_seconds), self._settings.name
        try:
            lead = await self._storage.write(
                lambda uow: claim_previewed(uow, lead_id, dialer=dialer, now=now, lease=lease)
            )
        except StorageError:
            lead = None
        if lead is not None:
            await self._place([Dial(attempt_id=attempt_id, lead=lead, trunk=trunk)], decided_t=t)
        if self._calls.get(attempt_id) is None and agent.session.attempt_id == attempt_id:
            log.info("preview_not_dialled", lead_id=lead_id)
            self._board.move(agent, AgentMove.RELEASE)

    def _share(self, campaign: DialingCampaign) -> tuple[float, int]:
        """What it has of the trunk against its weight: whoever has least of its share comes first."""
        return self._calls.of_campaign(campaign.campaign_id) / campaign.pacing.weight, campaign.campaign_id

    async def _place(self, dials: list[Dial], *, decided_t: float) -> None:
        now, settings = self._clock.now(), self._settings
        try:
            begun = await self._storage.write(lambda uow: begin_attempts(uow, dials, dialer=settings.name, now=now))
        except StorageError:
            log.warning("attempts_not_begun", count=len(dials))
            self._undo(dials)
            return
        t = asyncio.get_running_loop().time()
        contexts = {dial.attempt_id: dial.lead.context for dial in dials}
        self._load.placed(len(begun))
        for attempt in begun:
            self._trunks.taken(attempt.trunk, t)
            call = self._tracker.begin(attempt, t=t)
            call.context = contexts.get(attempt.attempt_id)
            self._pace.dialled(call)
            self._chores.do(self._send(call, attempt, decided_t), name=f"originate-{call.attempt_id}")

    def _undo(self, dials: list[Dial]) -> None:
        """Whether the attempts were committed is not known; that they were not dialled is."""
        now, dialer, path = self._clock.now(), self._settings.name, ""
        leads = [dial.lead for dial in dials]

        def undo(uow: UnitOfWork) -> None:
            for dial in dials:
                end = AttemptEnd(attempt_id=dial.attempt_id, at=now, dialed=False)
                close_attempt(uow, end, recording_path=path, now=now)
            give_back_leads(uow, leads, dialer=dialer, now=now)

        self._journal.put(undo, what="undo_begin", key="leads")

    async def _send(self, call: LiveCall, begun: BegunAttempt, decided_t: float) -> None:
        late_by = asyncio.get_running_loop().time() - decided_t - self._settings.originate_deadline_seconds
        if late_by > 0 or not self._gate.is_open:
            log.warning("originate_dropped", attempt_id=call.attempt_id, late=late_by > 0)
            self._tracker.close_undialed(call)
            return
        order = OriginateCall(
            attempt_id=begun.attempt_id,
            number=begun.number,
            trunk=begun.trunk,
            caller_id=self._trunks.caller_id(begun.trunk, begun.caller_id, begun.number),
            ring_timeout_seconds=begun.ring_timeout_seconds,
            variables={"CONCILIA_MODE": "direct"} if begun.dial_mode.direct else {},
        )
        try:
            with self._load.ordering():
                await self._telephone.originate(order)
        except TelephoneUnavailable:
            self._tracker.close_undialed(call)
        except TelephoneRefused:
            log.warning("originate_refused", attempt_id=call.attempt_id)
            self._trunks.failed(call.trunk, NOT_TAKEN, now=self._clock.now())
            pause = timedelta(seconds=self._settings.refused_pause_seconds)
            end = AttemptEnd(attempt_id=call.attempt_id, at=self._clock.now(), dialed=False, give_back_after=pause)
            self._tracker.close_undialed(call, end=end)
        except TelephoneUncertain:
            log.warning("originate_uncertain", attempt_id=call.attempt_id)
            call.sending = Sending.UNCERTAIN
        else:
            call.sending = Sending.SENT
