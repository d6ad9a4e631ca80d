"""The case of an agent's outcome of a call: the same as the menu opens, in the transaction of the outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.call.case import CaseStory, story_of
from domain.call.case_decision import DOUBTS
from domain.call.disposition import Disposition
from domain.ids import AttemptId, CaseId, UserId
from services.menu_records import give_protocol, open_case
from services.ports.repositories.menu import MenuCall
from services.ports.storage import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTold:
    """Who writes it down and when; the id that it will have, and the draws for its protocol, should it be one."""

    by: UserId
    now: datetime
    today: date
    case_id: CaseId
    draws: Sequence[str]


def open_agents_case(uow: UnitOfWork, attempt_id: AttemptId, disposition: Disposition, told: CaseTold) -> None:
    """The debts that it puts in doubt rest until somebody decides. An outcome that is no case does nothing."""
    story, call = story_of(disposition), uow.menu.find_call(attempt_id)
    if story is None or call is None:
        return
    _put_in_doubt(uow, call, story, told.now)
    protocol = give_protocol(uow, attempt_id, told.draws, day=told.today)
    open_case(uow, call, story, case_id=told.case_id, protocol=protocol, at=told.now, by=told.by)


def _put_in_doubt(uow: UnitOfWork, call: MenuCall, story: CaseStory, now: datetime) -> None:
    doubt = DOUBTS.get(story.kind)
    if doubt is not None:
        debts = [one.debt_id for one in uow.menu.open_debts(call.debtor_id, call.portfolio_id)]
        uow.cases.set_debts(dict.fromkeys(uow.menu.lock_open_debts(debts), doubt), at=now)
