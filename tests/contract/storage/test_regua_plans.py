"""Plans of a portfolio's debts page by page, and steps as they are done; on both databases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

import services.regua_plans
from adapters.storage.database import Database
from adapters.storage.tables.contact import ContactHoldRow, ContactLedgerRow
from adapters.storage.tables.portfolio import DebtRow, PhoneRow
from adapters.storage.tables.strategy import PlannedStepRow
from domain.contact.facts import HoldKind
from domain.contact.rules import ContactRule
from services.contacting import ContactService
from services.errors import NoSuchPortfolio
from services.ports.repositories.regua_plans import ReguaPlan
from services.regua_plans import IDLE, ReguaPlanService
from services.regua_steps import NoSuchStep, ReguaStepService, StepHeld, StepOver
from services.strategy import StrategyService
from tests.support.aio import run
from tests.support.dialing import TUESDAY_TEN, insert_list
from tests.support.menu_records import change, rows_of
from tests.support.negotiating import ZONE, MovedClock

TODAY = date(2026, 11, 24)
REGUA = 'nome = "r"\n[[passo]]\ncodigo = "{code}"\ndia = {day}\ncanal = "{channel}"\nquando = "valor >= 10"\n'


class House:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovedClock(TUESDAY_TEN)
        given: dict[str, Any] = {"storage": database, "clock": self.clock, "zone": ZONE}
        self.strategy, self.plans, self.steps = (
            StrategyService(**given), ReguaPlanService(**given), ReguaStepService(**given)
        )  # fmt: skip

    def regua(self, code: str = "x", day: int = 10, channel: str = "sms") -> None:
        run(self.strategy.set_regua(1, REGUA.format(code=code, day=day, channel=channel), by=None))

    def plan(self) -> ReguaPlan:
        return run(self.plans.run(run(self.plans.start(1, by=None)).plan.id))

    def do(self, statement: Any) -> None:
        run(self.database.write(lambda uow: uow.connection.execute(statement)))  # type: ignore[attr-defined]

    def states(self) -> list[tuple[int, str, str]]:
        rows = rows_of(self.database, PlannedStepRow)
        return sorted((row["debtor_id"], row["step"], row["state"]) for row in rows)

    def step_of(self, debtor: int) -> int:
        query = select(PlannedStepRow.id).where(PlannedStepRow.debtor_id == debtor, PlannedStepRow.state == "planned")
        return int(run(self.database.read(lambda uow: uow.connection.scalar(query))))  # type: ignore[attr-defined]


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> House:
    """Six debts, two a page; the régua's tenth day is today."""
    monkeypatch.setattr(services.regua_plans, "_PAGE", 2)
    run(database.write(lambda uow: insert_list(uow.connection, debtors=6)))  # type: ignore[attr-defined]
    house = House(database)
    house.do(update(DebtRow).values(due_date=TODAY - timedelta(days=10)))
    house.regua()
    return house


def test_planning_twice_changes_nothing_and_what_was_done_stays(house: House) -> None:
    held = {"kind": HoldKind.DEAD.value, "debtor_id": 2, "starts_at": TUESDAY_TEN - timedelta(days=1)}
    house.do(insert(ContactHoldRow).values(**held, reason="", created_at=TUESDAY_TEN))
    first = house.plan()
    assert (first.state, first.debts, first.debts_total, first.planned, first.cancelled) == ("finished", 6, 6, 5, 1)
    house.do(update(PlannedStepRow).where(PlannedStepRow.debtor_id == 1).values(state="done"))
    again = house.plan()
    assert (again.id > first.id, again.planned, again.cancelled) == (True, 5, 1)
    due = run(house.strategy.steps(1, until=date(2026, 12, 31), after=0, limit=10))
    assert [(step.debtor_id, step.on_day) for step in due] == [(n, TODAY) for n in (3, 4, 5, 6)]


def test_a_step_that_left_the_regua_is_cancelled(house: House) -> None:
    house.plan()
    house.do(update(PlannedStepRow).where(PlannedStepRow.debtor_id == 1).values(state="done"))
    house.clock.advance(minutes=1)
    house.regua(code="y", day=12)
    house.plan()
    assert [state for debtor, step, state in house.states() if debtor == 1] == ["done", "planned"]
    assert [(step, state) for debtor, step, state in house.states() if debtor == 2] == [
        ("x", "cancelled"), ("y", "planned"),
    ]  # fmt: skip


def test_a_plan_that_stopped_goes_on_where_it_was_and_two_workers_do_each_page_once(house: House) -> None:
    plan = run(house.plans.start(1, by=None)).plan
    run(house.database.write(lambda uow: house.plans._next_page(uow, plan.id)))
    told = run(house.plans.latest(1))
    assert told is not None
    assert (told.state, told.debts, told.debts_total, told.finished_at) == ("running", 2, 6, None)
    assert run(house.plans.start(1, by=None)).needs_worker is False
    assert run(house.plans.due()) == []
    house.clock.at += IDLE + timedelta(seconds=1)
    assert run(house.plans.start(1, by=None)).needs_worker is True
    assert run(house.plans.due()) == [plan.id]

    async def both() -> list[ReguaPlan]:
        import asyncio

        return list(await asyncio.gather(house.plans.run(plan.id), house.plans.run(plan.id)))

    assert {(one.state, one.debts, one.planned) for one in run(both())} == {("finished", 6, 6)}


def test_another_regua_replaces_the_plan_that_runs(house: House) -> None:
    old = run(house.plans.start(1, by=None)).plan
    house.regua(code="y")
    new = run(house.plans.start(1, by=None))
    assert new.needs_worker
    assert run(house.plans.run(old.id)).state == "replaced"
    assert house.states() == []
    assert run(house.plans.run(new.plan.id)).state == "finished"


def test_what_was_planned_before_is_planned_anew_every_day(house: House) -> None:
    assert run(house.plans.due()) == []
    house.plan()
    assert run(house.plans.due()) == []
    house.clock.at = datetime(2026, 11, 25, 3, 30, tzinfo=UTC)  # after midnight in Brasília
    (again,) = run(house.plans.due())
    house.do(update(DebtRow).where(DebtRow.debtor_id == 1).values(status="paid"))
    plan = run(house.plans.run(again))
    assert (plan.planned, plan.skipped, plan.cancelled) == (0, 5, 1)


def test_a_portfolio_that_does_not_exist_is_refused(house: House) -> None:
    with pytest.raises(NoSuchPortfolio):
        run(house.plans.start(9, by=None))
    assert run(house.plans.latest(1)) is None


def number_of(debtor: int) -> str:
    return f"+55119{debtor:08d}"


def test_a_message_of_the_regua_counts_as_the_contact_it_is(house: House) -> None:
    house.plan()
    run(house.steps.do(house.step_of(1), number=number_of(1)))
    (made,) = rows_of(house.database, ContactLedgerRow)
    assert (made["debtor_id"], made["channel"], made["number"], made["portfolio_id"]) == (1, "sms", number_of(1), 1)
    assert (1, "x", "done") in house.states()
    first = run(ContactService(storage=house.database, clock=house.clock).why("1")).scopes[0].numbers[0].first
    assert first is not None
    assert first.rule is ContactRule.PERSON_GAP
    with pytest.raises(NoSuchStep):
        run(house.steps.do(999))


def test_a_step_is_done_once_on_its_day_and_only_while_nothing_stops_it(house: House) -> None:
    house.plan()
    one, paid, early = (house.step_of(debtor) for debtor in (1, 2, 3))
    run(house.steps.do(one, number=number_of(1)))
    house.do(update(DebtRow).where(DebtRow.debtor_id == 2).values(status="paid"))
    house.do(update(PlannedStepRow).where(PlannedStepRow.id == early).values(on_day=TODAY + timedelta(days=1)))
    for step, debtor in ((one, 1), (paid, 2), (early, 3)):
        with pytest.raises(StepOver):
            run(house.steps.do(step, number=number_of(debtor)))
    assert len(rows_of(house.database, ContactLedgerRow)) == 1


@pytest.mark.parametrize(
    ("at", "number", "rule"),
    [
        (TUESDAY_TEN, number_of(2), ContactRule.NO_NUMBER),  # somebody else's
        (TUESDAY_TEN, "", ContactRule.NO_NUMBER),
        (datetime(2026, 11, 25, 1, 0, tzinfo=UTC), number_of(1), ContactRule.CALLING_WINDOW),  # 22:00 on the 24th
    ],
)
def test_what_the_rules_of_contact_refuse_is_not_sent(
    house: House, at: datetime, number: str, rule: ContactRule
) -> None:
    house.plan()
    house.clock.at = at
    with pytest.raises(StepHeld) as held:
        run(house.steps.do(house.step_of(1), number=number))
    assert held.value.refused.rule is rule
    assert rows_of(house.database, ContactLedgerRow) == []


def test_a_number_that_was_unlinked_and_a_policy_that_is_broken_stop_messages(house: House) -> None:
    house.plan()
    change(house.database, PhoneRow, unlinked_at=TUESDAY_TEN)
    with pytest.raises(StepHeld) as held:
        run(house.steps.do(house.step_of(1), number=number_of(1)))
    assert held.value.refused.rule is ContactRule.NUMBER_UNLINKED
    run(house.database.write(lambda uow: uow.contact.replace_policy(1, "[]", by=None, at=TUESDAY_TEN)))  # type: ignore[arg-type]
    with pytest.raises(StepHeld) as held:
        run(house.steps.do(house.step_of(1), number=number_of(1)))
    assert held.value.refused.rule is ContactRule.POLICY_BROKEN


@pytest.mark.parametrize(
    ("channel", "counted"), [("email", ["email"]), ("carta", ["letter"]), ("aviso_comercial", []), ("ligacao", [])]
)
def test_every_channel_is_written_down_as_what_it_is(house: House, channel: str, counted: list[str]) -> None:
    house.regua(channel=channel)
    house.plan()
    run(house.steps.do(house.step_of(1)))
    assert [row["channel"] for row in rows_of(house.database, ContactLedgerRow)] == counted
