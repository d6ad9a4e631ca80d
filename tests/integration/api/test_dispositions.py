"""What an agent's outcome asks for, what it brings about in the database, and portfolios' own outcomes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.contact import ContactHoldRow
from adapters.storage.tables.negotiation import PromiseRow
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, LeadRow, PhoneRow
from domain.access import Role
from domain.call.disposition import Disposition
from domain.call.disposition_rules import DISPOSITION_RULES
from domain.call.lead import LeadState
from tests.support import call_rows
from tests.support.aio import run
from tests.support.api import Session, World, running_api

WEDNESDAY = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)
TOLD: dict[str, Any] = {
    "promise_date": "2026-11-27",
    "promise_cents": 50_000,
    "callback_from": "2026-11-25T10:00:00-03:00",
    "callback_until": "2026-11-25T12:00:00-03:00",
    "note": "como combinado",
}


@dataclass(slots=True)
class Wrap:
    """An agent whose call has just ended; the dialer closed its lead, and with it the campaign."""

    world: World
    agent: Session
    attempt_id: str

    async def dispose(self, code: str, **told: Any) -> Any:
        body = {"attempt_id": self.attempt_id, "disposition": code, **told}
        return await self.agent.browser.post("/api/desk/disposition", json=body)

    async def row(self, *columns: Any) -> Any:
        [row] = await self.world.rows(select(*columns))
        return row


async def wrap_up(world: World, *, username: str = "agent", attempts: int = 1, agreement: bool = False) -> Wrap:
    agent = await world.logged_in(Role.AGENT, username=username)
    attempt_id = await call_rows.wrapping_up(world, agent)
    await world.execute(update(LeadRow).values(state=LeadState.DONE, attempts_made=attempts))
    await world.execute(update(CampaignRow).values(status="finished", worked_at=world.clock.now()))
    if agreement:
        await call_rows.add_agreement(world, call_rows.Campaign(1, 1), call_rows.Debtor(1, 1, 1), attempt_id)
    return Wrap(world, agent, attempt_id)


@pytest.mark.parametrize(
    ("code", "told", "field"),
    [
        ("PROMESSA", {}, "promise_date"),
        ("PROMESSA", {"promise_date": "2026-11-27"}, "promise_cents"),
        ("PROMESSA", {**TOLD, "promise_date": "2026-11-23"}, "promise_date"),
        ("PROMESSA", {**TOLD, "promise_date": "2027-11-23"}, "promise_date"),
        ("RETORNO_AGENDADO", {"callback_from": TOLD["callback_from"]}, "callback_until"),
        ("RETORNO_AGENDADO", {**TOLD, "callback_until": TOLD["callback_from"]}, "callback_until"),
        ("CONTESTA_DIVIDA", {"note": "  "}, "note"),
        ("ADVOGADO", {}, "note"),
    ],
)
def test_an_outcome_without_its_details_is_refused_whole_and_names_the_field(
    tmp_path: Path, code: str, told: dict[str, Any], field: str
) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            wrap = await wrap_up(world)
            answer = await wrap.dispose(code, **told)
            assert (answer.status_code, answer.json()["field"]) == (422, field)
            assert answer.json()["message"].startswith("Campo “")
            assert await wrap.row(AttemptRow.disposition) == (Disposition.TRANSBORDO,)
            assert await world.rows(select(ContactHoldRow.id)) == []
            assert await wrap.row(LeadRow.state) == (LeadState.DONE,)

    run(main())


def test_a_callback_outside_of_the_legal_hours_is_refused_with_the_next_legal_one(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            wrap = await wrap_up(world)
            sunday = {"callback_from": "2026-11-29T10:00:00-03:00", "callback_until": "2026-11-29T12:00:00-03:00"}
            answer = await wrap.dispose("RETORNO_AGENDADO", **sunday)
            assert (answer.status_code, answer.json()["field"]) == (422, "callback_from")
            assert "30/11 às 08:00" in answer.json()["message"]
            early = {"callback_from": "2026-11-25T06:00:00-03:00", "callback_until": "2026-11-25T09:00:00-03:00"}
            assert (await wrap.dispose("RETORNO_AGENDADO", **early)).status_code == 202

    run(main())


def test_a_promise_is_in_the_books_and_holds_the_calls_until_it_is_due(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            wrap = await wrap_up(world)
            assert (await wrap.dispose("PROMESSA", **TOLD)).status_code == 202
            promise = await wrap.row(PromiseRow.attempt_id, PromiseRow.amount_cents, PromiseRow.due_date)
            assert promise == (wrap.attempt_id, 50_000, date(2026, 11, 27))
            hold = await wrap.row(ContactHoldRow.kind, ContactHoldRow.portfolio_id, ContactHoldRow.ends_at)
            assert hold == ("promise", 1, datetime(2026, 11, 28, 3, 0, tzinfo=UTC))
            assert await wrap.row(LeadRow.state) == (LeadState.DONE,)

    run(main())


def test_a_promise_written_down_during_the_call_is_the_same_one(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            agent = await world.logged_in(Role.AGENT)
            campaign, attempt_id = await call_rows.on_call(world, agent, identified=True)
            body = {"attempt_id": attempt_id, "amount_cents": 50_000, "due_date": "2026-11-27"}
            assert (await agent.browser.post("/api/promises", json=body)).status_code == 201
            await call_rows.close_attempt(world, attempt_id, campaign)
            assert (await Wrap(world, agent, attempt_id).dispose("PROMESSA", **TOLD)).status_code == 202
            assert len(await world.rows(select(PromiseRow.id))) == 1
            assert len(await world.rows(select(ContactHoldRow.id))) == 1

    run(main())


def test_a_callback_holds_and_takes_the_debtor_back_into_the_campaign_for_that_hour(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            wrap = await wrap_up(world)
            assert (await wrap.dispose("RETORNO_AGENDADO", **TOLD)).status_code == 202
            hold = await wrap.row(ContactHoldRow.kind, ContactHoldRow.starts_at, ContactHoldRow.ends_at)
            assert hold == ("callback", WEDNESDAY, WEDNESDAY + timedelta(hours=2))
            assert await wrap.row(LeadRow.state, LeadRow.waiting_until) == (LeadState.WAITING, WEDNESDAY)
            assert await wrap.row(CampaignRow.status) == ("running",)

    run(main())


@pytest.mark.parametrize(
    ("code", "wait"),
    [
        ("BOLETO_NAO_RECEBIDO", timedelta(days=2)),
        ("ENVIO_2A_VIA", timedelta(days=2)),
        ("CAIXA_POSTAL", timedelta(hours=4)),
        ("NAO_CONHECE", timedelta(hours=4)),
        ("SEM_CONDICOES", None),
        ("ALEGA_PAGAMENTO", None),
        ("PEDE_BLOQUEIO", None),
    ],
)
def test_an_outcome_that_needs_another_call_gets_it_after_its_delay(
    tmp_path: Path, code: str, wait: timedelta | None
) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            wrap = await wrap_up(world)
            assert (await wrap.dispose(code, **TOLD)).status_code == 202
            state, until = await wrap.row(LeadRow.state, LeadRow.waiting_until)
            if wait is None:
                assert state is LeadState.DONE
            else:
                assert (state, until) == (LeadState.WAITING, world.clock.now() + wait)

    run(main())


def test_a_debtor_whose_attempts_are_spent_is_not_called_again(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            wrap = await wrap_up(world, attempts=3)
            assert (await wrap.dispose("CAIXA_POSTAL")).status_code == 202
            assert await wrap.row(LeadRow.state) == (LeadState.DONE,)
            assert await wrap.row(CampaignRow.status) == ("finished",)

    run(main())


def test_an_outcome_that_needs_no_call_takes_a_waiting_debtor_out_of_the_campaign(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            wrap = await wrap_up(world)
            later = world.clock.now() + timedelta(hours=4)
            await world.execute(update(LeadRow).values(state=LeadState.WAITING, waiting_until=later))
            assert (await wrap.dispose("RECUSA_NEGOCIAR")).status_code == 202
            assert await wrap.row(LeadRow.state) == (LeadState.DONE,)

    run(main())


@pytest.mark.parametrize("code", ["PEDE_BLOQUEIO", "FALECIDO", "SUPERENDIVIDADO", "ADVOGADO", "CONTESTA_DIVIDA"])
def test_what_stops_the_calls_is_held_with_who_said_it_and_why(tmp_path: Path, code: str) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            wrap = await wrap_up(world)
            assert (await wrap.dispose(code, **TOLD)).status_code == 202
            held = await wrap.row(
                ContactHoldRow.kind, ContactHoldRow.ends_at, ContactHoldRow.portfolio_id, ContactHoldRow.created_by,
                ContactHoldRow.reason,
            )  # fmt: skip
            kind = DISPOSITION_RULES[Disposition(code)].hold
            portfolio = 1 if code == "CONTESTA_DIVIDA" else None
            assert held == (kind, None, portfolio, wrap.agent.visitor.user_id, "como combinado")
            supervisor = await world.logged_in(Role.SUPERVISOR)
            why = (await supervisor.browser.get("/api/debtors/1/contact")).json()
            assert why["scopes"][0]["numbers"][0]["allowed"] is False

    run(main())


def test_a_wrong_number_is_unlinked_and_a_claimed_payment_pauses_two_business_days(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            await (await wrap_up(world)).dispose("NAO_CONHECE")
            assert (await world.scalar(select(PhoneRow.unlinked_at))) == world.clock.now()
        async with running_api(tmp_path / "other") as world:
            await (await wrap_up(world)).dispose("ALEGA_PAGAMENTO")
            # From Tuesday the 24th over the 26th, to its end in São Paulo.
            paused = await world.scalar(select(DebtorRow.collection_paused_until))
            assert paused == datetime(2026, 11, 27, 2, 59, 59, 999999, tzinfo=UTC)

    (tmp_path / "other").mkdir()
    run(main())


def test_outcomes_count_for_the_funnel(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            await (await wrap_up(world)).dispose("PROMESSA", **TOLD)
            supervisor = await world.logged_in(Role.SUPERVISOR)
            days = {"from": "2026-11-24", "to": "2026-11-24"}
            [row] = (await supervisor.browser.get("/api/reports/kpis", params=days)).json()["rows"]
            counted = {code: row["values"][code] for code in ("discado", "alo", "cpc", "cpca", "promessas")}
            assert counted == dict.fromkeys(counted, 1)

    run(main())


def test_a_saved_outcome_is_final(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            wrap = await wrap_up(world)
            assert (await wrap.dispose("PEDE_BLOQUEIO")).status_code == 202
            again = await wrap.dispose("PEDE_BLOQUEIO")
            assert (again.status_code, again.json()["code"]) == (409, "already_disposed")
            assert len(await world.rows(select(ContactHoldRow.id))) == 1

    run(main())


def test_every_choice_that_is_offered_has_a_label_and_is_accepted_with_its_details(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            wrap = await wrap_up(world)
            choices = (await wrap.agent.browser.get("/api/desk/dispositions")).json()
            assert len({choice["label"] for choice in choices}) == len(choices) > 20
            for choice in choices:
                told = {field: TOLD[field] for field in choice["required"]}
                assert (await wrap.dispose(choice["code"], **told)).status_code == 202, choice
                fresh = {"disposition": Disposition.TRANSBORDO, "disposed_by": None}
                await world.execute(update(AttemptRow).values(**fresh))

    run(main())


def test_a_call_with_an_agreement_offers_it_first(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            wrap = await wrap_up(world, agreement=True)
            [first, second, *_] = (await wrap.agent.browser.get("/api/desk/dispositions")).json()
            assert (first["code"], second["code"]) == ("ACORDO_PARCELADO", "PROMESSA")
            assert (await wrap.dispose("ACORDO_PARCELADO")).status_code == 202
            other = await world.logged_in(Role.AGENT, username="other")
            assert (await other.browser.get("/api/desk/dispositions")).json()[0]["code"] == "PROMESSA"

    run(main())
