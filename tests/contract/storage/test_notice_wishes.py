"""An agreement brings its first charge and its message with it; wishes for messages are kept, once each."""

import asyncio
from datetime import timedelta

import pytest

from adapters.storage.database import Database
from adapters.storage.tables.notices import NoticeRow
from adapters.storage.tables.payments import PaymentChargeRow
from adapters.storage.tables.portfolio import DebtorRow, PhoneRow
from domain.contact.facts import Channel
from domain.ids import DebtorId, NoticeId
from domain.notice.contact import contact_at
from domain.notice.notice import Confirmation, NoticeKind, NoticeState
from runtime.clock import UlidSource
from services.negotiation.errors import NoSuchAgreement
from services.notices.errors import ContactNotConfirmed, NoSuchNotice
from services.notices.following import CHOICE
from services.notices.requesting import NoticeService
from services.payments.errors import NothingToCharge
from services.payments.watching import PaymentWatch
from services.ports.repositories.notices import NoticeQuery
from tests.support.aio import run
from tests.support.bus import FakeBus
from tests.support.menu_records import change, rows_of, the_row
from tests.support.negotiating import ZONE, Desk, open_desk

LINE = contact_at(Channel.SMS, "+5511987654321")
EMAIL = contact_at(Channel.EMAIL, "maria@exemplo.com.br")


@pytest.fixture
def desk(database: Database) -> Desk:
    return open_desk(database)


@pytest.fixture
def notices(desk: Desk) -> NoticeService:
    return NoticeService(storage=desk.database, clock=desk.clock, ids=UlidSource(), timezone=ZONE)


def test_the_agreement_brings_its_first_charge_and_a_message_to_the_line(desk: Desk) -> None:
    agreement = desk.agree(payments=2).agreement
    charge, notice = the_row(desk.database, PaymentChargeRow), the_row(desk.database, NoticeRow)
    assert (charge["installment_number"], charge["state"], charge["code"]) == (1, "creating", "")
    assert (notice["kind"], notice["channel"], notice["address"]) == (NoticeKind.AGREEMENT, Channel.SMS, LINE.address)
    assert (notice["agreement_id"], notice["txid"]) == (agreement.agreement_id, charge["txid"])
    assert notice["confirmation"] is Confirmation.LINE
    assert notice["next_try_at"] == desk.clock.at + CHOICE


def test_no_message_to_a_landline_by_itself_but_the_charge_stands(desk: Desk) -> None:
    change(desk.database, PhoneRow, number="+551132654321")
    desk.agree()
    assert rows_of(desk.database, NoticeRow) == []
    assert the_row(desk.database, PaymentChargeRow)["state"] == "creating"


def test_the_keeper_makes_the_first_charge_at_the_provider(desk: Desk, notices: NoticeService) -> None:
    agreement = desk.agree().agreement
    assert not run(notices.code_ready(agreement.agreement_id))
    run(desk.keeper.round())
    assert run(notices.code_ready(agreement.agreement_id))


def test_the_debtor_may_choose_where_the_message_goes_and_then_it_goes_at_once(
    desk: Desk, notices: NoticeService
) -> None:
    agreement = desk.agree().agreement
    told = run(notices.direct(agreement.agreement_id, EMAIL))
    assert (told.contact, told.confirmation, told.next_try_at) == (EMAIL, Confirmation.DEBTOR, desk.clock.at)
    run(notices.direct(agreement.agreement_id, EMAIL))
    assert the_row(desk.database, NoticeRow)["address"] == EMAIL.address


def test_a_message_that_left_is_not_sent_twice_to_one_place_but_copied_to_another(
    desk: Desk, notices: NoticeService
) -> None:
    agreement = desk.agree().agreement
    change(desk.database, NoticeRow, state=NoticeState.ACCEPTED, tries=1)
    first = run(notices.direct(agreement.agreement_id, LINE))
    assert first.state is NoticeState.ACCEPTED
    copy = run(notices.direct(agreement.agreement_id, EMAIL))
    assert (copy.state, copy.txid) == (NoticeState.QUEUED, first.txid)
    assert len(rows_of(desk.database, NoticeRow)) == 2


def test_a_message_can_be_declined_until_it_leaves(desk: Desk, notices: NoticeService) -> None:
    agreement = desk.agree().agreement
    run(notices.decline(agreement.agreement_id))
    run(notices.decline(agreement.agreement_id))
    notice = run(notices.get(NoticeId(the_row(desk.database, NoticeRow)["id"])))
    assert (notice.state, notice.reason) == (NoticeState.DROPPED, "declined")
    again = run(notices.direct(agreement.agreement_id, LINE))
    assert (again.state, again.txid) == (NoticeState.QUEUED, notice.txid)
    with pytest.raises(NoSuchNotice):
        run(notices.get(NoticeId("none")))


def test_after_a_landlines_agreement_the_debtor_may_name_a_contact(desk: Desk, notices: NoticeService) -> None:
    change(desk.database, PhoneRow, number="+551132654321")
    agreement = desk.agree().agreement
    told = run(notices.direct(agreement.agreement_id, EMAIL, confirmation=Confirmation.AGENT))
    assert told.txid == the_row(desk.database, PaymentChargeRow)["txid"]


def test_nothing_is_sent_to_a_contact_that_nobody_confirmed(desk: Desk, notices: NoticeService) -> None:
    agreement = desk.agree().agreement
    with pytest.raises(ContactNotConfirmed):
        run(notices.direct(agreement.agreement_id, EMAIL, confirmation=Confirmation.NONE))
    with pytest.raises(ContactNotConfirmed):
        run(notices.second_copy(agreement.agreement_id, EMAIL, confirmation=Confirmation.NONE))
    with pytest.raises(NoSuchAgreement):
        run(notices.direct("none", EMAIL))


def test_a_second_copy_uses_the_charge_that_stands_or_makes_one(desk: Desk, notices: NoticeService) -> None:
    agreement = desk.agree(payments=2).agreement
    charge = the_row(desk.database, PaymentChargeRow)
    given = {"confirmation": Confirmation.DEBTOR}
    first = run(notices.second_copy(agreement.agreement_id, LINE, **given))
    assert (first.kind, first.txid) == (NoticeKind.PAYMENT_CODE, charge["txid"])
    assert run(notices.second_copy(agreement.agreement_id, LINE, **given)) == first
    desk.clock.advance(minutes=5)
    assert run(notices.second_copy(agreement.agreement_id, LINE, **given)) != first
    other = run(notices.second_copy(agreement.agreement_id, LINE, number=2, **given))
    numbers = {row["txid"]: row["installment_number"] for row in rows_of(desk.database, PaymentChargeRow)}
    assert numbers == {first.txid: 1, other.txid: 2}
    with pytest.raises(NothingToCharge):
        run(notices.second_copy(agreement.agreement_id, LINE, number=3, **given))


def test_contacts_start_with_the_line_and_leave_out_what_is_somebody_elses(desk: Desk, notices: NoticeService) -> None:
    change(desk.database, DebtorRow, email="Maria@Exemplo.com.br")
    found = run(notices.contacts(DebtorId(1), line=LINE.address))
    assert found == (LINE, contact_at(Channel.WHATSAPP, LINE.address), EMAIL)
    change(desk.database, PhoneRow, unlinked_at=desk.clock.at)
    change(desk.database, DebtorRow, email="not an address")
    assert run(notices.contacts(DebtorId(1), line="+551132654321")) == ()


def test_messages_are_listed_newest_first_and_counted(desk: Desk, notices: NoticeService) -> None:
    agreement = desk.agree().agreement
    desk.clock.advance(minutes=1)
    run(notices.second_copy(agreement.agreement_id, EMAIL, confirmation=Confirmation.AGENT))
    query = NoticeQuery(agreement_id=agreement.agreement_id, state=NoticeState.QUEUED)
    listed = run(desk.database.read(lambda uow: uow.notices.page(query, limit=10, offset=0)))
    assert [one.notice.kind for one in listed] == [NoticeKind.PAYMENT_CODE, NoticeKind.AGREEMENT]
    assert (listed[0].protocol, listed[0].portfolio) == (agreement.protocol, "Carteira")
    assert run(desk.database.read(lambda uow: uow.notices.count(NoticeQuery(channel=Channel.EMAIL)))) == 1
    assert run(desk.database.read(lambda uow: uow.notices.counts())) == {NoticeState.QUEUED: 2}


def test_a_payment_is_known_to_who_watches_for_it_while_they_speak(desk: Desk) -> None:
    watch, since = PaymentWatch(storage=desk.database, bus=FakeBus()), desk.clock.at
    agreement = desk.agree().agreement
    assert run(watch.paid_since(DebtorId(1), since)) is None
    run(desk.keeper.round())
    desk.sandbox.bank.pay("cobv", the_row(desk.database, PaymentChargeRow)["txid"])
    desk.clock.advance(seconds=20)
    run(desk.charges.reconcile())

    async def hear() -> None:
        async with watch.watch(DebtorId(1), since) as watched, asyncio.timeout(30):
            await watched.event.wait()
            assert watched.news is not None
            assert (watched.news.agreement_id, watched.news.settled) == (agreement.agreement_id, True)
            assert not watched.news.in_doubt

    run(hear())
    assert run(watch.paid_since(DebtorId(1), desk.clock.at + timedelta(seconds=1))) is None
