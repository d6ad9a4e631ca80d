"""A régua's steps become messages in files of the outbox: one each, where the rules let them; on both databases."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from adapters.notices.outbox import OutboxChannel
from adapters.payments.sandbox import Sandbox
from adapters.storage.database import Database
from adapters.storage.tables.contact import ContactHoldRow, ContactLedgerRow
from adapters.storage.tables.news import OutboxRow
from adapters.storage.tables.notices import NoticeRow
from adapters.storage.tables.portfolio import DebtorRow, DebtRow, PhoneRow, PortfolioRow
from adapters.storage.tables.strategy import PlannedStepRow, ReguaRow
from domain.contact.facts import Channel, HoldKind
from domain.contact.rules import RULE_TEXTS, ContactRule
from domain.ids import DebtorId, PortfolioId
from domain.notice.notice import NoticeKind, NoticeState
from domain.notice.words import debt_word_in, threat_in
from domain.strategy.step_message import NO_CONTACT, TOLD_TODAY
from runtime.clock import UlidSource
from services.negotiation.promises import PromiseService, end_of, record_promise
from services.notices.keeper import NoticeKeeper
from services.payments.charging import ChargeService
from services.ports.notices import ChannelUnavailable
from services.ports.repositories.contact import ContactMade
from services.ports.repositories.negotiation import NewPromise
from services.regua_messages import ReguaMessages
from services.regua_plans import ReguaPlanService
from services.strategy import StrategyService
from tests.support.aio import run
from tests.support.dialing import TUESDAY_TEN, insert_list
from tests.support.menu_records import change, rows_of, the_row
from tests.support.negotiating import SECRET, ZONE, MovedClock

TODAY = date(2026, 11, 24)
STEP = '[[passo]]\ncodigo = "{channel}"\ndia = 10\ncanal = "{channel}"\n'
EMAIL = "maria@exemplo.com.br"


@dataclass
class House:
    database: Database
    outbox: Path
    clock: MovedClock
    keeper: NoticeKeeper
    messages: ReguaMessages

    def plan(self, *channels: str) -> None:
        source = 'nome = "r"\n' + "".join(STEP.format(channel=channel) for channel in channels)
        given: dict[str, Any] = {"storage": self.database, "clock": self.clock, "zone": ZONE}
        run(StrategyService(**given).set_regua(1, source, by=None))
        plans = ReguaPlanService(**given)
        run(plans.run(run(plans.start(1, by=None)).plan.id))

    def send(self) -> list[dict[str, Any]]:
        """A round of the régua, one of the keeper; all that was sent so far."""
        run(self.messages.round())
        run(self.keeper.round())
        return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(self.outbox.glob("*.json"))]

    def steps(self) -> list[tuple[str, str]]:
        rows = sorted(rows_of(self.database, PlannedStepRow), key=lambda row: row["id"])
        return [(row["state"], row["reason"]) for row in rows]

    def do(self, statement: Any) -> None:
        run(self.database.write(lambda uow: uow.connection.execute(statement)))


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """One debtor with a debt whose tenth day is today; a house that sends SMS and e-mail."""
    run(database.write(lambda uow: insert_list(uow.connection, debtors=1)))
    change(database, PortfolioRow, company_name="Concilia Atendimento", callback_number="+551132654321")
    change(database, DebtorRow, name="MARIA DA SILVA", email=EMAIL)
    change(database, DebtRow, due_date=TODAY - timedelta(days=10))
    clock, ids = MovedClock(TUESDAY_TEN), UlidSource()
    provider = Sandbox(clock, webhook_secret=SECRET).provider
    given: dict[str, Any] = {"storage": database, "clock": clock}
    channels = {one: OutboxChannel(one, tmp_path / "outbox") for one in (Channel.SMS, Channel.EMAIL)}
    charges = ChargeService(**given, timezone=ZONE, ids=ids, provider=provider)
    return House(
        database=database,
        outbox=tmp_path / "outbox",
        clock=clock,
        keeper=NoticeKeeper(**given, ids=ids, channels=channels, charges=charges),
        messages=ReguaMessages(**given, zone=ZONE, channels=channels),
    )


@pytest.mark.parametrize(("channel", "to"), [("sms", "+5511900000001"), ("email", EMAIL)])
def test_a_step_of_today_becomes_one_message_that_says_nothing_of_a_debt(house: House, channel: str, to: str) -> None:
    house.plan(channel)
    (sent,) = house.send()
    assert (sent["channel"], sent["to"]) == (channel, to)
    said = f"{sent['subject']} {sent['text']}"
    assert "Maria" in said
    assert (debt_word_in(said), threat_in(said)) == ("", "")
    notice, counted = the_row(house.database, NoticeRow), the_row(house.database, ContactLedgerRow)
    assert (notice["kind"], notice["state"]) == (NoticeKind.REMINDER, NoticeState.ACCEPTED)
    assert (counted["channel"], counted["portfolio_id"]) == (channel, 1)
    step = the_row(house.database, PlannedStepRow)
    assert (step["state"], step["reason"], step["notice_id"]) == ("done", "", notice["id"])
    topics = [row["topic"] for row in rows_of(house.database, OutboxRow)]
    assert f"notice/changed/{notice['id']}" in topics


def test_it_is_sent_once_however_often_it_is_planned_and_the_house_started(house: House) -> None:
    house.plan("sms")
    assert len(house.send()) == 1
    house.clock.advance(hours=5)
    house.plan("sms")
    assert len(house.send()) == 1
    change(house.database, PlannedStepRow, state="planned", notice_id=None, look_again_at=None)
    assert len(house.send()) == 1
    assert house.steps() == [("done", "")]


def test_the_second_message_of_a_day_waits_for_the_interval_between_contacts(house: House) -> None:
    house.plan("email", "sms")
    assert len(house.send()) == 1
    house.clock.advance(hours=3, minutes=59)
    assert len(house.send()) == 1
    house.clock.advance(minutes=2)
    assert [one["channel"] for one in house.send()] == ["email", "sms"]
    assert len(rows_of(house.database, ContactLedgerRow)) == 2


def test_outside_the_hours_it_waits_for_them_and_a_step_whose_day_is_over_is_not_sent(house: House) -> None:
    house.clock.at = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)  # 07:30
    house.plan("sms")
    assert house.send() == []
    assert house.steps() == [("planned", RULE_TEXTS[ContactRule.CALLING_WINDOW].says)]
    house.clock.at = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
    assert house.send() == []
    house.clock.at = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # 08:00
    assert len(house.send()) == 1


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (HoldKind.OPT_OUT, ContactRule.OPTED_OUT),
        (HoldKind.LAWYER, ContactRule.LAWYER),
        (HoldKind.PAYMENT_CLAIM, ContactRule.PAYMENT_IN_DOUBT),
    ],
)
def test_who_may_not_be_contacted_gets_none(house: House, kind: HoldKind, rule: ContactRule) -> None:
    house.plan("sms")
    # From before the message, so that the régua itself is not stopped by it: an instant of the past.
    held = {"kind": kind.value, "debtor_id": 1, "starts_at": TUESDAY_TEN, "created_at": TUESDAY_TEN, "reason": ""}
    run(house.messages.round())
    house.do(insert(ContactHoldRow).values(**held))
    run(house.keeper.round())
    assert not house.outbox.exists()
    assert (the_row(house.database, NoticeRow)["state"], rows_of(house.database, ContactLedgerRow)) == (
        NoticeState.DROPPED, [],
    )  # fmt: skip
    assert house.steps() == [("done", f"a mensagem não chegou: {RULE_TEXTS[rule].says}")]


def test_what_stopped_the_debt_since_the_plan_stops_its_message(house: House) -> None:
    house.plan("sms")
    change(house.database, DebtRow, status="paid")
    assert house.send() == []
    assert house.steps() == [("skipped", "a dívida mudou desde o planejamento")]


def test_a_number_that_is_somebody_elses_and_an_address_that_is_none_get_nothing(house: House) -> None:
    change(house.database, PhoneRow, unlinked_at=TUESDAY_TEN)
    change(house.database, DebtorRow, email="não tem")
    house.plan("sms", "email")
    assert house.send() == []
    assert house.steps() == [("skipped", NO_CONTACT)] * 2


def test_two_debts_of_a_person_make_one_message_a_day(house: House) -> None:
    again = {"portfolio_id": 1, "debtor_id": 1, "contract": "2", "principal_cents": 1000, "updated_at": TUESDAY_TEN}
    house.do(insert(DebtRow).values(**again, due_date=TODAY - timedelta(days=10)))
    house.plan("sms")
    assert len(house.send()) == 1
    assert house.steps() == [("done", ""), ("skipped", TOLD_TODAY)]


def test_steps_of_channels_that_this_house_has_not_wait_for_whoever_does_them(house: House) -> None:
    house.plan("whatsapp", "carta", "aviso_comercial", "ligacao")
    assert house.send() == []
    assert house.steps() == [("planned", "")] * 4


def promise(house: House, due: date, *, amount: int = 5_000) -> str:
    made = NewPromise(
        id=f"P{due:%d}", debtor_id=DebtorId(1), portfolio_id=PortfolioId(1), attempt_id=None, amount_cents=amount,
        due_date=due, made_by=None, made_at=house.clock.now(), held_until=end_of(due, ZONE),
    )  # fmt: skip
    run(house.database.write(lambda uow: record_promise(uow, made)))
    return made.id


def test_a_promise_is_reminded_of_once_the_day_before_and_nothing_else_is_sent_until_it_is_due(house: House) -> None:
    promise(house, TODAY + timedelta(days=2))
    house.plan("sms")
    assert house.send() == []
    house.clock.advance(days=1)
    house.plan("sms")
    (sent,) = house.send()
    assert "lembrete do que combinamos" in sent["text"]
    assert (debt_word_in(sent["text"]), threat_in(sent["text"])) == ("", "")
    notice, counted = the_row(house.database, NoticeRow), the_row(house.database, ContactLedgerRow)
    assert (notice["kind"], notice["state"]) == (NoticeKind.PROMISE, NoticeState.ACCEPTED)
    assert (counted["channel"], counted["reference"]) == ("sms", f"notice-{notice['id']}")
    house.clock.advance(days=1)
    house.plan("sms")
    assert len(house.send()) == 1


def test_what_the_caps_refuse_on_the_day_before_is_reminded_of_on_the_day(house: House) -> None:
    promise(house, TODAY + timedelta(days=1))
    contact = ContactMade(debtor_id=DebtorId(1), channel=Channel.EMAIL, at=house.clock.now(), reference="x")
    run(house.database.write(lambda uow: uow.contact.record_contact(contact)))
    house.clock.at = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)  # 17:00, and 18:00 is late for the second contact
    late = replace(contact, at=house.clock.now() - timedelta(hours=1), reference="y")
    run(house.database.write(lambda uow: uow.contact.record_contact(late)))
    house.plan("sms")
    assert house.send() == []
    house.clock.advance(hours=18)
    house.plan("sms")
    assert len(house.send()) == 1


def test_each_promise_has_its_own_reminder(house: House) -> None:
    first = promise(house, TODAY + timedelta(days=1))
    house.plan("sms")
    assert len(house.send()) == 1
    service = PromiseService(storage=house.database, clock=house.clock, ids=UlidSource(), timezone=ZONE)
    run(service.cancel(first, by=None))
    house.clock.advance(days=2)
    promise(house, TODAY + timedelta(days=3))
    house.plan("sms")
    assert len(house.send()) == 2


def test_a_promise_that_is_over_before_its_reminder_leaves_is_not_reminded_of(house: House) -> None:
    made = promise(house, TODAY + timedelta(days=1))
    house.plan("sms")
    run(house.messages.round())
    service = PromiseService(storage=house.database, clock=house.clock, ids=UlidSource(), timezone=ZONE)
    run(service.cancel(made, by=None))
    run(house.keeper.round())
    assert not house.outbox.exists()
    assert (the_row(house.database, NoticeRow)["state"], the_row(house.database, NoticeRow)["reason"]) == (
        NoticeState.DROPPED,
        "promise_over",
    )


def test_a_broken_regua_stops_its_own_steps_alone(house: House) -> None:
    house.plan("sms")
    house.do(update(ReguaRow).values(source="broken"))
    assert house.send() == []
    assert house.steps() == [("planned", "o passo não pôde ser avaliado")]
    assert run(house.messages.round()) == 0


def test_what_a_channel_refuses_or_tells_later_is_told_to_the_step(house: House) -> None:
    house.plan("sms")
    run(house.messages.round())
    key = the_row(house.database, NoticeRow)["id"]

    async def away(_notice: Any) -> Any:
        raise ChannelUnavailable("away")

    working = house.keeper.channels[Channel.SMS]
    sent = working.send
    working.send = away
    run(house.keeper.round())
    assert house.steps() == [("done", "")]
    # The try that failed counts as a contact, since nobody knows whether it left: the next is after the interval.
    working.send = sent
    house.clock.advance(hours=4, minutes=1)
    assert [one["to"] for one in house.send()] == ["+5511900000001"]
    assert [file.name for file in house.outbox.iterdir()] == [f"sms-{key}.json"]
    assert len(rows_of(house.database, ContactLedgerRow)) == 1
