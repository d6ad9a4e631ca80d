"""One pacer for each campaign that runs: told of everything that happens to its calls and to whoever serves it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto

import structlog

from dialer.abandonment_book import AbandonmentBook
from dialer.agent_board import AgentAtWork, AgentBoard
from dialer.crew_counts import AT_WORK, count_crew
from dialer.crews import Crews
from dialer.live_calls import LiveCall, LiveCalls
from dialer.pacing import Pacer, PacingPolicy, create_pacer
from domain.call.agent_session import AgentState
from domain.call.attempt import AttemptMove, AttemptState
from domain.call.dial_mode import DialMode, PacingSettings
from domain.call.hangup import HangupCause
from domain.ids import AttemptId, CampaignId
from domain.pacing.decision import PacingDecision
from services.ports.repositories.leads import DialingCampaign

log = structlog.get_logger(__name__)
_BUSY = frozenset({HangupCause.BUSY, HangupCause.REJECTED})
_NO_ANSWER = frozenset({HangupCause.NORMAL, HangupCause.NO_USER_RESPONSE, HangupCause.NO_ANSWER})


class Stage(Enum):
    """How far a call has come, as its pacer was told."""

    DIALLED = auto()
    IN_MENU = auto()
    NEEDS_AGENT = auto()
    SERVED = auto()
    """With an agent, or back in the menu after waiting: nothing more to tell."""


@dataclass(slots=True)
class _Kept:
    campaign: DialingCampaign
    pacer: Pacer


@dataclass(slots=True)
class _Told:
    call: LiveCall
    stage: Stage
    since_t: float


class PaceKeeper:
    """Times are the loop's. `wake` is called after every event: each is a reason to decide anew."""

    def __init__(
        self,
        *,
        board: AgentBoard,
        calls: LiveCalls,
        crews: Crews,
        abandonment: AbandonmentBook,
        time: Callable[[], float],
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._board = board
        self._calls = calls
        self._crews = crews
        self._abandonment = abandonment
        self._time = time
        self.wake = wake
        self._kept: dict[CampaignId, _Kept] = {}
        self._told: dict[AttemptId, _Told] = {}

    def follow(self, campaigns: Iterable[DialingCampaign]) -> None:
        """These run now; a changed one gets a new pacer, told of the calls and agents there are."""
        running = {campaign.campaign_id: campaign for campaign in campaigns}
        self._crews.update(running.values())
        for gone in self._kept.keys() - running.keys():
            del self._kept[gone]
        for campaign in running.values():
            kept = self._kept.get(campaign.campaign_id)
            if kept is None or _promise(kept.campaign) != _promise(campaign):
                self._begin(campaign)
            else:
                kept.campaign = campaign
        self.wake()

    def wanted(self, campaign: DialingCampaign) -> int:
        """How many calls its pacer places now.

        One that fails gives way to a call for each free agent: nobody is lost by it, and nobody stands still.
        """
        try:
            return self._ask(campaign)
        except Exception:
            log.exception("pacer_failed", campaign_id=campaign.campaign_id, dial_mode=campaign.dial_mode.value)
            self._begin(campaign, mode=DialMode.PROGRESSIVE)
            return 0

    def _ask(self, campaign: DialingCampaign) -> int:
        kept = self._kept.get(campaign.campaign_id)
        if kept is None:
            return 0
        crew = (agent for agent in self._board if self._serves(agent, campaign.campaign_id))
        counts = count_crew(crew, lambda agent: self._board.leaving(agent).leaves)
        return kept.pacer.calls_to_place(
            self._time(),
            counts.ready,
            counts.talking,
            counts.wrap,
            self._without_verdict(campaign.campaign_id),
            agents_leaving=counts.leaving,
            people_waiting=self._people_waiting(campaign.campaign_id),
            calls_in_flight=self._calls.of_campaign(campaign.campaign_id),
            concurrent_calls=campaign.concurrent_calls,
            answers_elsewhere=self._answers_elsewhere(campaign),
            overdial=self._abandonment.may_overdial(campaign.campaign_id, campaign.pacing.abandonment_target),
        )

    def explain(self, campaign_id: CampaignId) -> PacingDecision | None:
        """What the campaign's pacer last answered, and from what."""
        kept = self._kept.get(campaign_id)
        return None if kept is None else kept.pacer.explain()

    # What happens to calls.

    def dialled(self, call: LiveCall) -> None:
        self._told[call.attempt_id] = _Told(call, Stage.DIALLED, self._time())
        self._tell(call.campaign_id, "dial", call=call.attempt_id)

    def adopted(self, call: LiveCall) -> None:
        """A call that was up before this dialer: counted, and told of from here on."""
        stages = {AttemptState.IN_IVR: Stage.IN_MENU, AttemptState.WAITING_AGENT: Stage.NEEDS_AGENT}
        stage = Stage.DIALLED if call.before_answer else stages.get(call.state, Stage.SERVED)
        self._told[call.attempt_id] = _Told(call, stage, self._time())

    def moved(self, call: LiveCall, move: AttemptMove) -> None:
        told = self._told.get(call.attempt_id)
        if told is None:
            return
        match move:
            case AttemptMove.ANSWER:
                self._answered(told)
            case AttemptMove.REQUEST_PERSON:
                self._person_requested(told)
            case AttemptMove.RETURN_TO_IVR:
                self._lost(told)

    def bridged(self, call: LiveCall, agent_session_id: str) -> None:
        told = self._told.get(call.attempt_id)
        if told is None or told.stage is Stage.SERVED:
            return
        wait = self._time() - told.since_t if told.stage is Stage.NEEDS_AGENT else 0.0
        told.stage = Stage.SERVED
        self._tell(call.campaign_id, "connect", call=call.attempt_id, agent=agent_session_id, wait=wait)

    def gone(self, call: LiveCall) -> None:
        told = self._told.pop(call.attempt_id, None)
        if told is None:
            return
        if told.stage is Stage.DIALLED:
            self._tell(call.campaign_id, _unanswered(call), call=call.attempt_id)
        elif told.stage is Stage.IN_MENU:
            self._tell(call.campaign_id, "menu_exit", call=call.attempt_id, reason="left")
        elif told.stage is Stage.NEEDS_AGENT:
            self._abandon(told)
        self.wake()

    def _answered(self, told: _Told) -> None:
        if told.stage is not Stage.DIALLED:
            return
        told.since_t = self._time()
        told.stage = Stage.NEEDS_AGENT if told.call.dial_mode.direct else Stage.IN_MENU
        if told.stage is Stage.NEEDS_AGENT:
            self._abandonment.answered(told.call.campaign_id)
        kind = "answer_human" if told.call.dial_mode.direct else "menu_enter"
        self._tell(told.call.campaign_id, kind, call=told.call.attempt_id)

    def _person_requested(self, told: _Told) -> None:
        campaign_id, attempt_id = told.call.campaign_id, told.call.attempt_id
        if told.stage is Stage.NEEDS_AGENT:
            return
        if told.stage is Stage.IN_MENU:
            self._tell(campaign_id, "menu_exit", call=attempt_id, reason="request")
        told.stage, told.since_t = Stage.NEEDS_AGENT, self._time()
        self._abandonment.answered(campaign_id)
        self._tell(campaign_id, "agent_request", call=attempt_id)

    def _lost(self, told: _Told) -> None:
        if told.stage is Stage.NEEDS_AGENT:
            self._abandon(told)
        told.stage = Stage.SERVED

    def _abandon(self, told: _Told) -> None:
        self._abandonment.abandoned(told.call.campaign_id)
        self._tell(told.call.campaign_id, "abandon", call=told.call.attempt_id)

    # What happens to agents.

    def agent_moved(self, agent: AgentAtWork, before: AgentState) -> None:
        """`before` is OFFLINE for one who is new on the board; an agent off the board is OFFLINE now."""
        for campaign_id in self._kept:
            if self._crews.serves(agent.session.user_id, campaign_id):
                self._tell_of_agent(campaign_id, agent, before)
        self.wake()

    def _tell_of_agent(self, campaign_id: CampaignId, agent: AgentAtWork, before: AgentState) -> None:
        who, now = agent.session.session_id, agent.state
        # Who pauses when the call is over takes no further one.
        if now not in AT_WORK or agent.session.asked_pause is not None:
            if before in AT_WORK:
                self._tell(campaign_id, "agent_logout", agent=who)
            return
        if before not in AT_WORK:
            self._tell(campaign_id, "agent_login", agent=who)
        if now is AgentState.READY:
            self._tell(campaign_id, "agent_ready", agent=who)
        elif now is AgentState.ON_CALL:
            self._tell(campaign_id, "agent_talk", agent=who, call=agent.session.attempt_id)
        elif now is AgentState.WRAP_UP:
            self._tell(campaign_id, "agent_wrap", agent=who)

    def _serves(self, agent: AgentAtWork, campaign_id: CampaignId) -> bool:
        return agent.state in AT_WORK and self._crews.serves(agent.session.user_id, campaign_id)

    def _begin(self, campaign: DialingCampaign, *, mode: DialMode | None = None) -> None:
        pacer = create_pacer((mode or campaign.dial_mode).value, policy=_policy(campaign))
        self._kept[campaign.campaign_id] = _Kept(campaign, pacer)
        for told in self._told.values():
            if told.call.campaign_id == campaign.campaign_id and told.stage is Stage.DIALLED:
                pacer.on_event(told.call.begun_t, "dial", call=told.call.attempt_id)
        for agent in self._board:
            if self._serves(agent, campaign.campaign_id):
                self._tell_of_agent(campaign.campaign_id, agent, AgentState.OFFLINE)

    def _tell(self, campaign_id: CampaignId, kind: str, **data: object) -> None:
        kept = self._kept.get(campaign_id)
        if kept is None:
            return
        try:
            kept.pacer.on_event(self._time(), kind, **data)
        except Exception:
            log.exception("pacer_deaf", campaign_id=campaign_id, kind=kind)
        self.wake()

    def _answers_elsewhere(self, campaign: DialingCampaign) -> float:
        """People whom other campaigns are about to bring to the same agents."""
        expected = 0.0
        for other in self._kept.values():
            if other.campaign.campaign_id == campaign.campaign_id or other.campaign.agents != campaign.agents:
                continue
            decision = other.pacer.explain()
            expected += (decision.answers_expected or 0.0) if decision is not None else 0.0
        return expected

    def _without_verdict(self, campaign_id: CampaignId) -> int:
        open_stages = (Stage.DIALLED, Stage.IN_MENU)
        return sum(1 for one in self._told.values() if one.call.campaign_id == campaign_id and one.stage in open_stages)

    def _people_waiting(self, campaign_id: CampaignId) -> int:
        return sum(
            1 for one in self._told.values() if one.call.campaign_id == campaign_id and one.stage is Stage.NEEDS_AGENT
        )


def _promise(campaign: DialingCampaign) -> tuple[DialMode, PacingSettings]:
    # Letting calls go is the engine's matter: choosing it must not make a pacer forget what it has learned.
    return campaign.dial_mode, replace(campaign.pacing, cancel_surplus=False)


def _policy(campaign: DialingCampaign) -> PacingPolicy:
    pacing = campaign.pacing
    return PacingPolicy(
        abandonment_target=pacing.abandonment_target,
        goal=pacing.goal.value,
        patience_seconds=float(pacing.wait_seconds(campaign.dial_mode)),
        lines_per_agent=pacing.ratio,
        concurrent_calls=campaign.concurrent_calls,
    )


def _unanswered(call: LiveCall) -> str:
    if call.cancelled:
        return "cancel"
    if call.hangup_cause in _BUSY:
        return "busy"
    return "no_answer" if call.hangup_cause in _NO_ANSWER else "fail"
