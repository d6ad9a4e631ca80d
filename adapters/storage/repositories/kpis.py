"""Implements `services.ports.repositories.kpis`: a statement per kind of thing counted, whatever the volume."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy import Date as SqlDate
from sqlalchemy.orm import aliased

from adapters.storage.repositories.segment_sql import SegmentQuery
from adapters.storage.tables.access import UserRow
from adapters.storage.tables.agreements import AgreementRow, InstallmentRow
from adapters.storage.tables.calls import AgentSessionRow, AttemptRow, MenuSessionRow
from adapters.storage.tables.negotiation import PromiseRow
from adapters.storage.tables.payments import PaymentRow
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, DebtRow
from adapters.storage.tables.strategy import CostRatesRow, PlannedStepRow, SurveyAnswerRow
from domain.call.disposition import Disposition, DispositionGroup
from domain.call.disposition_rules import DISPOSITION_RULES
from domain.call.hangup import AnswerClass
from domain.contact.phone_ranking import EVIDENCE_AGE
from domain.ids import UserId
from domain.reporting.cost import CostRates
from domain.reporting.kpi import Counts, GroupBy
from services.ports.repositories.kpis import KpiQuestion

_ZONE, _ZONE_SECONDS = "America/Sao_Paulo", 3 * 3600
_D = Disposition
_SPOKE = [code for code, rule in DISPOSITION_RULES.items() if rule.right_party]
_HUMAN = [code for code, rule in DISPOSITION_RULES.items() if rule.group is DispositionGroup.THIRD_PARTY] + _SPOKE
_OFFERED = [code for code, rule in DISPOSITION_RULES.items() if rule.offered]
_COMPLAINTS = [_D.INSATISFACAO_SERVICO, _D.PEDE_BLOQUEIO]
_IDENTIFIED = exists().where(
    MenuSessionRow.attempt_id == AttemptRow.id, MenuSessionRow.identity_confirmed_at.is_not(None)
)


def _number(condition: Any) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


class SqlKpis:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sqlite = connection.dialect.name == "sqlite"

    def counts(self, question: KpiQuestion, group_by: GroupBy) -> Mapping[str, Counts]:
        found: dict[str, Counts] = {}
        queries = [self._calls, self._agreements, self._promises, self._surveys, self._received]
        # Shifts are the house's: no campaign, portfolio or segment has any of its own.
        everything = question.campaign_id is None and question.portfolio_id is None
        if group_by in (GroupBy.TOTAL, GroupBy.AGENT) and everything:
            queries.append(self._shifts)
        if group_by in (GroupBy.TOTAL, GroupBy.CAMPAIGN):
            queries.append(self._eligible)
        for query in queries:
            for row in self._connection.execute(query(question, group_by)).mappings():
                named = {one.name: int(row[one.name] or 0) for one in fields(Counts) if one.name in row}
                key = str(row["key"])
                found[key] = found.get(key, Counts()).plus(Counts(**named))
        return found

    def cost_rates(self) -> Sequence[CostRates]:
        names = ("valid_from", "attempt_millicents", "minute_millicents", "agent_hour_millicents")
        query = select(*(getattr(CostRatesRow, name) for name in names)).order_by(CostRatesRow.valid_from)
        return [CostRates(**row) for row in self._connection.execute(query).mappings()]

    def save_cost_rates(self, rates: CostRates, *, by: UserId | None, at: datetime) -> None:
        self._connection.execute(delete(CostRatesRow).where(CostRatesRow.valid_from == rates.valid_from))
        self._connection.execute(insert(CostRatesRow).values(**asdict(rates), updated_by=by, updated_at=at))

    def _key(self, group_by: GroupBy) -> ColumnElement[str]:
        if group_by is GroupBy.AGENT:
            return func.coalesce(UserRow.name, "")
        if group_by is GroupBy.CAMPAIGN:
            return func.coalesce(CampaignRow.name, "")
        if group_by is GroupBy.STEP:
            return func.coalesce(PlannedStepRow.step, "")
        if group_by is GroupBy.HOUR:
            return func.coalesce(cast(self._hour(), String), "")
        return literal("")

    def _of_calls(self, query: Any, question: KpiQuestion, group_by: GroupBy) -> Select[Any]:
        """`query` is over attempts: within the question, with the tables that the group's key needs."""
        query = query.join(CampaignRow, CampaignRow.id == AttemptRow.campaign_id)
        query = query.where(AttemptRow.claimed_at >= question.since, AttemptRow.claimed_at < question.until)
        if question.portfolio_id is not None:
            query = query.where(CampaignRow.portfolio_id == question.portfolio_id)
            if question.segment is not None:
                query = query.where(AttemptRow.debtor_id.in_(_members(question)))
        return self._grouped(query, question, group_by)

    def _grouped(self, query: Any, question: KpiQuestion, group_by: GroupBy) -> Select[Any]:
        """`query` is over attempts and their campaigns, or over what may have come of one."""
        if group_by is GroupBy.AGENT:
            query = query.outerjoin(AgentSessionRow, AgentSessionRow.id == AttemptRow.agent_session_id)
            query = query.outerjoin(UserRow, UserRow.id == AgentSessionRow.user_id)
        if group_by is GroupBy.STEP:
            other = aliased(PlannedStepRow)
            step = select(func.min(other.id)).where(
                other.debtor_id == AttemptRow.debtor_id,
                other.portfolio_id == CampaignRow.portfolio_id,
                other.channel == "ligacao",
                other.on_day == self._day(),
            )
            query = query.outerjoin(
                PlannedStepRow, PlannedStepRow.id == step.correlate(AttemptRow, CampaignRow).scalar_subquery()
            )
        if question.campaign_id is not None:
            query = query.where(AttemptRow.campaign_id == question.campaign_id)
        key = self._key(group_by)
        keyed: Select[Any] = query.add_columns(key.label("key"))
        return keyed if group_by is GroupBy.TOTAL else keyed.group_by(key)

    def _calls(self, question: KpiQuestion, group_by: GroupBy) -> Select[Any]:
        answered = AttemptRow.answered_at.is_not(None)
        spoke = or_(AttemptRow.disposition.in_(_SPOKE), _IDENTIFIED)
        agreed = exists().where(AgreementRow.attempt_id == AttemptRow.id)
        talk = self._seconds(AttemptRow.closed_at, AttemptRow.answered_at)
        wrapped_up = func.coalesce(AttemptRow.disposed_at, AttemptRow.closed_at)
        busy = self._seconds(wrapped_up, AttemptRow.bridged_at)
        query = select(
            func.count().label("dialed"),
            _number(answered).label("answered"),
            _number(or_(AttemptRow.answer_class == AnswerClass.HUMAN, AttemptRow.disposition.in_(_HUMAN), spoke)).label(
                "human"
            ),
            _number(spoke).label("right_party"),
            _number(or_(AttemptRow.disposition.in_(_OFFERED), agreed)).label("offered"),
            _number(AttemptRow.disposition == _D.ABANDONO).label("abandoned"),
            _number(AttemptRow.disposition.in_(_COMPLAINTS)).label("complaints"),
            func.coalesce(func.sum(case((answered, talk), else_=0)), 0).label("talk_seconds"),
            func.coalesce(func.sum(case((AttemptRow.bridged_at.is_not(None), busy), else_=0)), 0).label("busy_seconds"),
        ).select_from(AttemptRow)
        dialed = (
            AttemptRow.direction == "outbound",
            AttemptRow.closed_at.is_not(None),
            AttemptRow.originated_at.is_not(None),
        )
        query = query.where(*dialed, AttemptRow.disposition != _D.NAO_DISCADO)
        return self._of_calls(query, question, group_by)

    def _agreements(self, question: KpiQuestion, group_by: GroupBy) -> Select[Any]:
        paid = (
            select(func.coalesce(func.sum(InstallmentRow.paid_cents), 0))
            .where(InstallmentRow.agreement_id == AgreementRow.id)
            .scalar_subquery()
        )
        due = exists().where(InstallmentRow.agreement_id == AgreementRow.id, InstallmentRow.due_date < question.today)
        query = (
            select(
                func.count().label("agreements"),
                func.coalesce(func.sum(AgreementRow.total_cents), 0).label("agreed_cents"),
                _number(paid > 0).label("paid"),
                _number(due).label("due_agreements"),
                _number(and_(due, AgreementRow.state == "broken")).label("broken_agreements"),
            )
            .select_from(AgreementRow)
            .join(AttemptRow, AttemptRow.id == AgreementRow.attempt_id)
        )
        return self._of_calls(query, question, group_by)

    def _promises(self, question: KpiQuestion, group_by: GroupBy) -> Select[Any]:
        due = PromiseRow.due_date < question.today
        query = (
            select(
                func.count().label("promises"),
                _number(due).label("due_promises"),
                _number(and_(due, PromiseRow.state == "kept")).label("kept_promises"),
            )
            .select_from(PromiseRow)
            .join(AttemptRow, AttemptRow.id == PromiseRow.attempt_id)
        )
        return self._of_calls(query, question, group_by)

    def _surveys(self, question: KpiQuestion, group_by: GroupBy) -> Select[Any]:
        satisfaction, recommendation = SurveyAnswerRow.satisfaction, SurveyAnswerRow.recommendation
        query = (
            select(
                _number(satisfaction.is_not(None)).label("satisfaction_answers"),
                _number(satisfaction >= 4).label("satisfied"),
                _number(recommendation.is_not(None)).label("recommendation_answers"),
                _number(recommendation >= 9).label("promoters"),
                _number(recommendation <= 6).label("detractors"),
            )
            .select_from(SurveyAnswerRow)
            .join(AttemptRow, AttemptRow.id == SurveyAnswerRow.attempt_id)
        )
        return self._of_calls(query, question, group_by)

    def _received(self, question: KpiQuestion, group_by: GroupBy) -> Select[Any]:
        """All money paid in the period; that of an agreement is the call's that brought it about."""
        query = (
            select(func.coalesce(func.sum(PaymentRow.amount_cents), 0).label("received_cents"))
            .select_from(PaymentRow)
            .outerjoin(AgreementRow, AgreementRow.id == PaymentRow.agreement_id)
            .outerjoin(AttemptRow, AttemptRow.id == AgreementRow.attempt_id)
            .outerjoin(CampaignRow, CampaignRow.id == AttemptRow.campaign_id)
            .where(PaymentRow.paid_at >= question.since, PaymentRow.paid_at < question.until)
        )
        if question.portfolio_id is not None:
            query = query.where(AgreementRow.portfolio_id == question.portfolio_id)
            if question.segment is not None:
                query = query.where(AgreementRow.debtor_id.in_(_members(question)))
        return self._grouped(query, question, group_by)

    def _shifts(self, question: KpiQuestion, group_by: GroupBy) -> Select[Any]:
        ended = func.coalesce(AgentSessionRow.ended_at, question.now)
        starts = case((AgentSessionRow.started_at < question.since, question.since), else_=AgentSessionRow.started_at)
        ends = case((ended > question.until, question.until), else_=ended)
        logged = func.coalesce(func.sum(self._seconds(ends, starts)), 0).label("logged_seconds")
        query = select(logged).select_from(AgentSessionRow).join(UserRow, UserRow.id == AgentSessionRow.user_id)
        query = query.where(AgentSessionRow.started_at < question.until, ended > question.since)
        if group_by is GroupBy.AGENT:
            return query.add_columns(UserRow.name.label("key")).group_by(UserRow.name)
        return query.add_columns(literal("").label("key"))

    def _eligible(self, question: KpiQuestion, group_by: GroupBy) -> Select[Any]:
        total = func.coalesce(func.sum(DebtRow.principal_cents), 0).label("eligible_cents")
        query = select(total).select_from(DebtRow).where(DebtRow.status.in_(("open", "under_agreement")))
        if question.portfolio_id is not None:
            query = query.where(DebtRow.portfolio_id == question.portfolio_id)
            if question.segment is not None:
                query = query.where(DebtRow.debtor_id.in_(_members(question)))
        if group_by is GroupBy.CAMPAIGN or question.campaign_id is not None:
            query = query.join(CampaignRow, CampaignRow.portfolio_id == DebtRow.portfolio_id)
        if question.campaign_id is not None:
            query = query.where(CampaignRow.id == question.campaign_id)
        if group_by is GroupBy.CAMPAIGN:
            return query.add_columns(CampaignRow.name.label("key")).group_by(CampaignRow.name)
        return query.add_columns(literal("").label("key"))

    def _seconds(self, later: Any, earlier: Any) -> ColumnElement[Any]:
        if self._sqlite:
            return (cast(later, Integer) - cast(earlier, Integer)) / 1_000_000
        return func.extract("epoch", later - earlier)

    def _hour(self) -> ColumnElement[Any]:
        if self._sqlite:
            return cast((cast(AttemptRow.claimed_at, Integer) / 1_000_000 - _ZONE_SECONDS) / 3600 % 24, Integer)
        return cast(func.extract("hour", func.timezone(_ZONE, AttemptRow.claimed_at)), Integer)

    def _day(self) -> ColumnElement[Any]:
        if self._sqlite:
            return func.date(cast(AttemptRow.claimed_at, Integer) / 1_000_000 - _ZONE_SECONDS, "unixepoch")
        return cast(func.timezone(_ZONE, AttemptRow.claimed_at), SqlDate)


def _members(question: KpiQuestion) -> Select[Any]:
    assert question.portfolio_id is not None and question.segment is not None  # noqa: S101, PT018 - the callers asked
    segment = SegmentQuery(question.portfolio_id, today=question.today, since=question.now - EVIDENCE_AGE)
    return segment.from_debtors(DebtorRow.id).where(segment.condition(question.segment))
