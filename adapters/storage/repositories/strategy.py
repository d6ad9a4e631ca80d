"""Implements `services.ports.repositories.strategy`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.storage.repositories.local_days import city_days
from adapters.storage.repositories.payments import CHARGE_IN_DOUBT
from adapters.storage.repositories.segment_sql import SegmentQuery
from adapters.storage.tables.base import Instant
from adapters.storage.tables.contact import ContactHoldRow
from adapters.storage.tables.payments import PaymentChargeRow
from adapters.storage.tables.portfolio import DebtorRow, DebtRow
from adapters.storage.tables.strategy import PlannedStepRow, ReguaRow, SegmentRow
from domain.contact.facts import HoldKind
from domain.ids import DebtId, DebtorId, NoticeId, PortfolioId, UserId
from domain.strategy.expression import Expression
from domain.strategy.fields import Value
from services.importing.values import plain
from services.ports.repositories.strategy import DebtInPlan, PendingStep, ReguaFacts, SegmentFacts, StepRow

_Hold = tuple[str, datetime | None]
"""Its kind and when it ends."""
_STEPS: Any = PlannedStepRow.__table__
_PENDING = [getattr(PlannedStepRow, name) for name in PendingStep.__dataclass_fields__]


def _save(dialect: Any) -> Any:
    new = dialect.insert(_STEPS)
    names = ("regua_id", "channel", "on_day", "state", "reason", "updated_at")
    changed = {name: new.excluded[name] for name in names}
    return new.on_conflict_do_update(index_elements=("debt_id", "step"), set_=changed, where=_STEPS.c.state != "done")


_DROP = (
    update(PlannedStepRow)
    .where(
        PlannedStepRow.debt_id.in_(bindparam("debts", expanding=True)),
        PlannedStepRow.state == "planned",
        PlannedStepRow.updated_at != bindparam("at", type_=Instant()),
    )
    .values(state="cancelled", reason="não está mais na régua", updated_at=bindparam("at", type_=Instant()))
)
"""What a plan of the same instant did not write."""
_SAVE = {"sqlite": _save(sqlite), "postgresql": _save(postgresql)}


class SqlStrategy:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def segments(self) -> Sequence[SegmentFacts]:
        query = select(SegmentRow.id, SegmentRow.name, SegmentRow.expression, SegmentRow.updated_at)
        rows = self._connection.execute(query.order_by(SegmentRow.name))
        return [SegmentFacts(id=i, name=n, expression=e, updated_at=at) for i, n, e, at in rows]

    def save_segment(self, name: str, expression: str, *, by: UserId | None, at: datetime) -> int:
        known = self._connection.scalar(select(SegmentRow.id).where(SegmentRow.name == name))
        if known is not None:
            changed = update(SegmentRow).where(SegmentRow.id == known)
            self._connection.execute(changed.values(expression=expression, updated_at=at))
            return known
        new = insert(SegmentRow).values(name=name, expression=expression, created_by=by, created_at=at, updated_at=at)
        return self._connection.execute(new.returning(SegmentRow.id)).scalar_one()

    def delete_segment(self, segment_id: int) -> bool:
        return self._connection.execute(delete(SegmentRow).where(SegmentRow.id == segment_id)).rowcount == 1

    def count(self, expression: Expression, portfolio_id: PortfolioId, *, today: date, since: datetime) -> int:
        query = SegmentQuery(portfolio_id, today=today, since=since)
        return int(self._connection.scalar(query.count(expression)) or 0)

    def regua(self, portfolio_id: PortfolioId) -> ReguaFacts | None:
        query = select(ReguaRow.id, ReguaRow.name, ReguaRow.version, ReguaRow.source, ReguaRow.created_at)
        mine = query.where(ReguaRow.portfolio_id == portfolio_id, ReguaRow.replaced_at.is_(None))
        row = self._connection.execute(mine).mappings().one_or_none()
        return None if row is None else ReguaFacts(**row)

    def regua_source(self, regua_id: int) -> str | None:
        return self._connection.scalar(select(ReguaRow.source).where(ReguaRow.id == regua_id))

    def replace_regua(
        self, portfolio_id: PortfolioId, *, name: str, source: str, by: UserId | None, at: datetime
    ) -> int:
        mine = ReguaRow.portfolio_id == portfolio_id
        last = self._connection.scalar(select(func.max(ReguaRow.version)).where(mine)) or 0
        self._connection.execute(update(ReguaRow).where(mine, ReguaRow.replaced_at.is_(None)).values(replaced_at=at))
        new = {"portfolio_id": portfolio_id, "name": name, "version": last + 1, "source": source}
        self._connection.execute(insert(ReguaRow).values(**new, created_by=by, created_at=at))
        return last + 1

    def debts(
        self,
        portfolio_id: PortfolioId,
        *,
        after: int,
        limit: int,
        now: datetime,
        today: date,
        with_facts: bool,
        since: datetime,
    ) -> Sequence[DebtInPlan]:
        query = (
            select(DebtRow.id, DebtRow.debtor_id, DebtRow.due_date, DebtRow.status, DebtorRow.uf, DebtorRow.city)
            .join(DebtorRow, DebtorRow.id == DebtRow.debtor_id)
            .where(DebtRow.portfolio_id == portfolio_id, DebtRow.id > after)
            .order_by(DebtRow.id)
            .limit(limit)
        )
        rows = self._connection.execute(query).all()
        debtors = sorted({row.debtor_id for row in rows})
        holds = self._holds(portfolio_id, debtors, now)
        facts = self.facts(portfolio_id, debtors, today=today, since=since) if with_facts else {}
        closed = city_days(self._connection, {row.city for row in rows})
        return [
            _debt_in_plan(
                row,
                holds.get(row.debtor_id, ()),
                facts.get(row.debtor_id, {}),
                closed.get((row.uf, plain(row.city)), frozenset()),
            )
            for row in rows
        ]

    def _holds(self, portfolio_id: PortfolioId, debtors: Sequence[int], now: datetime) -> dict[int, list[_Hold]]:
        query = select(
            ContactHoldRow.debtor_id, ContactHoldRow.kind, ContactHoldRow.portfolio_id, ContactHoldRow.ends_at
        ).where(
            ContactHoldRow.debtor_id.in_(debtors),
            ContactHoldRow.number.is_(None),
            ContactHoldRow.lifted_at.is_(None),
            ContactHoldRow.starts_at <= now,
        )
        found: dict[int, list[_Hold]] = {}
        for row in self._connection.execute(query):
            in_force = row.ends_at is None or now < row.ends_at
            if in_force and row.portfolio_id in (None, portfolio_id) and row.debtor_id is not None:
                found.setdefault(row.debtor_id, []).append((row.kind, row.ends_at))
        in_doubt = select(PaymentChargeRow.debtor_id).where(PaymentChargeRow.debtor_id.in_(debtors), CHARGE_IN_DOUBT)
        for debtor in self._connection.scalars(in_doubt):
            found.setdefault(debtor, []).append((HoldKind.PAYMENT_CLAIM, None))
        return found

    def facts(
        self, portfolio_id: PortfolioId, debtors: Sequence[int], *, today: date, since: datetime
    ) -> Mapping[int, Mapping[str, Value | None]]:
        query = SegmentQuery(portfolio_id, today=today, since=since, debtors=debtors)
        columns = [column.label(name) for name, column in query.columns.items()]
        rows = self._connection.execute(query.from_debtors(DebtorRow.id, *columns).where(DebtorRow.id.in_(debtors)))
        return {row.id: query.facts_of(row) for row in rows}

    def save_steps(
        self, portfolio_id: PortfolioId, regua_id: int | None, steps: Sequence[StepRow], *, at: datetime
    ) -> None:
        rows = [
            {
                "debt_id": one.debt_id,
                "debtor_id": one.debtor_id,
                "portfolio_id": portfolio_id,
                "regua_id": regua_id,
                "step": one.step.code,
                "channel": one.step.channel.value,
                "on_day": one.step.on_day,
                "state": one.step.state.value,
                "reason": one.step.reason[:120],
                "updated_at": at,
            }
            for one in steps
        ]
        if rows:
            self._connection.execute(_SAVE[self._connection.dialect.name], rows)
            self._connection.execute(_DROP, {"debts": sorted({one.debt_id for one in steps}), "at": at})

    def step(self, step_id: int, *, lock: bool = False) -> PendingStep | None:
        query = select(*_PENDING).where(PlannedStepRow.id == step_id)
        row = self._connection.execute(query.with_for_update() if lock else query).mappings().one_or_none()
        return None if row is None else PendingStep(**row)

    def due_messages(self, channels: Collection[str], *, on_day: date, now: datetime, limit: int) -> Sequence[int]:
        step = PlannedStepRow
        due = (step.state == "planned", step.channel.in_(sorted(channels)), step.on_day == on_day)
        awake = or_(step.look_again_at.is_(None), step.look_again_at <= now)
        return list(self._connection.scalars(select(step.id).where(*due, awake).order_by(step.id).limit(limit)))

    def finish_step(self, step_id: int, *, at: datetime, notice_id: NoticeId | None = None) -> None:
        self._change_step(step_id, state="done", reason="", notice_id=notice_id, updated_at=at)

    def hold_step(self, step_id: int, reason: str, *, until: datetime) -> None:
        self._change_step(step_id, reason=reason[:120], look_again_at=until)

    def skip_step(self, step_id: int, reason: str, *, at: datetime) -> None:
        self._change_step(step_id, state="skipped", reason=reason[:120], updated_at=at)

    def tell_step(self, notice_id: NoticeId, reason: str) -> None:
        mine = update(PlannedStepRow).where(PlannedStepRow.notice_id == notice_id)
        self._connection.execute(mine.values(reason=reason[:120]))

    def _change_step(self, step_id: int, **values: Any) -> None:
        self._connection.execute(update(PlannedStepRow).where(PlannedStepRow.id == step_id).values(**values))

    def steps(self, portfolio_id: PortfolioId, *, until: date, after: int, limit: int) -> Sequence[PendingStep]:
        query = (
            select(*_PENDING)
            .where(
                PlannedStepRow.portfolio_id == portfolio_id,
                PlannedStepRow.state == "planned",
                PlannedStepRow.on_day <= until,
                PlannedStepRow.id > after,
            )
            .order_by(PlannedStepRow.id)
            .limit(limit)
        )
        return [PendingStep(**row) for row in self._connection.execute(query).mappings()]


def _debt_in_plan(
    row: Any,
    holds: Sequence[_Hold],
    facts: Mapping[str, Value | None],
    closed_dates: frozenset[date],
) -> DebtInPlan:
    promises = [ends_at for kind, ends_at in holds if kind == HoldKind.PROMISE and ends_at is not None]
    return DebtInPlan(
        debt_id=DebtId(row.id),
        debtor_id=DebtorId(row.debtor_id),
        due_date=row.due_date,
        status=row.status,
        uf=row.uf,
        stop_kinds=frozenset(kind for kind, _ends_at in holds),
        promised_until=max(promises, default=None),
        facts=facts,
        closed_dates=closed_dates,
    )
