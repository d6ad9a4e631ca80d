"""Lets ringing calls go that nobody would be there for, where the campaign wishes it."""

import asyncio
from collections.abc import Callable

import structlog

from dialer.chores import Chores
from dialer.live_calls import LiveCall, LiveCalls, Sending
from domain.call.attempt import AttemptState
from domain.call.dial_mode import DialMode
from domain.ids import CampaignId
from domain.pacing.decision import PacingDecision, Reason
from domain.pacing.surplus import RingingCall, SurplusState, decide_surplus
from services.ports.repositories.leads import DialingCampaign
from services.ports.telephone import Telephone, TelephoneError

log = structlog.get_logger(__name__)
_MODES = frozenset({DialMode.PROGRESSIVE, DialMode.POWER, DialMode.PREDICTIVE})
"""Behind a menu whoever answers is received; a previewed call has its agent."""


class SurplusCalls:
    """`explain` tells what a campaign's pacer last answered, and from what."""

    def __init__(
        self,
        *,
        telephone: Telephone,
        calls: LiveCalls,
        chores: Chores,
        explain: Callable[[CampaignId], PacingDecision | None],
    ) -> None:
        self._telephone = telephone
        self._calls = calls
        self._chores = chores
        self._explain = explain

    def cancel(self, campaign: DialingCampaign) -> int:
        """How many calls are let go now; each is asked for once."""
        if not campaign.pacing.cancel_surplus or campaign.dial_mode not in _MODES:
            return 0
        decision = self._explain(campaign.campaign_id)
        if decision is None:
            return 0
        now = asyncio.get_running_loop().time()
        ringing = {call.attempt_id: call for call in self._calls if _may_go(call, campaign.campaign_id)}
        chosen = decide_surplus(_state(campaign, decision, list(ringing.values()), now))
        for attempt_id in chosen:
            ringing[attempt_id].cancelled = True
            self._chores.do(self._hang_up(ringing[attempt_id]), name=f"cancel-{attempt_id}")
        if chosen:
            log.info("surplus_cancelled", campaign_id=campaign.campaign_id, calls=len(chosen))
        return len(chosen)

    async def _hang_up(self, call: LiveCall) -> None:
        # Whoever answered in the meantime is a person, and is received.
        if call.gone or not call.before_answer:
            call.cancelled = False
            return
        try:
            await self._telephone.hang_up(call.attempt_id)
        except TelephoneError as error:
            log.warning("surplus_not_cancelled", attempt_id=call.attempt_id, error=type(error).__name__)
            call.cancelled = False


def _may_go(call: LiveCall, campaign_id: CampaignId) -> bool:
    """An order whose fate is not known yet is left alone: there may be nothing to hang up."""
    ours = call.campaign_id == campaign_id and call.dial_mode in _MODES
    return ours and call.before_answer and call.sending is Sending.SENT and not call.cancelled


def _state(campaign: DialingCampaign, decision: PacingDecision, ringing: list[LiveCall], now: float) -> SurplusState:
    overdials = campaign.dial_mode is DialMode.POWER and decision.reason is not Reason.ABANDONMENT_STOP
    return SurplusState(
        ringing=[
            RingingCall(
                attempt_id=call.attempt_id,
                rings=call.state is AttemptState.RINGING,
                age_seconds=max(0.0, now - call.begun_t),
            )
            for call in ringing
        ],
        agents_at_work=decision.agents_ready + decision.agents_talking + decision.agents_wrap,
        agents_free=decision.agents_ready - decision.agents_leaving,
        people_waiting=decision.people_waiting,
        lines_per_agent=campaign.pacing.ratio if overdials else 1.0,
        agents_soon_free=decision.agents_soon_free,
        answers_expected=decision.answers_expected,
        answer_rate=decision.answer_rate,
    )
