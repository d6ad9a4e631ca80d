"""The policy of a debtor's segment, and the holidays of where they live, in every offer; on both databases."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from adapters.storage.database import Database
from adapters.storage.tables.agreements import InstallmentRow
from adapters.storage.tables.contact import MunicipalHolidayRow
from adapters.storage.tables.portfolio import DebtorRow
from adapters.storage.tables.strategy import DebtorProfileRow, PlannedStepRow, SegmentRow
from domain.call.case import CaseKind, CaseStory
from domain.call.disposition import Disposition
from domain.call.disposition_details import DispositionDetails
from domain.ids import UserId
from domain.negotiation.agreement import AgreementState
from domain.negotiation.counter_proposal import CounterOutcome, Proposal
from runtime.clock import UlidSource
from services.disposing import Saying, apply_disposition, standard
from services.menu import MenuContext, MenuService
from services.menu_facts import MenuFacts
from services.negotiation.errors import BeyondAuthority, NoSuchSegment
from services.ports.repositories.menu import MenuProgress
from services.regua_plans import ReguaPlanService
from services.strategy import SegmentInUse, StrategyService
from tests.support.aio import run
from tests.support.menu_records import ATTEMPT, NOW, change, rows_of, the_row
from tests.support.negotiating import AGENT, SUPERVISOR, ZONE, Desk, open_desk

SOURCE = (Path(__file__).parents[3] / "docs/examples/policy.toml").read_text(encoding="utf-8")
FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)


@pytest.fixture
def desk(database: Database) -> Desk:
    return open_desk(database)


def strategy(desk: Desk) -> StrategyService:
    return StrategyService(storage=desk.database, clock=desk.clock, zone=ZONE)


def menu(desk: Desk) -> MenuService:
    return MenuService(desk.database, clock=desk.clock, ids=UlidSource(), zone=ZONE)


def looked(desk: Desk) -> MenuContext:
    return run(menu(desk).look(run(menu(desk).load(ATTEMPT))))


def add(desk: Desk, table: Any, **values: Any) -> None:
    run(desk.database.write(lambda uow: uow.connection.execute(insert(table).values(**values))))  # type: ignore[attr-defined]


def policy_for(desk: Desk, segment: str, *, cash_off: str, name: str) -> int:
    """One whose cash discount of the debtor's band tells it from others."""
    source = SOURCE.replace('principal_a_vista = "5%"', f'principal_a_vista = "{cash_off}"', 1)
    source = source.replace('nome = "Varejo"', f'nome = "{name}"\nsegmento = "{segment}"')
    return run(desk.policies.add(1, source, by=UserId(2))).id


def cheapest(desk: Desk) -> tuple[str, int]:
    _party, offers = run(desk.negotiation.offers(ATTEMPT, SUPERVISOR))
    return offers[0].policy, offers[0].total_cents


def test_the_policy_of_the_debtor_s_segment_goes_before_the_portfolio_s(desk: Desk) -> None:
    run(strategy(desk).save_segment("Renda baixa", "renda < 3.000 e atraso > 30", by=None))
    policy_for(desk, "", cash_off="5%", name="Todos")
    policy_for(desk, "Renda baixa", cash_off="40%", name="Baixa")
    assert cheapest(desk) == ("Todos v1", 95_000)  # the income is not known: that is no reason to count them in
    add(desk, DebtorProfileRow, debtor_id=1, income_cents=200_000, updated_at=NOW)
    assert cheapest(desk) == ("Baixa v1", 60_000)
    change(desk.database, DebtorProfileRow, income_cents=300_000)
    assert cheapest(desk) == ("Todos v1", 95_000)


def test_counter_proposals_and_agreements_keep_to_the_segment_s_policy(desk: Desk) -> None:
    proposal = Proposal(payments=1, total_cents=60_000)
    assert run(desk.negotiation.counter(ATTEMPT, SUPERVISOR, proposal)).decision.outcome is CounterOutcome.NEAREST
    with pytest.raises(BeyondAuthority):
        desk.agree(payments=1, total_cents=60_000)
    run(strategy(desk).save_segment("SP", 'uf = "SP"', by=None))
    policy_for(desk, "SP", cash_off="40%", name="Paulistas")
    assert run(desk.negotiation.counter(ATTEMPT, SUPERVISOR, proposal)).decision.outcome is CounterOutcome.ACCEPTED
    assert desk.agree(payments=1, total_cents=60_000).agreement.total_cents == 60_000


def test_the_menu_speaks_the_offers_of_the_segment(desk: Desk) -> None:
    assert looked(desk).offers[0].policy != "Paulistas v1"
    run(strategy(desk).save_segment("SP", 'uf = "SP"', by=None))
    source = SOURCE.replace('nome = "Varejo"', 'nome = "Paulistas"\nsegmento = "SP"')
    run(
        desk.policies.add(
            1, source.replace('[alcadas.ura]\ndesconto = "50%"', '[alcadas.ura]\ndesconto = "40%"'), by=None
        )
    )
    offers = looked(desk).offers
    assert (offers[0].policy, offers[0].total_cents) == ("Paulistas v1", 100_280)


def test_a_policy_for_a_segment_that_does_not_exist_is_refused_and_its_segment_stays_while_it_rules(desk: Desk) -> None:
    with pytest.raises(NoSuchSegment):
        policy_for(desk, "SP", cash_off="40%", name="Paulistas")
    assert run(desk.database.read(lambda uow: uow.negotiation.last_version(1, "SP"))) == 0  # type: ignore[arg-type]
    segment = run(strategy(desk).save_segment("SP", 'uf = "SP"', by=None))
    policy = policy_for(desk, "SP", cash_off="40%", name="Paulistas")
    with pytest.raises(SegmentInUse):
        run(strategy(desk).delete_segment(segment))
    run(desk.policies.withdraw(policy))
    run(strategy(desk).delete_segment(segment))
    assert rows_of(desk.database, SegmentRow) == []


def plan(desk: Desk) -> None:
    plans = ReguaPlanService(storage=desk.database, clock=desk.clock, zone=ZONE)
    run(plans.run(run(plans.start(1, by=None)).plan.id))


def live_in_a_town_that_rests_on_friday(desk: Desk) -> None:
    change(desk.database, DebtorRow, city="São José dos Campos")
    add(desk, MunicipalHolidayRow, uf="SP", city="saojosedoscampos", day=FRIDAY, name="Dia da cidade")


def test_no_payment_falls_due_on_a_holiday_of_the_city_or_the_state(desk: Desk) -> None:
    assert run(desk.negotiation.offers(ATTEMPT, AGENT))[1][0].installments[0].due_date == FRIDAY
    live_in_a_town_that_rests_on_friday(desk)
    assert run(desk.negotiation.offers(ATTEMPT, AGENT))[1][0].installments[0].due_date == MONDAY
    assert looked(desk).offers[0].installments[0].due_date == MONDAY
    asked = run(desk.negotiation.counter(ATTEMPT, AGENT, Proposal(first_due=FRIDAY))).decision
    assert asked.offer.installments[0].due_date == MONDAY
    change(desk.database, DebtorRow, uf="DF")  # where the 30th of November is a holiday, and that town is not
    asked = run(desk.negotiation.counter(ATTEMPT, AGENT, Proposal(first_due=MONDAY))).decision
    assert asked.offer.installments[0].due_date == date(2026, 12, 1)


def test_a_payment_due_on_the_city_s_holiday_is_in_time_on_the_next_working_day(desk: Desk) -> None:
    agreement = desk.agree(first_due=FRIDAY).agreement
    live_in_a_town_that_rests_on_friday(desk)
    change(desk.database, InstallmentRow, due_date=FRIDAY)
    desk.clock.go_to(MONDAY + timedelta(days=2))
    assert run(desk.agreements.sweep()).broken == 0
    desk.clock.go_to(MONDAY + timedelta(days=3))
    assert run(desk.agreements.sweep()).broken == 1
    assert run(desk.agreements.detail(agreement.agreement_id)).agreement.state is AgreementState.BROKEN


@pytest.mark.parametrize("by_agent", [True, False])
def test_the_pause_after_a_claim_counts_working_days_of_the_city(desk: Desk, *, by_agent: bool) -> None:
    live_in_a_town_that_rests_on_friday(desk)
    desk.clock.go_to(date(2026, 11, 25))
    if by_agent:
        saying = Saying(by=UserId(1), now=desk.clock.at, zone=ZONE, promise_id="")
        claim = standard(Disposition.ALEGA_PAGAMENTO)

        def told(uow: Any) -> None:
            apply_disposition(uow, uow.contact.attempt_subject(ATTEMPT), claim, DispositionDetails(), saying)

        run(desk.database.write(told))
    else:
        context = run(menu(desk).load(ATTEMPT))
        progress = MenuProgress(
            attempt_id=ATTEMPT, started_at=NOW, pressed_keys=True, disposition=Disposition.ALEGA_PAGAMENTO
        )
        facts = MenuFacts(storage=desk.database, clock=desk.clock, ids=UlidSource(), zone=ZONE)
        run(facts.claim_paid(context.call, CaseStory(kind=CaseKind.PAYMENT_CLAIM), progress))
    # Thursday the 26th and Monday the 30th.
    until = the_row(desk.database, DebtorRow)["collection_paused_until"]
    assert until == datetime(2026, 12, 1, 2, 59, 59, 999_999, tzinfo=UTC)


def test_the_regua_plans_no_step_for_a_holiday_of_the_city(desk: Desk) -> None:
    source = 'nome = "r"\n[[passo]]\ncodigo = "x"\ndia = 57\ncanal = "ligacao"'
    run(strategy(desk).set_regua(1, source, by=None))
    plan(desk)
    assert the_row(desk.database, PlannedStepRow)["on_day"] == FRIDAY
    live_in_a_town_that_rests_on_friday(desk)
    plan(desk)
    assert the_row(desk.database, PlannedStepRow)["on_day"] == FRIDAY + timedelta(days=1)  # a Saturday, open in SP
