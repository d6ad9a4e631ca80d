"""When a list counts as worked, and how a campaign's totals are told."""

import asyncio
from collections.abc import Callable
from typing import Any

from domain.call.disposition import Disposition
from domain.call.lead import LeadState
from domain.ids import CampaignId
from domain.notice.notice import NoticeState
from services.call_summary import count_waiting, is_worked, summarise
from services.ports.repositories.call_summary import CampaignProgress, CampaignTotals


class TotalsOnly:
    """A storage that holds one campaign's totals."""

    def __init__(self, totals: CampaignTotals) -> None:
        self.call_summary = self.notices = self
        self._totals = totals

    def totals(self, _campaign_id: CampaignId) -> CampaignTotals:
        return self._totals

    def counts(self) -> dict[NoticeState, int]:
        return {NoticeState.QUEUED: 1, NoticeState.DELIVERED: 2}

    async def read(self, work: Callable[[Any], Any]) -> Any:
        return work(self)


def progress(*, leads: dict[LeadState, int], open_attempts: int = 0, open_recordings: int = 0) -> CampaignProgress:
    return CampaignProgress(
        leads=leads, closed_attempts=0, open_attempts=open_attempts, open_recordings=open_recordings
    )


def told(latencies: dict[str, list[float]]) -> dict[str, Any]:
    totals = CampaignTotals(
        outcomes={Disposition.OCUPADO: 2, Disposition.ACORDO_A_VISTA: 3},
        answered=3,
        bridged=1,
        agreements=3,
        agreed_cents=123_456,
        recordings=3,
        broken_recordings=0,
        latencies_ms=latencies,
    )
    return asyncio.run(summarise(TotalsOnly(totals), CampaignId(1)))


def test_leads_that_wait_for_another_day_count_as_worked() -> None:
    assert is_worked(progress(leads={LeadState.WAITING: 3, LeadState.DONE: 5}))


def test_a_lead_still_to_be_dialled_keeps_the_list_open() -> None:
    for state in (LeadState.NEW, LeadState.READY, LeadState.DIALING):
        assert not is_worked(progress(leads={state: 1, LeadState.DONE: 5}))


def test_a_call_or_a_recording_in_flight_keeps_the_list_open() -> None:
    assert not is_worked(progress(leads={LeadState.DONE: 5}, open_attempts=1))
    assert not is_worked(progress(leads={LeadState.DONE: 5}, open_recordings=1))


def test_whoever_is_claimed_but_in_no_call_still_waits() -> None:
    assert count_waiting(progress(leads={LeadState.NEW: 3, LeadState.READY: 2, LeadState.DONE: 9})) == 5
    assert count_waiting(progress(leads={LeadState.READY: 2, LeadState.DIALING: 7}, open_attempts=4)) == 5
    assert count_waiting(progress(leads={LeadState.DIALING: 4, LeadState.WAITING: 6}, open_attempts=4)) == 0
    assert count_waiting(progress(leads={LeadState.DIALING: 1}, open_attempts=2)) == 0


def test_the_attempts_are_the_sum_of_their_outcomes() -> None:
    summary = told({})
    assert summary["attempts"] == 5
    assert summary["outcomes"] == {"ACORDO_A_VISTA": 3, "OCUPADO": 2}


def test_percentiles_are_values_that_were_measured() -> None:
    spans = told({"answer_to_bridge": [float(value) for value in range(1, 101)]})["latencies_ms"]
    assert spans["answer_to_bridge"] == {"p50": 50.0, "p99": 99.0, "calls": 100}


def test_of_a_single_call_every_percentile_is_that_call() -> None:
    spans = told({"answer_to_menu": [7.25]})["latencies_ms"]
    assert spans["answer_to_menu"] == {"p50": 7.2, "p99": 7.2, "calls": 1}


def test_a_latency_that_no_call_had_is_left_out() -> None:
    assert "answer_to_bridge" not in told({"answer_to_bridge": []})["latencies_ms"]


def test_the_messages_are_told_by_what_became_of_them() -> None:
    assert told({})["messages"] == {"delivered": 2, "queued": 1}
