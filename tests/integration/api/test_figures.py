"""The figures of a small day that was worked out by hand, over HTTP and under every grouping."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from adapters.storage.tables.agreements import AgreementRow, InstallmentRow
from adapters.storage.tables.calls import AgentSessionRow, AttemptRow
from adapters.storage.tables.negotiation import PromiseRow
from adapters.storage.tables.payments import PaymentRow
from adapters.storage.tables.strategy import PlannedStepRow
from domain.access import Role
from domain.call.agent_session import AgentState
from domain.call.disposition import Disposition
from domain.reporting.survey import SurveyAnswer
from tests.support import call_rows
from tests.support.aio import run
from tests.support.api import Session, World, running_api

TEN = datetime.fromisoformat("2026-11-24T10:00:00-03:00")
ELEVEN = TEN + timedelta(hours=1)
_D = Disposition
CALLS: list[tuple[str, Disposition, datetime, int]] = [
    ("52998224725", _D.NAO_ATENDE, TEN, 0),
    ("11144477735", _D.PROMESSA, TEN, 60),
    ("39053344705", _D.ACORDO_PARCELADO, ELEVEN, 120),
    ("15350946056", _D.ABANDONO, ELEVEN, 20),
]
"""Whom, how it ended, when it was dialled and for how many seconds it was answered."""


async def _the_day(world: World) -> list[str]:
    """Four calls: nobody; a promise to Ana; an agreement in the menu, of which R$ 200 came; one that was abandoned."""
    campaign = await call_rows.add_campaign(world)
    attempts = []
    for number, (document, disposition, at, seconds) in enumerate(CALLS):
        debtor = await call_rows.add_debtor(world, campaign, document=document, number=f"+551198765432{number}")
        answered = {"answered_at": at} if seconds else {}
        told = {"claimed_at": at, "originated_at": at, "closed_at": at + timedelta(seconds=seconds), **answered}
        attempts.append(await call_rows.add_closed_attempt(world, campaign, debtor, disposition=disposition, **told))
    ana = await world.user(Role.AGENT, name="Ana Souza")
    shift = {"id": "s", "user_id": ana, "seat": "seat01", "state": AgentState.OFFLINE, "state_since": TEN}
    await world.execute(insert(AgentSessionRow).values(**shift, started_at=TEN, ended_at=TEN + timedelta(hours=2)))
    wrapped_up = TEN + timedelta(seconds=90)
    talked = {"agent_session_id": "s", "bridged_at": TEN, "disposed_at": wrapped_up, "disposed_by": ana}
    await world.execute(update(AttemptRow).where(AttemptRow.id == attempts[1]).values(**talked))
    promise = {"id": "p", "debtor_id": 2, "portfolio_id": 1, "attempt_id": attempts[1], "amount_cents": 5_000}
    await world.execute(
        insert(PromiseRow).values(**promise, due_date=date(2026, 11, 30), state="open", made_by=ana, made_at=TEN)
    )
    await call_rows.add_agreement(world, campaign, call_rows.Debtor(3, 3, 3), attempts[2])
    await world.execute(update(InstallmentRow).where(InstallmentRow.number == 1).values(paid_cents=20_000))
    await _pay(world, "e1", 20_000, await world.scalar(_agreement_id()))
    await _pay(world, "e2", 5_000, None)
    await _pay(world, "e3", 70_000, None, at=TEN - timedelta(days=1))
    for attempt, answer in ((attempts[1], (2, None)), (attempts[2], (5, 10))):
        marks = SurveyAnswer(satisfaction=answer[0], recommendation=answer[1])
        await world.database.write(lambda uow: uow.surveys.record(attempt, marks, at=TEN))  # noqa: B023
    step = {"debt_id": 2, "debtor_id": 2, "portfolio_id": 1, "step": "d15_ligacao", "channel": "ligacao"}
    await world.execute(insert(PlannedStepRow).values(**step, on_day=date(2026, 11, 24), state="done", updated_at=TEN))
    return attempts


def _agreement_id() -> Any:
    return AgreementRow.__table__.select().with_only_columns(AgreementRow.id)


async def _pay(world: World, reference: str, cents: int, agreement_id: str | None, *, at: datetime = TEN) -> None:
    paid = {"end_to_end_id": reference, "agreement_id": agreement_id, "amount_cents": cents, "paid_at": at}
    await world.execute(insert(PaymentRow).values(**paid, source="webhook", recorded_at=at))


@asynccontextmanager
async def _worked(folder: Path) -> AsyncIterator[tuple[World, Session]]:
    async with running_api(folder) as world:
        await _the_day(world)
        manager = await world.logged_in(Role.MANAGER)
        rates = {"attempt_millicents": 1_000, "minute_millicents": 6_000, "agent_hour_millicents": 1_000_000}
        saved = await manager.browser.post("/api/reports/costs", json={"valid_from": "2026-11-01", **rates})
        assert saved.status_code == 201
        yield world, manager


async def _rows(manager: Session, **more: Any) -> dict[str, dict[str, Any]]:
    days = {"from": "2026-11-24", "to": "2026-11-24"}
    report = (await manager.browser.get("/api/reports/kpis", params=days | more)).json()
    return {row["key"]: row["values"] for row in report["rows"]}


BY_HAND: dict[str, float | None] = {
    "discado": 4, "alo": 2, "cpc": 2, "cpca": 2, "promessas": 1, "acordos": 1, "pagos": 1,
    "acordado": 103_000, "recebido": 25_000, "taxa_alo": 0.5, "taxa_cpc": 1, "taxa_cpca": 1, "conversao": 0.5,
    "pagamento": 1, "promessa_cumprida": None, "quebra": None,
    "recuperacao": 0.0625,  # 25.000 of four debts of 100.000
    "recebido_por_hora": 12_500,  # 25.000 in two hours
    "custo": 2_024,  # 4 x 1 + 200 s / 60 x 6 + 2 h x 1.000
    "custo_por_real": 0.081,
    "tma": 66.6667,  # 200 s of three
    "ocupacao": 0.0125,  # 90 s of two hours, the wrap-up among them
    "abandono": 0.3333, "csat": 0.5, "nps": 100, "reclamacoes": 0,
}  # fmt: skip


def test_every_figure_of_the_day_is_what_it_is_by_hand(tmp_path: Path) -> None:
    async def main() -> None:
        async with _worked(tmp_path) as (_world, manager):
            assert await _rows(manager) == {"": BY_HAND}

    run(main())


@pytest.mark.parametrize(
    ("group_by", "expected"),
    [
        ("agent", {"": (3, 1, 1, 25_000), "Ana Souza": (1, 1, 0, 0)}),
        ("campaign", {"": (0, 0, 0, 5_000), "Novembro": (4, 2, 1, 20_000)}),
        ("hour", {"": (0, 0, 0, 5_000), "10": (2, 1, 0, 0), "11": (2, 1, 1, 20_000)}),
        ("step", {"": (3, 1, 1, 25_000), "d15_ligacao": (1, 1, 0, 0)}),
        ("segment", {"Atrasados": (4, 2, 1, 20_000), "Ninguém": (0, 0, 0, 0)}),
    ],
)
def test_the_funnel_of_every_group_adds_up(tmp_path: Path, group_by: str, expected: dict[str, Any]) -> None:
    async def main() -> None:
        async with _worked(tmp_path) as (_world, manager):
            for name, expression in (("Atrasados", "atraso > 0"), ("Ninguém", "atraso > 9999")):
                await manager.browser.post("/api/segments", json={"name": name, "expression": expression})
            more = {"portfolio_id": 1} if group_by == "segment" else {}
            rows = await _rows(manager, group_by=group_by, **more)
            funnel = ("discado", "cpc", "acordos", "recebido")
            assert {key: tuple(row[code] for code in funnel) for key, row in rows.items()} == expected

    run(main())


def test_a_campaign_alone_costs_what_its_agents_were_busy(tmp_path: Path) -> None:
    async def main() -> None:
        async with _worked(tmp_path) as (_world, manager):
            rows = await _rows(manager, campaign_id=1)
            # 4 x 1 + 200 s / 60 x 6 + 90 s / 3600 x 1.000
            assert (rows[""]["custo"], rows[""]["recebido"], rows[""]["ocupacao"]) == (49, 20_000, None)

    run(main())


def test_rates_that_change_within_the_period_cost_each_day_its_own(tmp_path: Path) -> None:
    async def main() -> None:
        async with _worked(tmp_path) as (_world, manager):
            later = {"valid_from": "2026-11-24", "attempt_millicents": 2_000}
            await manager.browser.post("/api/reports/costs", json=later)
            assert (await _rows(manager))[""]["custo"] == 8
            rates = (await manager.browser.get("/api/reports/costs")).json()
            assert [one["valid_from"] for one in rates] == ["2026-11-01", "2026-11-24"]
            both = await _rows(manager, **{"from": "2026-11-20", "to": "2026-11-25"})
            assert both[""]["custo"] == 8
            await manager.browser.post("/api/reports/costs", json=later | {"attempt_millicents": 0})
            assert (await _rows(manager))[""]["custo"] == 0

    run(main())


def test_a_rate_that_is_none_is_refused_by_its_field(tmp_path: Path) -> None:
    async def main() -> None:
        async with _worked(tmp_path) as (_world, manager):
            wrong = {"valid_from": "2026-11-24", "minute_millicents": -1}
            answer = await manager.browser.post("/api/reports/costs", json=wrong)
            assert (answer.status_code, answer.json()["field"]) == (422, "minute_millicents")

    run(main())
