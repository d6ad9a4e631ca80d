"""Leads as the dialer works them: claimed, dialled, given back, put off, finished."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from domain.call.dial_mode import DialMode, PacingSettings
from domain.call.disposition import Disposition
from domain.call.lead import LeadState
from domain.contact.answer_chance import ChanceContext
from domain.contact.facts import PastDial, PersonFacts, PhoneFacts
from domain.contact.phone_ranking import Try
from domain.ids import CampaignId, LeadId, PhoneId, UserId

KEPT_VERDICT = "kept for a better hour"
"""What a lead's last verdict begins with that may be called now and is likelier to answer later today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFacts:
    """All that decides whether a lead may be called, read in one transaction."""

    lead_id: LeadId
    campaign_id: CampaignId
    campaign_running: bool
    caller_id: str
    dial_mode: DialMode
    pacing: PacingSettings
    max_attempts: int
    retry_delay: timedelta
    policy_settings: str
    """The portfolio's own contact policy in force, as stored; empty: it has none."""
    state: LeadState
    claimed_by: str | None
    claimed_until: datetime | None
    kept: bool
    """For a better hour, since it was last called."""
    person: PersonFacts
    phones: tuple[PhoneFacts, ...]
    dials: tuple[PastDial, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedLead:
    """A lead in the dialer's hands until `claimed_until`, with the number to be tried."""

    lead_id: LeadId
    campaign_id: CampaignId
    phone_id: PhoneId
    claimed_until: datetime
    context: ChanceContext | None = None
    """What its chance of an answer was read from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadUpdate:
    lead_id: LeadId
    state: LeadState
    waiting_until: datetime | None = None
    attempts_made: int
    last_verdict: str
    claimed_by: str | None = None
    claimed_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DialingCampaign:
    """A running campaign, as the engine needs it."""

    campaign_id: CampaignId
    dial_mode: DialMode
    concurrent_calls: int
    pacing: PacingSettings = field(default_factory=PacingSettings)
    agents: frozenset[UserId] = frozenset()
    """Who works for it; empty: whoever works for no campaign of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCall:
    phone_id: PhoneId
    number: str
    at: datetime
    closed_at: datetime
    disposition: Disposition | None


class LeadsRepository(Protocol):
    def running_campaigns(self) -> list[DialingCampaign]: ...

    def lock_due(self, campaign_id: CampaignId, *, now: datetime, limit: int) -> list[LeadId]:
        """Leads that may be dialled as far as their state goes; locked, and passed over when another holds them.

        Where there is none, those kept for a better hour are found: nobody waits while agents do.
        """
        ...

    def due(self, campaign_id: CampaignId, *, now: datetime, limit: int) -> list[LeadId]:
        """The same, only looked at: whoever acts on it must decide again."""
        ...

    def names(self, lead_id: LeadId) -> tuple[str, str, str]:
        """Of the campaign, of the debtor, and the debtor's city."""
        ...

    def facts(self, lead_ids: Sequence[LeadId], *, now: datetime) -> list[LeadFacts]:
        """Facts of the leads, in their order, with contacts of the last LOOK_BACK and those still open."""
        ...

    def open_cents(self, lead_ids: Sequence[LeadId]) -> dict[LeadId, int]:
        """Principal of the open debts that each lead's campaign is about."""
        ...

    def past_calls(self, *, limit: int, campaign_id: CampaignId | None = None) -> list[PastCall]:
        """The last closed calls, of all campaigns or of one, in the order in which they ended."""
        ...

    def tried(self, phone_ids: Sequence[PhoneId], *, since: datetime) -> list[Try]:
        """What became of the closed attempts on these numbers."""
        ...

    def finish_worked_campaign(self, campaign_id: CampaignId, *, now: datetime) -> bool:
        """Set the running campaign finished if all its leads are done; whether it was."""
        ...

    def update(self, updates: Iterable[LeadUpdate]) -> None: ...

    def stranded(self, *, dialer: str | None, now: datetime, limit: int) -> list[LeadFacts]:
        """Leads in claim without an open attempt: those of `dialer`, or with None those whose lease has ended.

        Their `phones` and `dials` are left empty.
        """
        ...
