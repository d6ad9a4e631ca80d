"""A short campaign on PostgreSQL, with the broker away for a part of it."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from adapters.storage.tables.agreements import AgreementRow, InstallmentRow
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.news import OutboxRow
from adapters.storage.tables.recordings import RecordingRow
from domain.call.disposition import Disposition
from simulator.personas import Persona
from tests.support.personal_data import captured_messages
from tests.support.postgres import running_postgres
from tests.support.product import Product, ProductPlan, running_product, until

pytestmark = [
    pytest.mark.asterisk, pytest.mark.broker, pytest.mark.postgres, pytest.mark.timeout(600),
]  # fmt: skip

PERSONAS = {
    Persona.SETTLES_IN_FULL: 2,
    Persona.TWO_INSTALMENTS: 1,
    Persona.HANGS_UP_WAITING_PERSON: 1,
    Persona.THIRD_PARTY: 1,
    Persona.BUSY: 2,
    Persona.UNALLOCATED: 1,
}


@dataclass(frozen=True, slots=True)
class Campaign:
    product: Product
    messages: list[tuple[str, str]]
    """What was published after the broker came back."""
    closed_while_away: set[str]


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    with running_postgres() as postgres:
        plan = ProductPlan(personas=PERSONAS, concurrent=8, database_url=postgres.new_database())
        with running_product(tmp_path_factory.mktemp("postgres") / "home", plan) as product:
            product.start_campaign()
            until(product.invites, what="the first call")
            product.stop_part("mosquitto")
            before = closed(product)
            until(lambda: len(closed(product) - before) >= 3, what="calls closed without a broker", seconds=120)
            away = closed(product) - before
            product.start_broker()
            with captured_messages(product) as messages:
                product.until_worked()
                until(lambda: not unpublished(product), what="an empty outbox")
            yield Campaign(product, messages, away)


def closed(product: Product) -> set[str]:
    return {row.id for row in product.rows(select(AttemptRow.id).where(AttemptRow.closed_at.is_not(None)))}


def unpublished(product: Product) -> int:
    return int(product.rows(select(func.count()).where(OutboxRow.published_at.is_(None)))[0][0])


def test_calls_go_on_without_a_broker_and_are_told_when_it_is_back(campaign: Campaign) -> None:
    told = [json.loads(body)["data"]["attempt_id"] for topic, body in campaign.messages if "/attempt/closed/" in topic]
    rows = campaign.product.rows(select(OutboxRow.data).where(OutboxRow.type == "AttemptClosed"))
    assert Counter(row.data["attempt_id"] for row in rows) == Counter(closed(campaign.product))
    # What was published in the moment before the listener was there is not his to hear.
    assert campaign.closed_while_away
    assert set(told) - closed(campaign.product) == set()


def test_the_short_campaign_ends_on_postgres_as_it_does_on_sqlite(campaign: Campaign) -> None:
    outcomes = Counter(row[0] for row in campaign.product.rows(select(AttemptRow.disposition)))
    assert outcomes == {
        Disposition.ACORDO_A_VISTA: 2,
        Disposition.ACORDO_PARCELADO: 1,
        Disposition.ABANDONO: 1,
        Disposition.RECADO_TERCEIRO: 1,
        Disposition.OCUPADO: 2,
        Disposition.INEXISTENTE: 1,
    }
    assert len(campaign.product.invites()) == sum(outcomes.values())


def test_agreements_on_postgres_add_up(campaign: Campaign) -> None:
    rows = campaign.product.rows(
        select(AgreementRow.total_cents, func.sum(InstallmentRow.amount_cents).label("paid"))
        .join(InstallmentRow, InstallmentRow.agreement_id == AgreementRow.id)
        .group_by(AgreementRow.id)
    )
    assert len(rows) == 3
    assert all(row.total_cents == row.paid for row in rows)


def test_recordings_on_postgres_are_closed_and_verified(campaign: Campaign) -> None:
    answered = campaign.product.rows(select(AttemptRow.id).where(AttemptRow.answered_at.is_not(None)))
    rows = campaign.product.rows(select(RecordingRow.attempt_id, RecordingRow.state))
    assert {row.attempt_id for row in rows} == {row.id for row in answered}
    assert {row.state for row in rows} == {"verified"}
