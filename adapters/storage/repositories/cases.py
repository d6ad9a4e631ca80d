"""Implements `services.ports.repositories.cases`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, insert, select, update
from sqlalchemy import case as case_of
from sqlalchemy.orm import aliased

from adapters.storage.tables.access import UserRow
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.cases import CaseDebtRow, CaseDecisionRow, CaseRow
from adapters.storage.tables.notices import NoticeRow
from adapters.storage.tables.portfolio import DebtorRow, DebtRow, PortfolioRow
from domain.call.case import CaseKind, CaseStory
from domain.call.case_decision import DOUBTS, CaseState, DebtInCase
from domain.contact.facts import DebtStatus
from domain.ids import AttemptId, CaseId, DebtId, DebtorId, NoticeId, PortfolioId, UserId
from domain.notice.contact import Contact
from domain.notice.result_message import TellInPerson
from services.ports.repositories.cases import CaseDebt, CaseEnd, CaseFacts, CaseMessage, CaseQuery, NewCase

_OPEN = CaseState.OPEN.value
_AGENT = aliased(UserRow)
_CASE = (
    select(
        *CaseRow.__table__.columns,
        DebtorRow.name.label("debtor_name"),
        DebtorRow.document.label("debtor_document"),
        PortfolioRow.name.label("portfolio"),
        CaseDecisionRow.verdict,
        CaseDecisionRow.reason.label("why"),
        CaseDecisionRow.decided_by,
        CaseDecisionRow.decided_at,
        UserRow.name.label("decider"),
        _AGENT.name.label("agent"),
        AttemptRow.note,
        CaseDecisionRow.untold,
        NoticeRow.channel.label("message_channel"),
        NoticeRow.address.label("message_address"),
        NoticeRow.state.label("message_state"),
        NoticeRow.reason.label("message_reason"),
    )
    .select_from(CaseRow)
    .join(DebtorRow, DebtorRow.id == CaseRow.debtor_id)
    .join(PortfolioRow, PortfolioRow.id == CaseRow.portfolio_id)
    .outerjoin(CaseDecisionRow, CaseDecisionRow.case_id == CaseRow.id)
    .outerjoin(UserRow, UserRow.id == CaseDecisionRow.decided_by)
    .outerjoin(_AGENT, _AGENT.id == CaseRow.opened_by)
    .join(AttemptRow, AttemptRow.id == CaseRow.attempt_id)
    .outerjoin(NoticeRow, NoticeRow.id == CaseDecisionRow.notice_id)
)
_OPEN_FIRST = case_of((CaseRow.state == _OPEN, 0), else_=1)


class SqlCases:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, case: NewCase) -> bool:
        known = exists().where(CaseRow.attempt_id == case.attempt_id, CaseRow.kind == case.story.kind)
        if self._connection.execute(select(known)).scalar_one():
            return False
        about = self._put_in_doubt(case) if case.story.kind in DOUBTS else []
        self._connection.execute(
            insert(CaseRow).values(
                id=case.id,
                kind=case.story.kind,
                reason=case.story.reason,
                protocol=case.protocol,
                attempt_id=case.attempt_id,
                debtor_id=case.debtor_id,
                portfolio_id=case.portfolio_id,
                paid_on=case.story.paid_on,
                paid_way=case.story.paid_way,
                state=_OPEN,
                opened_at=case.opened_at,
                opened_by=case.opened_by,
            )
        )
        if about:
            self._connection.execute(insert(CaseDebtRow), [{"case_id": case.id, "debt_id": debt} for debt in about])
        return True

    def page(self, query: CaseQuery, *, limit: int, offset: int) -> Sequence[CaseFacts]:
        wanted = _CASE.where(*_conditions(query)).order_by(_OPEN_FIRST, CaseRow.opened_at, CaseRow.id)
        rows = self._connection.execute(wanted.limit(limit).offset(offset)).all()
        debts = self._debts([row.id for row in rows])
        return [_facts(row, debts.get(row.id, ())) for row in rows]

    def count(self, query: CaseQuery) -> int:
        return self._connection.scalar(select(func.count()).select_from(CaseRow).where(*_conditions(query))) or 0

    def get(self, case_id: CaseId, *, lock: bool = False) -> CaseFacts | None:
        if lock:
            self._lock(case_id)
        row = self._connection.execute(_CASE.where(CaseRow.id == case_id)).one_or_none()
        return None if row is None else _facts(row, self._debts([case_id]).get(case_id, ()))

    def close(self, case_id: CaseId, end: CaseEnd) -> None:
        self._connection.execute(
            insert(CaseDecisionRow).values(
                case_id=case_id,
                verdict=end.verdict,
                reason=end.reason,
                decided_by=end.decided_by,
                decided_at=end.decided_at,
            )
        )
        self._connection.execute(update(CaseRow).where(CaseRow.id == case_id).values(state=CaseState.DECIDED.value))

    def tell(self, case_id: CaseId, told: NoticeId | TellInPerson) -> None:
        values = {"untold": told.reason[:120]} if isinstance(told, TellInPerson) else {"notice_id": told}
        self._connection.execute(update(CaseDecisionRow).where(CaseDecisionRow.case_id == case_id).values(values))

    def set_debts(self, debts: Mapping[DebtId, DebtStatus], *, at: datetime) -> None:
        for debt_id, status in debts.items():
            values = {"status": status.value, "updated_at": at}
            self._connection.execute(update(DebtRow).where(DebtRow.id == debt_id).values(values))

    def _put_in_doubt(self, case: NewCase) -> list[int]:
        mine = (DebtRow.debtor_id == case.debtor_id, DebtRow.portfolio_id == case.portfolio_id)
        doubted = DebtRow.status.in_([status.value for status in DOUBTS.values()])
        # Held: whoever decides another case about them at this moment frees them before or after, not in between.
        held = select(DebtRow.id).where(*mine, doubted).order_by(DebtRow.id).with_for_update()
        debts = list(self._connection.scalars(held))
        known = select(CaseDebtRow.debt_id).join(CaseRow, CaseRow.id == CaseDebtRow.case_id)
        before = set(self._connection.scalars(known.where(CaseRow.state == _OPEN, CaseDebtRow.debt_id.in_(debts))))
        return [debt for debt in debts if debt not in before] or debts

    def _lock(self, case_id: CaseId) -> None:
        self._connection.execute(select(CaseRow.id).where(CaseRow.id == case_id).with_for_update())
        mine = select(CaseDebtRow.debt_id).where(CaseDebtRow.case_id == case_id)
        held = select(DebtRow.id).where(DebtRow.id.in_(mine)).order_by(DebtRow.id).with_for_update()
        self._connection.execute(held)

    def _debts(self, cases: Sequence[CaseId]) -> dict[CaseId, tuple[CaseDebt, ...]]:
        query = (
            select(CaseDebtRow.case_id, *DebtRow.__table__.columns)
            .join(DebtRow, DebtRow.id == CaseDebtRow.debt_id)
            .where(CaseDebtRow.case_id.in_(cases))
            .order_by(DebtRow.due_date, DebtRow.id)
        )
        rows = self._connection.execute(query).all()
        holders = self._holders({row.id for row in rows})
        found: dict[CaseId, tuple[CaseDebt, ...]] = {}
        for row in rows:
            others = frozenset(kind for case_id, kind in holders.get(row.id, ()) if case_id != row.case_id)
            found[row.case_id] = (*found.get(row.case_id, ()), _debt(row, others))
        return found

    def _holders(self, debts: Iterable[int]) -> dict[int, list[tuple[str, CaseKind]]]:
        """The open cases about each debt."""
        query = (
            select(CaseDebtRow.debt_id, CaseRow.id, CaseRow.kind)
            .join(CaseRow, CaseRow.id == CaseDebtRow.case_id)
            .where(CaseDebtRow.debt_id.in_(list(debts)), CaseRow.state == _OPEN)
        )
        found: dict[int, list[tuple[str, CaseKind]]] = {}
        for debt_id, case_id, kind in self._connection.execute(query):
            found.setdefault(debt_id, []).append((case_id, kind))
        return found


def _conditions(query: CaseQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.kind is not None:
        conditions.append(CaseRow.kind == query.kind)
    if query.state is not None:
        conditions.append(CaseRow.state == query.state.value)
    if query.portfolio_id is not None:
        conditions.append(CaseRow.portfolio_id == query.portfolio_id)
    return conditions


def _facts(row: Any, debts: tuple[CaseDebt, ...]) -> CaseFacts:
    end = None
    if row.verdict is not None:
        by = UserId(row.decided_by)
        end = CaseEnd(verdict=row.verdict, reason=row.why, decided_by=by, decided_at=row.decided_at)
    return CaseFacts(
        case_id=CaseId(row.id),
        story=CaseStory(kind=row.kind, reason=row.reason, paid_on=row.paid_on, paid_way=row.paid_way),
        protocol=row.protocol,
        attempt_id=AttemptId(row.attempt_id),
        debtor_id=DebtorId(row.debtor_id),
        debtor_name=row.debtor_name,
        debtor_document=row.debtor_document,
        portfolio_id=PortfolioId(row.portfolio_id),
        portfolio=row.portfolio,
        state=CaseState(row.state),
        opened_at=row.opened_at,
        end=end,
        decider=row.decider or "",
        agent=row.agent or "",
        # The note is of whoever disposed of the call: in a case of the menu's it may tell of something else.
        note=row.note if row.agent is not None else "",
        message=_message(row),
        untold=row.untold or "",
        debts=debts,
    )


def _message(row: Any) -> CaseMessage | None:
    if row.message_state is None:
        return None
    contact = Contact(channel=row.message_channel, address=row.message_address)
    return CaseMessage(contact=contact, state=row.message_state, reason=row.message_reason)


def _debt(row: Any, others: frozenset[CaseKind]) -> CaseDebt:
    return CaseDebt(
        standing=DebtInCase(debt_id=DebtId(row.id), status=DebtStatus(row.status), other_cases=others),
        contract=row.contract,
        description=row.description,
        principal_cents=row.principal_cents,
        due_date=row.due_date,
    )
