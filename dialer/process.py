"""The dialer, put together from what it is given: it reads no environment and makes no connection itself."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from zoneinfo import ZoneInfo

import structlog

from dialer.abandonment_book import AbandonmentBook
from dialer.agent_board import AgentBoard
from dialer.agent_legs import AgentLegs, is_agent_leg
from dialer.agent_matcher import AgentMatcher
from dialer.call_tracker import CallTracker
from dialer.campaign_book import CampaignBook
from dialer.chance_book import ChanceBook
from dialer.chores import Chores
from dialer.command_desk import CommandDesk
from dialer.crews import Crews
from dialer.engine import Engine
from dialer.gate import Gate
from dialer.hopper import Hopper
from dialer.journal import Journal
from dialer.live_calls import LiveCall, LiveCalls, Sending
from dialer.load_watch import LoadWatch
from dialer.origination_watch import OriginationWatch
from dialer.pace_keeper import PaceKeeper
from dialer.pacing_log import PacingLog
from dialer.queue_teller import QueueTeller
from dialer.reconciler import Reconciler
from dialer.recording_closer import RecordingCloser
from dialer.settings import DialerSettings
from dialer.surplus_calls import SurplusCalls
from dialer.trunk_board import TrunkBoard
from domain.call.admission import Strain
from domain.call.attempt import AttemptMove, AttemptState
from domain.ids import AgentLegId, AttemptId
from services.closing import ClosedAttempt
from services.ports.bus import Bus
from services.ports.clock import Clock, IdSource
from services.ports.recordings import RecordingArchive
from services.ports.storage import Storage
from services.ports.telephone import LegEvent, MediaReported, Telephone, TelephoneConnected, TelephoneDisconnected

log = structlog.get_logger(__name__)
TOPICS = ("campaign/changed/#", "command/issued/#")


class Dialer:
    """One per process: `run` dials until it is cancelled, then commits what it knows and leaves calls up.

    Calls that are up when it stops are taken over by the next dialer of the same name. While not `menu_is_up()`,
    campaigns that are all menu place no calls.
    """

    def __init__(  # noqa: PLR0913 - every part it acts on, by name
        self,
        *,
        storage: Storage,
        telephone: Telephone,
        bus: Bus,
        clock: Clock,
        ids: IdSource,
        settings: DialerSettings,
        archive: RecordingArchive,
        file_threads: Executor,
        menu_is_up: Callable[[], bool] = lambda: True,
        cpu_busy: Callable[[], float | None] = lambda: None,
    ) -> None:
        self._telephone = telephone
        self._bus = bus
        self._settings = settings
        self.calls = LiveCalls()
        self._gate = Gate()
        self._chores = Chores()
        self._journal = Journal(storage)
        self._tracker = CallTracker(
            self.calls, self._journal, clock, lambda attempt_id: archive.open_path(AttemptId(attempt_id))
        )
        self.board = AgentBoard(self._journal, clock)
        crews = Crews()
        self._abandonment = AbandonmentBook(storage, clock, ZoneInfo(settings.day_zone))
        self._pacing_log = PacingLog(self._journal, clock)
        self._pace = PaceKeeper(
            board=self.board,
            calls=self.calls,
            crews=crews,
            abandonment=self._abandonment,
            time=lambda: asyncio.get_running_loop().time(),
        )
        self._clock = clock
        self._trunks = TrunkBoard(settings.trunks, self.calls.by_trunk)
        self._load = LoadWatch(clock, cap=self._trunks.cap, cpu_busy=cpu_busy)
        self._tracker.on_move = self._moved
        self.board.on_change = self._pace.agent_moved
        self._book = CampaignBook(storage, settings, self._campaigns_changed)
        self._chances = ChanceBook(storage)
        self._hopper = Hopper(storage, self._journal, clock, settings, self._book, self._chances)
        self._matcher = AgentMatcher(
            telephone=telephone,
            board=self.board,
            tracker=self._tracker,
            settings=settings,
            gate=self._gate,
            chores=self._chores,
            crews=crews,
        )
        self._teller = QueueTeller(
            telephone=telephone,
            board=self.board,
            clock=clock,
            chores=self._chores,
            queue=lambda: self._matcher.queue,
            may_serve=lambda agent, call: crews.serves(agent.session.user_id, call.campaign_id),
        )
        self._legs = AgentLegs(
            telephone=telephone,
            board=self.board,
            matcher=self._matcher,
            settings=settings,
            clock=clock,
            ids=ids,
            gate=self._gate,
            chores=self._chores,
        )
        self._desk = CommandDesk(
            storage=storage,
            telephone=telephone,
            board=self.board,
            legs=self._legs,
            matcher=self._matcher,
            calls=self.calls,
            settings=settings,
            chores=self._chores,
        )
        self._reconciler = Reconciler(
            storage=storage,
            telephone=telephone,
            clock=clock,
            settings=settings,
            calls=self.calls,
            tracker=self._tracker,
            board=self.board,
            legs=self._legs,
            matcher=self._matcher,
            gate=self._gate,
            chores=self._chores,
        )
        self._closer = RecordingCloser(
            storage=storage,
            journal=self._journal,
            clock=clock,
            settings=settings,
            archive=archive,
            threads=file_threads,
            is_live=lambda attempt_id: self.calls.get(attempt_id) is not None,
        )
        self.originations = {
            trunk.name: OriginationWatch(storage, clock, settings, trunk=trunk) for trunk in settings.trunks
        }
        self._trunks.allowed_of = lambda name: self.originations[name].rate_factor
        self._engine = Engine(
            storage=storage,
            telephone=telephone,
            clock=clock,
            ids=ids,
            settings=settings,
            calls=self.calls,
            tracker=self._tracker,
            journal=self._journal,
            hopper=self._hopper,
            book=self._book,
            gate=self._gate,
            chores=self._chores,
            board=self.board,
            pace=self._pace,
            trunks=self._trunks,
            load=self._load,
            pacing_log=self._pacing_log,
            surplus=SurplusCalls(
                telephone=telephone, calls=self.calls, chores=self._chores, explain=self._pace.explain
            ),
            menu_is_up=menu_is_up,
        )
        self._hopper.on_filled = self._pace.wake = self._engine.wake
        self._desk.dial_preview = self._engine.dial_preview
        self._tracker.listeners = [self._matcher, self._closer, self]

    @property
    def reconciled(self) -> bool:
        """Whether the telephone is connected and calls may be placed: what a health check asks."""
        return self._gate.is_open

    @property
    def strain(self) -> Strain | None:
        """What holds the dialling back now, if anything does."""
        return self._load.strain

    async def run(self) -> None:
        async with asyncio.TaskGroup() as outer:
            journal = outer.create_task(self._journal.run(), name="dialer-journal")
            try:
                await self._work()
            finally:
                self._gate.close()
                self._hopper.give_back_all()
                self._pacing_log.write()
                if not await self._journal.drained(timeout_seconds=self._settings.shutdown_seconds):
                    log.error("journal_not_drained")
                journal.cancel()

    async def _work(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            self._chores.bind(tasks)
            await self._reconciler.recall()
            for call in self.calls:
                self._pace.adopted(call)
            await self._chances.recall()
            await self._book.refresh()
            tasks.create_task(
                self._abandonment.run(lambda: self._book.running, poll_seconds=self._settings.poll_seconds),
                name="dialer-abandonment",
            )
            tasks.create_task(self._pacing_log.run(), name="dialer-pacing-log")
            tasks.create_task(self._load.run(), name="dialer-load")
            for name, origination in self.originations.items():
                tasks.create_task(origination.run(), name=f"dialer-origination-{name}")
            tasks.create_task(self._hear_telephone(), name="dialer-telephone")
            tasks.create_task(self._hear_news(), name="dialer-news")
            tasks.create_task(self._book.run(), name="dialer-campaigns")
            tasks.create_task(self._hopper.run(), name="dialer-hopper")
            tasks.create_task(self._engine.run(), name="dialer-engine")
            tasks.create_task(self._matcher.run(), name="dialer-matcher")
            tasks.create_task(self._teller.run(), name="dialer-queue-teller")
            tasks.create_task(self._legs.run(), name="dialer-agent-legs")
            tasks.create_task(self._desk.run(), name="dialer-commands")
            tasks.create_task(self._reconciler.sweep(), name="dialer-sweep")
            tasks.create_task(self._closer.run(), name="dialer-recordings")

    def person_requested(self, call: LiveCall) -> None:
        pass

    def bridged(self, call: LiveCall, agent_leg_id: AgentLegId) -> None:
        agent = self.board.of_leg(agent_leg_id)
        self._pace.bridged(call, agent_leg_id if agent is None else agent.session.session_id)

    def gone(self, call: LiveCall) -> None:
        never_rang = call.before_answer and call.state is not AttemptState.RINGING
        if call.sending is not Sending.PENDING and never_rang and not call.cancelled:
            self._trunks.failed(call.trunk, call.hangup_cause, now=self._clock.now())
        self._pace.gone(call)

    def closed(self, call: LiveCall, outcome: ClosedAttempt) -> None:
        self._chances.closed(call, outcome.disposition)

    def stray(self, leg_id: str) -> None:
        self._reconciler.stray(leg_id)

    def _moved(self, call: LiveCall, move: AttemptMove) -> None:
        if move is AttemptMove.RING:
            self._trunks.rang(call.trunk, asyncio.get_running_loop().time() - call.begun_t)
        self._pace.moved(call, move)

    def _campaigns_changed(self) -> None:
        self._pace.follow(self._book.running.values())
        self._abandonment.wake()
        self._hopper.wake()
        self._engine.wake()

    async def _hear_telephone(self) -> None:
        loop = asyncio.get_running_loop()
        async for event in self._telephone.events():
            if isinstance(event, TelephoneConnected):
                self._reconciler.connected()
            elif isinstance(event, TelephoneDisconnected):
                self._reconciler.disconnected()
            elif isinstance(event, MediaReported):
                self._load.media(event.lost)
            elif isinstance(event, LegEvent):
                if is_agent_leg(event.leg_id):
                    self._legs.handle(event)
                else:
                    self._tracker.handle(event, t=loop.time())

    async def _hear_news(self) -> None:
        async for news in self._bus.subscribe(*TOPICS):
            if news is None or news.topic.startswith("campaign/"):
                self._book.wake()
            if news is None or news.topic.startswith("command/"):
                self._desk.wake()
