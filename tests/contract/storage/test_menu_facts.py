"""What the menu commits, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from adapters.storage.database import Database
from adapters.storage.tables.access import UserRow
from adapters.storage.tables.agreements import AgreementDebtRow, AgreementRow, InstallmentRow
from adapters.storage.tables.calls import AttemptRow, MenuSessionRow
from adapters.storage.tables.news import OutboxRow
from adapters.storage.tables.portfolio import DebtRow
from domain.call.disposition import Disposition
from domain.ids import AttemptId
from domain.negotiation.counter_proposal import Proposal, decide_counter
from domain.negotiation.identity import IdentityQuestion
from domain.negotiation.offer import OfferKind
from domain.negotiation.policy import Authority
from services.menu import DebtsChanged, MenuContext, MenuService, UnknownAttempt
from services.menu_facts import MenuFacts
from services.ports.repositories.menu import MenuProgress
from tests.support.aio import run
from tests.support.menu_records import (
    ATTEMPT,
    NOW,
    add_answered_attempt,
    change,
    menu_row,
    rows_of,
    the_row,
)

STEPS = ({"step": "identity", "at_ms": 8120, "result": "confirmed"},)
PROGRESS = MenuProgress(
    attempt_id=ATTEMPT,
    started_at=NOW,
    pressed_keys=True,
    identity_confirmed_at=NOW + timedelta(seconds=8),
    steps=STEPS,
)


class FixedClock:
    def now(self) -> datetime:
        return NOW


class CountingIds:
    def __init__(self) -> None:
        self._last = 0

    def new_id(self) -> str:
        self._last += 1
        return f"{self._last:026d}"


@pytest.fixture
def service(database: Database) -> MenuService:
    add_answered_attempt(database)
    return MenuService(database, clock=FixedClock(), ids=CountingIds(), zone=ZoneInfo("America/Sao_Paulo"))


@pytest.fixture
def facts(service: MenuService, database: Database) -> MenuFacts:
    return MenuFacts(storage=database, clock=FixedClock(), ids=CountingIds(), zone=ZoneInfo("America/Sao_Paulo"))


def loaded(service: MenuService) -> MenuContext:
    return run(service.look(run(service.load(ATTEMPT))))


def test_a_call_is_looked_up_with_its_debts_and_offers(service: MenuService) -> None:
    context = loaded(service)
    assert context.first_name == "Maria"
    assert context.call.company_name == "Concilia Atendimento"
    assert [one.question for one in context.challenges] == list(IdentityQuestion)
    assert context.debts[0].charges.total_cents == 103_800
    assert [offer.kind for offer in context.offers] == [OfferKind.IN_FULL, OfferKind.INSTALMENTS, OfferKind.INSTALMENTS]
    assert context.call.earlier is None


def test_only_open_debts_are_spoken_of(service: MenuService, database: Database) -> None:
    change(database, DebtRow, status="paid")
    context = loaded(service)
    assert context.debts == ()
    assert context.offers == ()


def test_an_attempt_that_does_not_exist_has_no_menu(service: MenuService) -> None:
    with pytest.raises(UnknownAttempt):
        run(service.load(AttemptId("nobody")))


def test_a_session_starts_once(service: MenuService, database: Database) -> None:
    run(service.start(ATTEMPT, at=NOW))
    run(service.start(ATTEMPT, at=NOW + timedelta(seconds=9)))
    row = menu_row(database)
    assert row["started_at"] == NOW
    assert row["steps"] == []
    assert row["pressed_keys"] is False


def test_progress_is_saved_even_when_the_start_was_not(service: MenuService, database: Database) -> None:
    run(service.save(loaded(service), replace(PROGRESS, ended_at=NOW + timedelta(seconds=30))))
    row = menu_row(database)
    assert row["started_at"] == NOW
    assert row["ended_at"] == NOW + timedelta(seconds=30)
    assert row["identity_confirmed_at"] == NOW + timedelta(seconds=8)
    assert row["steps"] == list(STEPS)


def test_who_comes_back_finds_what_was_learned(service: MenuService) -> None:
    run(service.save(loaded(service), PROGRESS))
    earlier = loaded(service).call.earlier
    assert earlier is not None
    assert earlier.pressed_keys
    assert earlier.steps == STEPS


def test_an_agreement_is_whole_in_one_transaction(service: MenuService, database: Database) -> None:
    context = loaded(service)
    two = decide_counter(Proposal(payments=2), context.debts, context.policy, Authority.URA, context.today).offer
    run(service.start(ATTEMPT, at=NOW))
    agreed = run(service.agree(context, two, read_back="Vamos confirmar.", progress=PROGRESS))
    protocol = agreed.protocol
    agreement = the_row(database, AgreementRow)
    assert agreement["protocol"] == protocol
    assert agreement["state"] == "confirmed"
    assert (agreement["principal_cents"], agreement["charges_cents"]) == (100_000, 3_800)
    assert agreement["total_cents"] == 101_900
    assert agreement["read_back"] == "Vamos confirmar."
    assert [row["debt_id"] for row in rows_of(database, AgreementDebtRow)] == [1]
    installments = sorted(rows_of(database, InstallmentRow), key=lambda row: row["number"])
    assert [(row["amount_cents"], row["due_date"], row["state"]) for row in installments] == [
        (50_950, date(2026, 11, 27), "open"),
        (50_950, date(2026, 12, 28), "open"),
    ]
    assert the_row(database, DebtRow)["status"] == "under_agreement"
    session = menu_row(database)
    assert session["agreement_id"] == agreement["id"]
    assert session["protocol"] == protocol
    assert session["disposition"] is Disposition.ACORDO_PARCELADO
    assert [row["type"] for row in rows_of(database, OutboxRow)] == ["AgreementConfirmed", "NoticeChanged"]


def test_news_of_an_agreement_tell_nobody_an_amount(service: MenuService, database: Database) -> None:
    context = loaded(service)
    run(service.agree(context, context.offers[0], read_back="", progress=PROGRESS))
    told = {row["type"]: set(row["data"]) for row in rows_of(database, OutboxRow)}
    assert told["AgreementConfirmed"] == {"attempt_id", "campaign_id", "agreement_id"}
    assert told["NoticeChanged"] == {"notice_id", "state"}


def test_agreeing_twice_is_agreeing_once(service: MenuService, database: Database) -> None:
    context = loaded(service)
    first = run(service.agree(context, context.offers[0], read_back="", progress=PROGRESS))
    second = run(service.agree(context, context.offers[0], read_back="", progress=PROGRESS))
    assert first == second
    assert len(rows_of(database, AgreementRow)) == 1
    assert [row["type"] for row in rows_of(database, OutboxRow)] == ["AgreementConfirmed", "NoticeChanged"]


def test_a_debt_paid_meanwhile_is_not_agreed_upon(service: MenuService, database: Database) -> None:
    context = loaded(service)
    change(database, DebtRow, status="paid")
    with pytest.raises(DebtsChanged):
        run(service.agree(context, context.offers[0], read_back="", progress=PROGRESS))
    assert rows_of(database, AgreementRow) == []
    assert rows_of(database, MenuSessionRow) == []


def test_a_late_failure_does_not_overwrite_a_committed_verdict(service: MenuService, database: Database) -> None:
    context = loaded(service)
    run(service.agree(context, context.offers[0], read_back="", progress=PROGRESS))
    run(service.save(context, replace(PROGRESS, disposition=Disposition.FALHA_TECNICA)))
    assert menu_row(database)["disposition"] is Disposition.ACORDO_A_VISTA


def test_a_protocol_that_is_taken_is_drawn_again(service: MenuService, database: Database) -> None:
    context = loaded(service)
    first = run(service.agree(context, context.offers[0], read_back="", progress=PROGRESS))
    change(database, MenuSessionRow, protocol=None, agreement_id=None)
    again = MenuFacts(storage=database, clock=FixedClock(), ids=CountingIds(), zone=UTC)
    # The same ids draw the same number first: it is in the agreements table already.
    again.ids.new_id()
    assert run(again.unlink_number(context.call, PROGRESS)) != first.protocol


def close(database: Database, **values: object) -> None:
    change(database, AttemptRow, **({"closed_at": NOW, "disposition": Disposition.MUDO, "hangup_cause": 16} | values))


def test_a_verdict_that_comes_after_the_closing_corrects_it(service: MenuService, database: Database) -> None:
    context = loaded(service)
    close(database)
    run(service.agree(context, context.offers[0], read_back="", progress=PROGRESS))
    assert the_row(database, AttemptRow)["disposition"] is Disposition.ACORDO_A_VISTA
    told = sorted(row["type"] for row in rows_of(database, OutboxRow))
    assert told == ["AgreementConfirmed", "AttemptDisposed", "NoticeChanged"]


def test_a_closing_that_was_right_is_left_alone(service: MenuService, database: Database) -> None:
    close(database, disposition=Disposition.DESLIGOU)
    run(service.save(loaded(service), PROGRESS))
    assert rows_of(database, OutboxRow) == []


def test_an_open_attempt_is_left_to_the_dialer(service: MenuService, database: Database) -> None:
    run(service.save(loaded(service), replace(PROGRESS, disposition=Disposition.MUDO)))
    assert the_row(database, AttemptRow)["disposition"] is None


def test_who_talked_with_an_agent_keeps_that_outcome(service: MenuService, database: Database) -> None:
    close(database, disposition=Disposition.TRANSBORDO, bridged_at=NOW)
    run(service.save(loaded(service), replace(PROGRESS, disposition=Disposition.MUDO)))
    assert the_row(database, AttemptRow)["disposition"] is Disposition.TRANSBORDO


def test_what_an_agent_said_is_not_corrected_by_the_menu(service: MenuService, database: Database) -> None:
    def add_agent(uow: Any) -> None:
        agent = {"id": 1, "username": "ana", "name": "Ana", "role": "agent", "password_hash": "x", "created_at": NOW}
        uow.connection.execute(insert(UserRow).values(agent))

    run(database.write(add_agent))
    close(database, disposition=Disposition.PROMESSA, disposed_by=1)
    run(service.save(loaded(service), replace(PROGRESS, disposition=Disposition.ALEGA_PAGAMENTO)))
    assert the_row(database, AttemptRow)["disposition"] is Disposition.PROMESSA
    assert rows_of(database, OutboxRow) == []


def test_the_names_to_say_are_those_of_who_owes_and_of_the_companies(service: MenuService, database: Database) -> None:
    names = run(database.read(lambda uow: uow.menu.names_to_say()))
    assert names.people == ("MARIA DA SILVA",)
    assert names.organisations == ("Concilia Atendimento", "Loja Exemplo")
    change(database, DebtRow, status="paid")
    assert run(database.read(lambda uow: uow.menu.names_to_say())).people == ()
