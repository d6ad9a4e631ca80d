"""Segments compiled to SQL: the same answer as `domain.strategy.expression.evaluate`, counted by the database."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy import not_ as negated

from adapters.storage.tables.agreements import AgreementRow
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.portfolio import DebtorRow, DebtRow, PhoneRow
from adapters.storage.tables.strategy import DebtorProfileRow
from domain.call.disposition import Disposition, DispositionGroup, group_of
from domain.contact.phone_ranking import Evidence, evidence_of
from domain.strategy.expression import AnyOf, Compare, Expression, Not, OneOf, Operator
from domain.strategy.fields import Value

_RIGHT_PARTY = [code for code in Disposition if group_of(code) is DispositionGroup.RIGHT_PARTY]
_ANSWERED = [code for code in Disposition if evidence_of(code) is Evidence.ANSWERED]
_FLIPPED = {
    Operator.LESS: Operator.MORE,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.MORE: Operator.LESS,
    Operator.AT_LEAST: Operator.AT_MOST,
}


class SegmentQuery:
    """The columns of one portfolio's debtors, by the name of the field. `since`: how far back attempts count.

    With `debtors`, only theirs are looked at, so that asking about a few does not add up the whole portfolio.
    """

    def __init__(
        self, portfolio_id: int, *, today: date, since: datetime, debtors: Sequence[int] | None = None
    ) -> None:
        self._today = today
        mine: list[ColumnElement[bool]] = [DebtRow.portfolio_id == portfolio_id, DebtRow.status == "open"]
        dialed: list[ColumnElement[bool]] = [
            AttemptRow.claimed_at > since,
            AttemptRow.disposition != Disposition.NAO_DISCADO,
        ]
        if debtors is not None:
            mine.append(DebtRow.debtor_id.in_(debtors))
            dialed.append(AttemptRow.debtor_id.in_(debtors))
        debts = (
            select(
                DebtRow.debtor_id,
                func.min(DebtRow.due_date).label("oldest"),
                func.sum(DebtRow.principal_cents).label("total"),
                func.max(DebtRow.principal_cents).label("biggest"),
                func.count().label("debts"),
            )
            .where(*mine)
            .group_by(DebtRow.debtor_id)
            .subquery("open_debts")
        )
        tried = (
            select(
                AttemptRow.debtor_id,
                func.count().label("tries"),
                func.max(case((AttemptRow.disposition.in_(_RIGHT_PARTY), 2), else_=0)).label("spoke"),
                func.max(case((AttemptRow.disposition.in_(_ANSWERED), 1), else_=0)).label("answered"),
            )
            .where(*dialed)
            .group_by(AttemptRow.debtor_id)
            .subquery("tried")
        )
        self._debts, self._tried = debts, tried
        self._broken = (
            select(func.count())
            .where(AgreementRow.debtor_id == DebtorRow.id, AgreementRow.state == "broken")
            .scalar_subquery()
        )
        self._has_phone = exists().where(PhoneRow.debtor_id == DebtorRow.id, PhoneRow.unlinked_at.is_(None))
        self.columns: Mapping[str, ColumnElement[Any]] = self._columns()

    def from_debtors(self, *wanted: Any) -> Select[Any]:
        return (
            select(*wanted)
            .select_from(DebtorRow)
            .join(self._debts, self._debts.c.debtor_id == DebtorRow.id)
            .outerjoin(DebtorProfileRow, DebtorProfileRow.debtor_id == DebtorRow.id)
            .outerjoin(self._tried, self._tried.c.debtor_id == DebtorRow.id)
        )

    def count(self, expression: Expression) -> Select[Any]:
        return self.from_debtors(func.count()).where(self.condition(expression))

    def facts_of(self, row: Any) -> dict[str, Value | None]:
        """Of a row with every column, labelled by its field's name."""
        facts: dict[str, Value | None] = {}
        for name in self.columns:
            value = getattr(row, name)
            if name == "atraso":
                facts[name] = Decimal((self._today - value).days)
            elif value is None or isinstance(value, str):
                facts[name] = value or None
            elif name in ("bom_pagador", "tem_telefone", "tem_email"):
                facts[name] = bool(value)
            else:
                facts[name] = Decimal(str(value))
        return facts

    def condition(self, expression: Expression) -> ColumnElement[bool]:
        if isinstance(expression, Compare):
            return self._compare(expression.field.name, expression.operator, expression.value)
        if isinstance(expression, OneOf):
            name = expression.field.name
            return or_(*(self._compare(name, Operator.EQUAL, value) for value in expression.values))
        if isinstance(expression, Not):
            return negated(self.condition(expression.of))
        parts = [self.condition(part) for part in expression.of]
        return or_(*parts) if isinstance(expression, AnyOf) else and_(*parts)

    def _compare(self, name: str, operator: Operator, value: Value) -> ColumnElement[bool]:
        column = self.columns[name]
        if name == "atraso":
            # So many days late: fell due so many days ago.
            return _apply(
                column, _FLIPPED.get(operator, operator), self._today - timedelta(days=_days(value, operator))
            )
        if isinstance(value, Decimal):
            return _apply(column, operator, float(value) if value % 1 else int(value))
        return _apply(column, operator, value)

    def _columns(self) -> dict[str, ColumnElement[Any]]:
        profile, debts, tried = DebtorProfileRow, self._debts.c, self._tried.c
        earlier = func.coalesce(profile.paid_on_time, 0) + func.coalesce(profile.paid_late, 0)
        rank = case((tried.spoke == 2, "cpc"), (tried.answered == 1, "atende"), else_="tentado")
        return {
            "atraso": debts.oldest,
            "valor": debts.total,
            "maior_divida": debts.biggest,
            "dividas": debts.debts,
            "renda": profile.income_cents.expression,
            "ltv": profile.ltv_cents.expression,
            "ltv_por_divida": profile.ltv_cents * literal(1.0) / debts.total,
            "pagas_em_dia": profile.paid_on_time.expression,
            "pagas_com_atraso": profile.paid_late.expression,
            "bom_pagador": case((earlier > 0, case((profile.paid_on_time * 5 >= earlier * 4, 1), else_=0))),
            "causa": func.nullif(profile.delay_cause, ""),
            "canal": func.nullif(profile.preferred_channel, ""),
            "hora": profile.preferred_hour.expression,
            "uf": func.nullif(DebtorRow.uf, ""),
            "contatabilidade": case(
                (negated(self._has_phone), "sem_numero"), (tried.tries.is_(None), "nunca_tentado"), else_=rank
            ),
            "tentativas": func.coalesce(tried.tries, 0),
            "quebras": self._broken,
            "tem_telefone": case((self._has_phone, 1), else_=0),
            "tem_email": case((DebtorRow.email != "", 1), else_=0),
        }


def _days(value: Value, operator: Operator) -> int:
    """Whole days; a fraction goes to the side that keeps the comparison's meaning."""
    number = Decimal(value)
    whole = int(number // 1)
    return whole + 1 if number % 1 and operator in (Operator.LESS, Operator.AT_LEAST) else whole


def _apply(column: ColumnElement[Any], operator: Operator, value: Any) -> ColumnElement[bool]:
    if isinstance(value, bool):
        value = int(value)
    compared: dict[Operator, ColumnElement[bool]] = {
        Operator.EQUAL: column == value,
        Operator.DIFFERENT: column != value,
        Operator.LESS: column < value,
        Operator.AT_MOST: column <= value,
        Operator.MORE: column > value,
        Operator.AT_LEAST: column >= value,
    }
    return compared[operator]
