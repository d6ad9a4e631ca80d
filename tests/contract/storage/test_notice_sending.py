"""From the wish to the delivery, on both databases: nothing is lost, nothing leaves that may not."""

from datetime import datetime, timedelta

import pytest

from adapters.storage.database import Database
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.contact import ContactHoldRow, ContactLedgerRow
from adapters.storage.tables.notices import NoticeRow
from adapters.storage.tables.payments import PaymentChargeRow
from adapters.storage.tables.portfolio import DebtorRow, PhoneRow, PortfolioRow
from domain.call.attempt import AttemptState
from domain.contact.facts import Channel, HoldKind
from domain.ids import DebtorId, PortfolioId, UserId
from domain.notice.contact import contact_at
from domain.notice.notice import Confirmation, NoticeKind, NoticeState
from domain.payment.charge import ChargeState
from services.notices.following import CHOICE
from services.notices.keeper import MOST_TRIES
from services.notices.leaving import HELD, PATIENCE
from services.ports.notices import ChannelUnavailable, DeliveryRefused, DeliveryStatus, NoticeRefused
from services.ports.payments import ProviderUnavailable
from services.ports.repositories.contact import NewHold
from tests.support.aio import run
from tests.support.fake_notices import Mailroom, open_mailroom
from tests.support.menu_records import change, rows_of, the_row
from tests.support.negotiating import open_desk

LINE = contact_at(Channel.SMS, "+5511987654321")
EMAIL = contact_at(Channel.EMAIL, "maria@exemplo.com.br")
SAID = {"confirmation": Confirmation.DEBTOR}


@pytest.fixture
def room(database: Database) -> Mailroom:
    return open_mailroom(open_desk(database))


def notice_of(room: Mailroom) -> dict:
    return the_row(room.desk.database, NoticeRow)


def agreed_and_chosen(room: Mailroom, contact=LINE, **proposal):
    agreement = room.desk.agree(**proposal).agreement
    run(room.service.direct(agreement.agreement_id, contact))
    return agreement


def test_the_code_leaves_with_the_agreement_as_soon_as_the_contact_is_chosen(room: Mailroom) -> None:
    agreement = agreed_and_chosen(room, payments=2)
    run(room.keeper.round())
    (sent,) = room.sms.sent
    charge = the_row(room.desk.database, PaymentChargeRow)
    assert charge["state"] == ChargeState.ATIVA
    assert (sent.to, sent.sender) == (LINE.address, "Concilia Atendimento")
    assert charge["code"] in sent.text
    assert f"ola Maria, protocolo {agreement.protocol}. parcela 1 de 2: R$ " in sent.text
    assert "divida" not in sent.text
    told = notice_of(room)
    assert (told["state"], told["body"], told["reference"]) == (NoticeState.ACCEPTED, sent.text, f"r-{sent.key}")


def test_without_a_choice_it_leaves_for_the_line_after_a_while(room: Mailroom) -> None:
    room.desk.agree()
    run(room.keeper.round())
    assert room.sms.sent == []
    room.desk.clock.advance(seconds=CHOICE.total_seconds())
    run(room.keeper.round())
    assert [one.to for one in room.sms.sent] == [LINE.address]


def test_a_mail_reads_the_agreement_back_names_the_creditor_and_shows_the_code(room: Mailroom) -> None:
    change(room.desk.database, PortfolioRow, creditor_document="12345678000195")
    agreement = agreed_and_chosen(room, EMAIL, payments=2)
    run(room.keeper.round())
    (sent,) = room.email.sent
    assert sent.subject == f"Concilia Atendimento: protocolo {agreement.protocol}"
    assert "Acordo com Loja Exemplo.\nContratos: C1." in sent.text
    assert "Parcela 2 de 2: R$ " in sent.text
    assert "Credor: Loja Exemplo, CNPJ 12.345.678/0001-95." in sent.text
    assert "proteção ao crédito" not in sent.text
    assert sent.pictures[0].png.startswith(b"\x89PNG")
    assert '<img src="{cid:pix}"' in sent.html
    assert "<p>" in sent.html


def test_while_the_provider_is_down_the_agreement_stands_and_its_code_follows(room: Mailroom) -> None:
    provider = room.desk.sandbox.provider
    working = provider.create

    async def down(_request):
        raise ProviderUnavailable("down")

    provider.create = down  # type: ignore[method-assign]
    agreement = agreed_and_chosen(room)
    run(room.keeper.round())
    assert (room.sms.sent, notice_of(room)["reason"]) == ([], "waiting_for_code")
    room.desk.clock.advance(seconds=PATIENCE.total_seconds())
    run(room.keeper.round())
    (first,) = room.sms.sent
    assert agreement.protocol in first.text
    assert first.text.endswith("(o codigo chega em outra mensagem)")
    provider.create = working  # type: ignore[method-assign]
    room.desk.clock.advance(minutes=2)
    run(room.keeper.round())
    kinds = sorted(row["kind"] for row in rows_of(room.desk.database, NoticeRow))
    assert kinds == [NoticeKind.AGREEMENT, NoticeKind.PAYMENT_CODE]
    assert the_row(room.desk.database, PaymentChargeRow)["code"] in room.sms.sent[1].text


def test_a_channel_that_does_not_answer_is_tried_again_with_the_same_key_and_words(room: Mailroom) -> None:
    agreed_and_chosen(room)
    room.sms.error = ChannelUnavailable("away")
    run(room.keeper.round())
    assert (notice_of(room)["state"], notice_of(room)["tries"]) == (NoticeState.QUEUED, 1)
    words = notice_of(room)["body"]
    room.sms.error = None
    run(room.keeper.round())
    assert room.sms.sent == []
    room.desk.clock.advance(seconds=15)
    run(room.keeper.round())
    assert [(one.key, one.text) for one in room.sms.sent] == [(notice_of(room)["id"], words)]


def test_in_the_end_it_is_given_up(room: Mailroom) -> None:
    agreed_and_chosen(room)
    room.sms.error = ChannelUnavailable("away")
    for _ in range(MOST_TRIES):
        run(room.keeper.round())
        room.desk.clock.advance(minutes=15)
    told = notice_of(room)
    assert (told["state"], told["reason"], told["tries"]) == (NoticeState.FAILED, "channel_unavailable", MOST_TRIES)


def test_a_keeper_that_died_while_sending_holds_a_message_only_for_a_while(room: Mailroom) -> None:
    agreed_and_chosen(room)
    room.desk.clock.advance(seconds=1)
    change(room.desk.database, NoticeRow, tries=1, next_try_at=room.desk.clock.at + HELD)
    run(room.keeper.round())
    assert room.sms.sent == []
    room.desk.clock.advance(seconds=HELD.total_seconds())
    run(room.keeper.round())
    assert len(room.sms.sent) == 1


@pytest.mark.parametrize("error", [NoticeRefused("no_such_number")])
def test_a_refusal_is_not_tried_again(room: Mailroom, error) -> None:
    agreed_and_chosen(room)
    room.sms.error = error
    run(room.keeper.round())
    assert (notice_of(room)["state"], notice_of(room)["reason"]) == (NoticeState.FAILED, "no_such_number")
    room.sms.error = None
    room.desk.clock.advance(minutes=30)
    run(room.keeper.round())
    assert room.sms.sent == []


def test_a_channel_that_this_house_has_not_fails_the_message(room: Mailroom) -> None:
    agreed_and_chosen(room, contact_at(Channel.WHATSAPP, LINE.address))
    run(room.keeper.round())
    assert (notice_of(room)["state"], notice_of(room)["reason"]) == (NoticeState.FAILED, "no_channel")


def test_the_gateways_call_and_the_keepers_question_tell_of_the_delivery(room: Mailroom) -> None:
    agreement = agreed_and_chosen(room)
    run(room.keeper.round())
    key = notice_of(room)["id"]
    run(room.keeper.hear(Channel.SMS, f"{key} delivered -".encode(), signature="good", timestamp=""))
    assert run(room.keeper.hear(Channel.SMS, f"{key} failed late".encode(), signature="good", timestamp="")) == 1
    assert notice_of(room)["state"] is NoticeState.DELIVERED
    assert run(room.keeper.hear(Channel.SMS, b"unknown failed -", signature="good", timestamp="")) == 0
    for channel, signature in ((Channel.SMS, "bad"), (Channel.WHATSAPP, "good")):
        with pytest.raises(DeliveryRefused):
            run(room.keeper.hear(channel, b"", signature=signature, timestamp=""))
    copy = run(room.service.second_copy(agreement.agreement_id, LINE, **SAID))
    run(room.keeper.round())
    room.sms.states[copy.notice_id] = DeliveryStatus.DELIVERED
    room.desk.clock.advance(seconds=6)
    run(room.keeper.round())
    assert run(room.service.get(copy.notice_id)).state is NoticeState.DELIVERED


def test_nobody_asks_forever_what_became_of_a_message(room: Mailroom) -> None:
    agreed_and_chosen(room)
    run(room.keeper.round())
    for minutes in (1, 2, 4, 60, 24 * 60, 24 * 60, 24 * 60):
        room.desk.clock.advance(minutes=minutes)
        run(room.keeper.round())
    assert (notice_of(room)["state"], room.sms.asked) == (NoticeState.ACCEPTED, 5)
    room.sms.error = ChannelUnavailable("away")
    run(room.keeper.round())
    assert room.sms.asked == 5


def test_what_is_late_waits_for_the_morning_and_what_may_not_leave_never_does(room: Mailroom) -> None:
    agreed_and_chosen(room)
    room.sms.error = ChannelUnavailable("away")
    run(room.keeper.round())
    room.sms.error = None
    night = room.desk.clock.at.replace(hour=23, minute=30)
    room.desk.clock.at = night
    run(room.keeper.round())
    told = notice_of(room)
    assert (told["reason"], told["next_try_at"]) == ("quiet_hours", datetime(2026, 11, 25, 11, tzinfo=night.tzinfo))
    change(room.desk.database, PhoneRow, unlinked_at=night)
    room.desk.clock.at = told["next_try_at"]
    run(room.keeper.round())
    assert (notice_of(room)["state"], notice_of(room)["reason"]) == (NoticeState.DROPPED, "number_unlinked")
    assert room.sms.sent == []


@pytest.mark.parametrize(("kind", "reason"), [(HoldKind.DEAD, "person_dead"), (HoldKind.OPT_OUT, "opted_out")])
def test_who_died_or_wants_no_more_contact_gets_none(room: Mailroom, kind: HoldKind, reason: str) -> None:
    agreed_and_chosen(room)
    room.desk.clock.advance(seconds=1)
    at = room.desk.clock.at
    hold = NewHold(kind=kind, starts_at=at, debtor_id=DebtorId(1))
    run(room.desk.database.write(lambda uow: uow.contact.add_hold(hold, at=at)))
    run(room.keeper.round())
    assert (notice_of(room)["state"], notice_of(room)["reason"]) == (NoticeState.DROPPED, reason)
    assert len(rows_of(room.desk.database, ContactHoldRow)) == 1


def test_a_message_of_an_agreement_counts_for_nothing_and_a_reminder_is_a_contact(room: Mailroom) -> None:
    agreed_and_chosen(room)
    run(room.keeper.round())
    assert rows_of(room.desk.database, ContactLedgerRow) == []
    refused = run(room.service.remind(DebtorId(1), PortfolioId(1), LINE))
    run(room.keeper.round())
    told = run(room.service.get(refused.notice_id))
    assert (told.state, told.reason) == (NoticeState.DROPPED, "under_agreement")


def test_a_reminder_leaves_within_the_caps_and_tells_nothing(room: Mailroom) -> None:
    change(room.desk.database, AttemptRow, state=AttemptState.CLOSED, closed_at=room.desk.clock.at)
    room.desk.clock.advance(hours=25)
    first = run(room.service.remind(DebtorId(1), PortfolioId(1), LINE))
    run(room.keeper.round())
    (sent,) = room.sms.sent
    assert sent.text.startswith("Concilia Atendimento: recado para Maria. Por favor, retorne para (11) 3265-4321")
    counted = the_row(room.desk.database, ContactLedgerRow)
    assert (counted["channel"], counted["reference"]) == ("sms", f"notice-{first.notice_id}")
    second = run(room.service.remind(DebtorId(1), PortfolioId(1), EMAIL))
    run(room.keeper.round())
    told = run(room.service.get(second.notice_id))
    assert (told.state, told.reason) == (NoticeState.QUEUED, "person_gap")
    assert told.next_try_at > room.desk.clock.at + timedelta(minutes=15)


def test_a_portfolio_writes_in_its_own_words_and_broken_words_send_nothing(room: Mailroom) -> None:
    def words(text: str) -> None:
        at = room.desk.clock.at
        run(room.desk.database.write(lambda uow: uow.notices.replace_templates(PortfolioId(1), text, by=None, at=at)))

    words('[sms]\nagreement = "oi {nome} {protocolo} {valor} {vencimento} {codigo}"')
    agreement = agreed_and_chosen(room)
    run(room.keeper.round())
    assert room.sms.sent[0].text.startswith(f"oi Maria {agreement.protocol} R$ ")
    words('[sms]\npayment_code = "{cpf}"')
    copy = run(room.service.second_copy(agreement.agreement_id, LINE, **SAID))
    run(room.keeper.round())
    assert (run(room.service.get(copy.notice_id)).reason, len(room.sms.sent)) == ("no_words", 1)
    facts = run(room.desk.database.read(lambda uow: uow.notices.templates(PortfolioId(1))))
    assert facts is not None
    assert facts.version == 2


def test_a_code_that_was_paid_or_refused_is_not_sent(room: Mailroom) -> None:
    agreement = agreed_and_chosen(room, payments=2)
    run(room.keeper.round())
    change(room.desk.database, DebtorRow, uf="SP")
    copy = run(room.service.second_copy(agreement.agreement_id, EMAIL, **SAID))
    change(room.desk.database, PaymentChargeRow, state=ChargeState.REFUSED.value)
    run(room.keeper.round())
    told = run(room.service.get(copy.notice_id))
    assert (told.state, told.reason, room.email.sent) == (NoticeState.DROPPED, "no_charge", [])


def test_who_paid_is_thanked_and_who_paid_all_is_told_that_it_is_settled(room: Mailroom) -> None:
    agreement = agreed_and_chosen(room, payments=2)
    run(room.keeper.round())
    first = the_row(room.desk.database, PaymentChargeRow)
    room.desk.sandbox.bank.pay("cobv", first["txid"])
    for _ in range(2):
        run(room.desk.charges.refresh(first["txid"]))
    run(room.keeper.round())
    assert room.sms.sent[1].text.startswith(f"Concilia Atendimento: recebemos R$ {first['amount_cents'] // 100}")
    run(
        room.desk.charges.pay_elsewhere(
            agreement.agreement_id,
            reference="counter 1",
            amount_cents=agreement.total_cents - first["amount_cents"],
            paid_at=room.desk.clock.at,
            by=UserId(2),
        )
    )
    run(room.keeper.round())
    assert f"Protocolo {agreement.protocol}: tudo quitado." in room.sms.sent[2].text
    assert [row["kind"] for row in rows_of(room.desk.database, NoticeRow)].count(NoticeKind.RECEIPT) == 1


def test_money_in_doubt_is_not_thanked_for(room: Mailroom) -> None:
    agreed_and_chosen(room)
    run(room.keeper.round())
    room.desk.sandbox.bank.pay("cobv", the_row(room.desk.database, PaymentChargeRow)["txid"], amount="1.00")
    run(room.desk.charges.reconcile())
    assert len(rows_of(room.desk.database, NoticeRow)) == 1
