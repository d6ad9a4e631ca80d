"""What became of calls, latest first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.call.disposition import Disposition
from domain.ids import AttemptId, CampaignId
from services.errors import ServiceError
from services.masking import first_name, mask_phone
from services.ports.repositories.desk import AgreementFacts
from services.ports.repositories.outcomes import OutcomeFacts
from services.ports.storage import Storage


class BadCursor(ServiceError):
    """The page asked for is not one that was ever told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeView:
    """`talk_seconds` is from answer to hang-up; 0 when not answered."""

    attempt_id: AttemptId
    at: datetime
    campaign: str
    debtor_first_name: str
    phone_masked: str
    disposition: Disposition
    own_label: str | None
    hangup_cause: int | None
    talk_seconds: float
    agent: str | None
    agreement: AgreementFacts | None
    recording: bool


@dataclass(frozen=True, slots=True)
class OutcomesPage:
    items: Sequence[OutcomeView]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeService:
    storage: Storage

    async def page(self, *, limit: int, before: str | None, campaign_id: CampaignId | None) -> OutcomesPage:
        """`before` is the `next` of the page before; raises BadCursor."""
        cursor = _parse_cursor(before) if before is not None else None
        rows = await self.storage.read(
            # One more than asked for tells whether there is a page after.
            lambda uow: uow.outcomes.latest(limit=limit + 1, before=cursor, campaign_id=campaign_id)
        )
        shown = rows[:limit]
        more = len(rows) > limit
        return OutcomesPage([_view(row) for row in shown], _cursor(shown[-1]) if more else None)

    async def of(self, attempt_ids: Collection[AttemptId]) -> list[OutcomeView]:
        rows = await self.storage.read(lambda uow: uow.outcomes.of(attempt_ids))
        return [_view(row) for row in rows]


def talk_seconds(answered_at: datetime | None, closed_at: datetime | None) -> float:
    if answered_at is None or closed_at is None:
        return 0.0
    return round(max(0.0, (closed_at - answered_at).total_seconds()), 3)


def _view(facts: OutcomeFacts) -> OutcomeView:
    return OutcomeView(
        attempt_id=facts.attempt_id,
        at=facts.closed_at,
        campaign=facts.campaign,
        debtor_first_name=first_name(facts.debtor_name),
        phone_masked=mask_phone(facts.phone),
        disposition=facts.disposition,
        own_label=facts.own_label,
        hangup_cause=facts.hangup_cause,
        talk_seconds=talk_seconds(facts.answered_at, facts.closed_at),
        agent=facts.agent,
        agreement=facts.agreement,
        recording=facts.recorded,
    )


def _cursor(facts: OutcomeFacts) -> str:
    return f"{facts.closed_at.astimezone(UTC).replace(tzinfo=None).isoformat()}~{facts.attempt_id}"


def _parse_cursor(text: str) -> tuple[datetime, AttemptId]:
    at, _, attempt_id = text.partition("~")
    try:
        return datetime.fromisoformat(at).replace(tzinfo=UTC), AttemptId(attempt_id)
    except ValueError:
        raise BadCursor from None
