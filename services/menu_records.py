"""What every fact of the menu does in its transaction: the session saved, the outcome set right, a protocol."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.call.case import CaseStory
from domain.call.events import AttemptDisposed, CaseOpened
from domain.call.outcome import AttemptFacts, MenuReport, decide_outcome
from domain.errors import DomainError
from domain.ids import AttemptId, CampaignId, CaseId, UserId
from services.evidence.collecting import menu_visited
from services.negotiation.protocols import free_protocol
from services.ports.repositories.cases import NewCase
from services.ports.repositories.menu import AttemptNow, MenuCall, MenuProgress
from services.ports.storage import UnitOfWork


class MenuError(DomainError):
    """The menu may not do what was asked."""


def save_progress(uow: UnitOfWork, campaign_id: CampaignId, progress: MenuProgress, *, now: datetime) -> None:
    attempt_id = progress.attempt_id
    # Locked first: the dialer may be closing the attempt at this very moment, and one of us must see the other.
    attempt = uow.menu.lock_attempt(attempt_id)
    uow.menu.save(progress)
    if progress.trace is not None:
        menu_visited(uow, progress, progress.trace, at=now)
    if progress.comment is not None:
        uow.surveys.comment(attempt_id, progress.comment, at=now)
    if attempt is None or not attempt.closed or attempt.disposed_by_agent:
        return
    outcome = decide_outcome(_facts(attempt, progress))
    if outcome.disposition is not attempt.disposition:
        uow.menu.correct_disposition(attempt_id, outcome.disposition)
        uow.record(
            AttemptDisposed(at=now, attempt_id=attempt_id, campaign_id=campaign_id, disposition=outcome.disposition)
        )


def give_protocol(uow: UnitOfWork, attempt_id: AttemptId, draws: Sequence[str], *, day: date) -> str:
    """The session's protocol, drawn now if it has none yet: one call has one. Raises MenuError."""
    protocol = uow.menu.protocol_of(attempt_id)
    if protocol is None:
        protocol = draw_protocol(uow, draws, day=day)
        uow.menu.set_protocol(attempt_id, protocol)
    return protocol


def draw_protocol(uow: UnitOfWork, draws: Sequence[str], *, day: date) -> str:
    protocol = free_protocol(uow, draws, day)
    if protocol is None:
        raise MenuError("no free protocol number was drawn")
    return protocol


def open_case(
    uow: UnitOfWork,
    call: MenuCall,
    story: CaseStory,
    *,
    case_id: CaseId,
    protocol: str,
    at: datetime,
    by: UserId | None = None,
) -> None:
    """Somebody has to look at what was told; one of a kind is opened in a call. `by`: the agent who wrote it down."""
    case = NewCase(
        id=case_id,
        story=story,
        protocol=protocol,
        attempt_id=call.attempt_id,
        debtor_id=call.debtor_id,
        portfolio_id=call.portfolio_id,
        opened_at=at,
        opened_by=by,
    )
    if uow.cases.open(case):
        uow.record(
            CaseOpened(
                at=at,
                attempt_id=call.attempt_id,
                campaign_id=call.campaign_id,
                case_id=case_id,
                kind=story.kind,
            )
        )


def _facts(attempt: AttemptNow, progress: MenuProgress) -> AttemptFacts:
    return AttemptFacts(
        dialed=attempt.dialed,
        answered=True,
        hangup_cause=attempt.hangup_cause,
        menu=MenuReport(
            pressed_keys=progress.pressed_keys,
            identity_confirmed=progress.identity_confirmed_at is not None,
            disposition=progress.disposition,
        ),
        asked_for_person=attempt.asked_for_person,
        bridged=attempt.bridged,
    )
