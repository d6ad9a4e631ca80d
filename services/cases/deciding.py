"""Cases, listed for who has to look at them, and decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.call.case import CaseKind
from domain.call.case_decision import CaseStanding, Verdict, decide_case
from domain.call.disposition import Disposition
from domain.call.events import CampaignChanged, CaseDecided
from domain.contact.facts import Channel, HoldKind
from domain.contact.rules import ContactRule
from domain.ids import CaseId, UserId
from services.cases.errors import NoSuchCase
from services.cases.telling import ask_to_call
from services.ports.clock import Clock
from services.ports.repositories.cases import CaseEnd, CaseFacts, CaseQuery
from services.ports.storage import Storage, UnitOfWork

PAGE_SIZE: Final = 50
_HOLDS: Final = {CaseKind.PAYMENT_CLAIM: HoldKind.PAYMENT_CLAIM, CaseKind.DISPUTE: HoldKind.DISPUTE}
_TOLD: Final = (Disposition.ALEGA_PAGAMENTO, Disposition.CONTESTA_DIVIDA)
_GIVEN_UP: Final = (
    *(f"{how}: {told.value}" for how in ("closed", "disposed") for told in _TOLD),
    *(f"refused: {rule.value}" for rule in (ContactRule.PAYMENT_IN_DOUBT, ContactRule.DEBT_DISPUTED)),
)
"""How a lead ends for a doubt: by the call in which it was told, or refused for it later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    items: Sequence[CaseFacts]
    page_size: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseService:
    """`channels` are those that this house sends messages through."""

    storage: Storage
    clock: Clock
    channels: Collection[Channel] = ()

    async def page(self, query: CaseQuery, *, page: int) -> CasePage:
        """Open ones first, the oldest of them first."""
        offset = (page - 1) * PAGE_SIZE
        items, total = await self.storage.read(
            lambda uow: (uow.cases.page(query, limit=PAGE_SIZE, offset=offset), uow.cases.count(query))
        )
        return CasePage(items=items, page_size=PAGE_SIZE, total=total)

    async def decide(self, case_id: str, verdict: Verdict, *, reason: str, by: UserId) -> CaseFacts:
        """The same decision told again changes nothing. Raises NoSuchCase and a VerdictRefused."""
        now = self.clock.now()

        def work(uow: UnitOfWork) -> CaseFacts:
            case = _get(uow, CaseId(case_id), lock=True)
            if _is_told_again(case, verdict, reason, by):
                return case
            end = CaseEnd(verdict=verdict, reason=reason, decided_by=by, decided_at=now)
            if _end(uow, case, end):
                uow.cases.tell(case.case_id, ask_to_call(uow, case, self.channels, by=by, now=now))
            return _get(uow, case.case_id)

        return await self.storage.write(work)


def _get(uow: UnitOfWork, case_id: CaseId, *, lock: bool = False) -> CaseFacts:
    case = uow.cases.get(case_id, lock=lock)
    if case is None:
        raise NoSuchCase
    return case


def _is_told_again(case: CaseFacts, verdict: Verdict, reason: str, by: UserId) -> bool:
    end = case.end
    return end is not None and (end.verdict, end.reason, end.decided_by) == (verdict, reason, by)


def _end(uow: UnitOfWork, case: CaseFacts, end: CaseEnd) -> bool:
    """Whether the debtor is to be told now: decided against them, and something may be asked for again."""
    kind = case.story.kind
    standing = CaseStanding(case_id=case.case_id, kind=kind, state=case.state)
    decision = decide_case(standing, [debt.standing for debt in case.debts], end.verdict, end.decided_at)
    uow.cases.close(case.case_id, end)
    uow.cases.set_debts(decision.debts, at=end.decided_at)
    if kind in _HOLDS:
        uow.contact.lift_holds_of(case.attempt_id, _HOLDS[kind], by=end.decided_by, at=end.decided_at)
    if decision.resumes:
        _resume(uow, case, end.decided_at)
    decided = CaseDecided(
        at=end.decided_at, case_id=case.case_id, kind=kind, verdict=end.verdict, decided_by=end.decided_by
    )
    uow.record(decided)
    return decision.tell_debtor and decision.resumes


def _resume(uow: UnitOfWork, case: CaseFacts, now: datetime) -> None:
    """Campaigns at work take the debtor up again; when a call may be made is for the contact rules to say."""
    for campaign_id in uow.campaigns.worked_on(case.portfolio_id):
        again = uow.campaigns.reopen_lead(campaign_id, case.debtor_id, given_up=_GIVEN_UP)
        if again and uow.campaigns.wake(campaign_id):
            uow.record(CampaignChanged(at=now, campaign_id=campaign_id))
