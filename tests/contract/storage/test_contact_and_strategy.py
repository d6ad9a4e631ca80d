"""Holds, lists, policies, segments, plans, meters and figures: the same on both databases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from adapters.storage.database import Database
from adapters.storage.repositories.segment_sql import SegmentQuery
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.contact import MunicipalHolidayRow
from adapters.storage.tables.negotiation import PromiseRow
from adapters.storage.tables.portfolio import DebtorRow, DebtRow, PhoneRow
from adapters.storage.tables.strategy import DebtorProfileRow, PlannedStepRow
from domain.call.attempt import AttemptState
from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass
from domain.contact.facts import Channel, HoldKind
from domain.contact.origination import CallCounters, count_volumes
from domain.ids import CampaignId, DebtorId, LeadId, PortfolioId
from domain.reporting.kpi import GroupBy
from domain.strategy.expression import evaluate, parse_expression
from services.claiming import claim_leads
from services.contacting import ContactService
from services.origination import OriginationService
from services.ports.repositories.contact import ContactMade, ListEntry, NewHold
from services.ports.repositories.kpis import KpiQuestion
from tests.support.aio import run
from tests.support.dialing import TUESDAY_TEN, insert_list

NOW = TUESDAY_TEN
ZONE = UTC


class FixedClock:
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def list_of(database: Database) -> Database:
    run(database.write(lambda uow: insert_list(uow.connection, debtors=6)))  # type: ignore[attr-defined]
    return database


def write(database: Database, statement: Any) -> None:
    run(database.write(lambda uow: uow.connection.execute(statement)))  # type: ignore[attr-defined]


def verdicts(database: Database) -> dict[int, str]:
    """The first refusal of each debtor, as `concilia why` tells it; empty: may be called."""
    service = ContactService(storage=database, clock=FixedClock())
    found = {}
    for debtor in range(1, 7):
        first = run(service.why(str(debtor))).scopes[0].numbers[0].first
        found[debtor] = "" if first is None or first.refused is None else first.refused.rule.value
    return found


def hold(database: Database, kind: HoldKind, **more: Any) -> None:
    one = NewHold(kind=kind, starts_at=NOW - timedelta(days=1), **more)
    run(database.write(lambda uow: uow.contact.add_hold(one, at=NOW)))


def test_what_is_stored_refuses_and_the_dialer_claims_the_others(list_of: Database) -> None:
    hold(list_of, HoldKind.LAWYER, debtor_id=DebtorId(1))
    hold(list_of, HoldKind.OPT_OUT, number="+5511900000002")
    sms = ContactMade(debtor_id=DebtorId(3), channel=Channel.SMS, at=NOW - timedelta(hours=1), reference="m1")
    for _ in range(2):
        run(list_of.write(lambda uow: uow.contact.record_contact(sms)))
    promise = {"id": "p", "debtor_id": 4, "portfolio_id": 1, "amount_cents": 1, "paid_cents": 0}
    write(list_of, insert(PromiseRow).values(**promise, due_date=NOW.date(), state="open", made_at=NOW))
    write(list_of, update(DebtorRow).where(DebtorRow.id == 5).values(city="São  Paulo"))
    write(list_of, insert(MunicipalHolidayRow).values(uf="SP", city="saopaulo", day=NOW.date(), name="x"))
    assert verdicts(list_of) == {
        1: "lawyer", 2: "number_opted_out", 3: "person_gap", 4: "promise_not_due", 5: "calling_window", 6: "",
    }  # fmt: skip
    lease = timedelta(seconds=60)
    claim = run(
        list_of.write(
            lambda uow: claim_leads(uow, CampaignId(1), dialer="d", now=NOW, lease=lease, limit=50)
        )
    )  # fmt: skip
    assert [lead.lead_id for lead in claim.leads] == [LeadId(6)]


def test_a_lifted_hold_holds_no_more(list_of: Database) -> None:
    hold(list_of, HoldKind.OPT_OUT, debtor_id=DebtorId(1))
    [kept] = run(list_of.read(lambda uow: uow.contact.holds(DebtorId(1))))
    assert run(list_of.write(lambda uow: uow.contact.lift_hold(kept.id, by=None, at=NOW)))
    assert not run(list_of.write(lambda uow: uow.contact.lift_hold(kept.id, by=None, at=NOW)))
    assert verdicts(list_of)[1] == ""


def test_a_list_holds_once_it_is_whole_and_replaces_the_one_before(list_of: Database) -> None:
    def load(number: str, *, activate: bool) -> None:
        def work(uow: Any) -> None:
            list_id = uow.contact.begin_list("own", file_name="f.csv", at=NOW)
            uow.contact.add_entries(list_id, [ListEntry(number=number, registered_on=date(2026, 1, 1))])
            if activate:
                uow.contact.activate_list(list_id, "own")

        run(list_of.write(work))

    load("+5511900000001", activate=False)
    assert verdicts(list_of)[1] == ""
    load("+5511900000002", activate=True)
    assert verdicts(list_of)[2] == "block_list"
    load("+5511900000003", activate=True)
    assert [verdicts(list_of)[debtor] for debtor in (1, 2, 3)] == ["", "", "block_list"]
    assert run(list_of.write(lambda uow: uow.contact.drop_entries(limit=10))) == 2


def test_a_portfolio_s_policy_holds_and_a_broken_one_stops_it(list_of: Database) -> None:
    service = ContactService(storage=list_of, clock=FixedClock())
    assert run(service.set_policy(1, {"person_per_day": 0}, by=None)) == 1
    assert verdicts(list_of)[1] == "person_day_cap"
    run(list_of.write(lambda uow: uow.contact.replace_policy(PortfolioId(1), '{"person_per_day": 9}', by=None, at=NOW)))
    [scope] = run(service.why("1")).scopes
    assert scope.policy_broken
    lease = timedelta(seconds=60)
    claim = run(list_of.write(lambda uow: claim_leads(uow, CampaignId(1), dialer="d", now=NOW, lease=lease, limit=50)))
    assert claim.leads == ()


EXPRESSIONS = (
    "atraso >= 30", "atraso < 327", "atraso = 327", "atraso > 326,5", "valor > 10", "renda > 1.000",
    "não renda > 1.000",
    "ltv_por_divida >= 20", "bom_pagador", "não bom_pagador", "causa = desemprego", "causa != desemprego",
    "uf em (SP, RJ) e dividas = 1", "contatabilidade = cpc", "contatabilidade em (nunca_tentado, tentado)",
    "tentativas > 0 ou tem_email", "não tem_telefone", "quebras = 0", "hora entre 8 e 12 ou canal = sms",
)  # fmt: skip


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_segment_counts_whom_its_expression_means(list_of: Database, text: str) -> None:
    profile = {"debtor_id": 1, "income_cents": 200_000, "ltv_cents": 30_000, "paid_on_time": 9, "paid_late": 1}
    more = {"delay_cause": "desemprego", "preferred_channel": "sms", "preferred_hour": 9, "updated_at": NOW}
    write(list_of, insert(DebtorProfileRow).values(**profile, **more))
    write(list_of, insert(DebtorProfileRow).values(debtor_id=2, income_cents=50_000, paid_late=3, updated_at=NOW))
    write(list_of, update(PhoneRow).where(PhoneRow.id == 3).values(unlinked_at=NOW))
    write(list_of, update(DebtorRow).where(DebtorRow.id == 4).values(uf="", email="a@b.c"))
    write(list_of, update(DebtRow).where(DebtRow.debtor_id == 6).values(status="paid"))
    add_call(list_of, 1, Disposition.DESLIGOU)
    expression, today, since = parse_expression(text), date(2026, 11, 24), NOW - timedelta(days=90)
    query = SegmentQuery(1, today=today, since=since)

    def read(uow: Any) -> list[bool | None]:
        columns = [column.label(name) for name, column in query.columns.items()]
        return [
            evaluate(expression, query.facts_of(row)) for row in uow.connection.execute(query.from_debtors(*columns))
        ]

    answers = run(list_of.read(read))
    counted = run(list_of.read(lambda uow: uow.strategy.count(expression, PortfolioId(1), today=today, since=since)))
    assert len(answers) == 5
    assert counted == answers.count(True)


def add_call(database: Database, debtor: int, disposition: Disposition) -> None:
    row = {
        "id": f"{debtor}-{disposition.value}"[:26], "campaign_id": 1, "lead_id": debtor, "debtor_id": debtor,
        "phone_id": debtor, "number_in_lead": 1, "dialer": "d", "state": AttemptState.CLOSED,
        "disposition": disposition,
        "claimed_at": NOW, "originated_at": NOW, "answered_at": NOW, "closed_at": NOW + timedelta(seconds=30),
        "answer_class": AnswerClass.HUMAN, "hangup_cause": 16,
    }  # fmt: skip
    write(database, insert(AttemptRow).values(**row))


def test_the_meter_counts_a_day_and_its_month(database: Database) -> None:
    day = date(2026, 11, 24)
    for when, dialer, short in ((day, "a", True), (day, "b", False), (day, "a", True), (date(2026, 11, 3), "a", True)):
        run(database.write(lambda uow: uow.call_meter.count(when, trunk="t", dialer=dialer, short=short)))  # noqa: B023
    volumes = run(database.read(lambda uow: uow.call_meter.month_volumes(day)))
    assert count_volumes(volumes, day) == CallCounters(calls=3, short_calls=2, month_calls=4, month_days=2)
    assert {(one.cnpj_root, one.carrier) for one in volumes} == {("", "t")}


def test_the_trunks_of_a_cnpj_root_are_shown_together_and_by_carrier(database: Database) -> None:
    def work(uow: Any) -> None:
        for trunk, carrier in (("t1", "Operadora"), ("t2", "Operadora"), ("t3", "Outra"), ("t1", "Operadora A")):
            uow.call_meter.own_trunk(trunk, carrier=carrier, cnpj_root="11222333", at=NOW)
        for trunk in ("t1", "t2", "t3", "t4"):
            uow.call_meter.count(NOW.date(), trunk=trunk, dialer="d", short=trunk == "t1")

    run(database.write(work))
    meters = run(OriginationService(storage=database, clock=FixedClock()).meters())
    assert [(one.cnpj_root, one.carrier, one.calls, one.short_calls) for one in meters] == [
        ("", "", 1, 0), ("", "t4", 1, 0), ("11222333", "", 3, 1), ("11222333", "Operadora", 1, 0),
        ("11222333", "Operadora A", 1, 1), ("11222333", "Outra", 1, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("group_by", "keys"),
    [
        (GroupBy.TOTAL, {""}), (GroupBy.AGENT, {""}), (GroupBy.CAMPAIGN, {"c1"}), (GroupBy.STEP, {"", "d15_ligacao"}),
        (GroupBy.HOUR, {"10"}),
    ],
)  # fmt: skip
def test_figures_are_counted_by_group(list_of: Database, group_by: GroupBy, keys: set[str]) -> None:
    add_call(list_of, 1, Disposition.PROMESSA)
    add_call(list_of, 2, Disposition.NAO_CONHECE)
    step = {"debt_id": 1, "debtor_id": 1, "portfolio_id": 1, "step": "d15_ligacao", "channel": "ligacao"}
    write(list_of, insert(PlannedStepRow).values(**step, on_day=date(2026, 11, 24), state="done", updated_at=NOW))
    question = KpiQuestion(
        since=NOW - timedelta(hours=1), until=NOW + timedelta(hours=1), now=NOW, today=date(2026, 11, 24),
        portfolio_id=PortfolioId(1), segment=parse_expression("atraso > 0"),
    )  # fmt: skip
    counts = run(list_of.read(lambda uow: uow.kpis.counts(question, group_by)))
    assert set(counts) == keys
    dialed = sum(one.dialed for one in counts.values())
    assert (dialed, sum(one.human for one in counts.values()), sum(one.right_party for one in counts.values())) == (
        2,
        2,
        1,
    )
    assert sum(one.talk_seconds for one in counts.values()) == 60
    if group_by is GroupBy.TOTAL:
        assert counts[""].eligible_cents == 6000
        whole = KpiQuestion(since=question.since, until=question.until, now=NOW, today=question.today)
        assert run(list_of.read(lambda uow: uow.kpis.counts(whole, GroupBy.TOTAL)))[""].logged_seconds == 0
