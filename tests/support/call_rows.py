"""Rows of a portfolio and its calls, as the import, the dialer and the ivr would have left them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

from adapters.storage.tables.agreements import AgreementRow, InstallmentRow
from adapters.storage.tables.calls import AgentSessionRow, AttemptRow, MenuSessionRow
from adapters.storage.tables.portfolio import CampaignRow, DebtorRow, DebtRow, LeadRow, PhoneRow, PortfolioRow
from adapters.storage.tables.recordings import RecordingRow
from domain.call.agent_session import AgentState
from domain.call.attempt import AttemptState
from domain.call.disposition import Disposition
from domain.call.events import AgentSessionChanged, AttemptBridged, AttemptClosed
from domain.call.lead import LeadState
from domain.ids import AgentSessionId, AttemptId, CampaignId, LeadId, UserId
from runtime.clock import UlidSource
from tests.support.api import Session, World

_IDS = UlidSource()


@dataclass(frozen=True, slots=True)
class Campaign:
    id: int
    portfolio_id: int


@dataclass(frozen=True, slots=True)
class Debtor:
    id: int
    phone_id: int
    lead_id: int


async def add_campaign(world: World, *, name: str = "Novembro") -> Campaign:
    now = world.clock.now()
    portfolio_id = await _insert(
        world,
        PortfolioRow,
        name=f"Carteira {name}",
        creditor_name="Banco Exemplo",
        company_name="Exemplo Cobranças",
        created_at=now,
    )
    campaign_id = await _insert(world, CampaignRow, name=name, portfolio_id=portfolio_id, created_at=now)
    return Campaign(campaign_id, portfolio_id)


async def add_debtor(
    world: World,
    campaign: Campaign,
    *,
    name: str = "MARIA DA SILVA",
    document: str = "52998224725",
    number: str = "+5511987654321",
    lead: bool = True,
    debt_status: str = "open",
) -> Debtor:
    now = world.clock.now()
    debtor_id = await _insert(world, DebtorRow, document=document, name=name, city="São Paulo", uf="SP", updated_at=now)
    phone_id = await _insert(world, PhoneRow, debtor_id=debtor_id, number=number)
    await _insert(
        world,
        DebtRow,
        portfolio_id=campaign.portfolio_id,
        debtor_id=debtor_id,
        contract=f"C-{document}",
        description="Cartão",
        principal_cents=100_000,
        due_date=date(2026, 10, 25),
        status=debt_status,
        updated_at=now,
    )
    lead_id = 0
    if lead:
        lead_id = await _insert(world, LeadRow, campaign_id=campaign.id, debtor_id=debtor_id, state=LeadState.DIALING)
    return Debtor(debtor_id, phone_id, lead_id)


async def add_attempt(world: World, campaign: Campaign, debtor: Debtor, **values: Any) -> AttemptId:
    attempt_id = AttemptId(_IDS.new_id())
    now = world.clock.now()
    row = {
        "id": attempt_id,
        "campaign_id": campaign.id,
        "lead_id": debtor.lead_id,
        "debtor_id": debtor.id,
        "phone_id": debtor.phone_id,
        "number_in_lead": 1,
        "dialer": "test",
        "state": AttemptState.IN_IVR,
        "claimed_at": now,
        "originated_at": now,
        "answered_at": now,
    }
    await world.execute(insert(AttemptRow).values(**(row | values)))
    return attempt_id


async def add_closed_attempt(
    world: World,
    campaign: Campaign,
    debtor: Debtor,
    *,
    disposition: Disposition = Disposition.OCUPADO,
    closed_at: datetime | None = None,
    **values: Any,
) -> AttemptId:
    return await add_attempt(
        world,
        campaign,
        debtor,
        state=AttemptState.CLOSED,
        closed_at=closed_at or world.clock.now(),
        disposition=disposition,
        hangup_cause=17,
        **({"answered_at": None} | values),
    )


async def add_menu(world: World, attempt_id: AttemptId, *, identified: bool = False) -> None:
    now = world.clock.now()
    await world.execute(
        insert(MenuSessionRow).values(
            attempt_id=attempt_id,
            started_at=now,
            identity_confirmed_at=now if identified else None,
            steps=[{"step": "right_party", "at_ms": 4000, "result": "yes"}],
        )
    )


async def add_agreement(world: World, campaign: Campaign, debtor: Debtor, attempt_id: AttemptId) -> None:
    agreement_id = _IDS.new_id()
    await world.execute(
        insert(AgreementRow).values(
            id=agreement_id,
            protocol=agreement_id[-12:],
            debtor_id=debtor.id,
            portfolio_id=campaign.portfolio_id,
            attempt_id=attempt_id,
            state="confirmed",
            principal_cents=100_000,
            charges_cents=3_000,
            discount_cents=0,
            total_cents=103_000,
            read_back="",
            confirmed_at=world.clock.now(),
        )
    )
    for number in (1, 2):
        await world.execute(
            insert(InstallmentRow).values(
                agreement_id=agreement_id, number=number, amount_cents=51_500, due_date=date(2026, 12, number)
            )
        )


async def add_recording(world: World, attempt_id: AttemptId, **values: Any) -> None:
    row = {
        "attempt_id": attempt_id,
        "state": "verified",
        "path": f"2026/11/24/{attempt_id}.wav",
        "started_at": world.clock.now(),
        "duration_ms": 2000,
        "size_bytes": 64_044,
        "sha256": "0" * 64,
    }
    await world.execute(insert(RecordingRow).values(**(row | values)))


async def move_session(world: World, user_id: UserId, state: AgentState, **values: Any) -> None:
    """What the dialer does to an agent's session, with its news."""
    session = await world.database.read(lambda uow: uow.desk.open_session(user_id))
    assert session is not None
    now = world.clock.now()
    changes = {"state": state, "state_since": now, "leg_id": "agent-leg", **values}

    def work(uow: Any) -> None:
        uow.connection.execute(update(AgentSessionRow).where(AgentSessionRow.id == session.id).values(**changes))
        uow.record(
            AgentSessionChanged(
                at=now,
                agent_session_id=session.id,
                user_id=user_id,
                state=state,
                pause_reason=None,
                attempt_id=changes.get("attempt_id"),
                ended="ended_at" in changes,
            )
        )

    await world.database.write(work)


async def bridge(world: World, user_id: UserId, attempt_id: AttemptId, campaign: Campaign) -> None:
    """The dialer's bridge: attempt and session move together, with both news."""
    session = await world.database.read(lambda uow: uow.desk.open_session(user_id))
    assert session is not None
    session_id: AgentSessionId = session.id
    now = world.clock.now()
    taken = {"state": AgentState.ON_CALL, "state_since": now, "attempt_id": attempt_id, "leg_id": "agent-leg"}

    def work(uow: Any) -> None:
        uow.connection.execute(
            update(AttemptRow)
            .where(AttemptRow.id == attempt_id)
            .values(state=AttemptState.WITH_AGENT, bridged_at=now, agent_session_id=session_id)
        )
        uow.connection.execute(update(AgentSessionRow).where(AgentSessionRow.id == session_id).values(**taken))
        uow.record(
            AttemptBridged(
                at=now,
                attempt_id=attempt_id,
                campaign_id=CampaignId(campaign.id),
                agent_session_id=session_id,
                user_id=user_id,
            )
        )

    await world.database.write(work)


async def close_attempt(
    world: World, attempt_id: AttemptId, campaign: Campaign, *, disposition: Disposition = Disposition.TRANSBORDO
) -> None:
    """The dialer's closing, with its news."""
    now = world.clock.now() + timedelta(seconds=30)

    def work(uow: Any) -> None:
        uow.connection.execute(
            update(AttemptRow)
            .where(AttemptRow.id == attempt_id)
            .values(state=AttemptState.CLOSED, closed_at=now, disposition=disposition, hangup_cause=16)
        )
        uow.record(
            AttemptClosed(
                at=now,
                attempt_id=attempt_id,
                campaign_id=CampaignId(campaign.id),
                lead_id=LeadId(1),
                hangup_cause=16,
                answer_class=None,
                disposition=disposition,
                talk_seconds=30.0,
            )
        )

    await world.database.write(work)


async def on_call(world: World, agent: Session, *, identified: bool = False) -> tuple[Campaign, AttemptId]:
    """An agent who talks with Maria."""
    await agent.browser.post("/api/desk/session")
    campaign = await add_campaign(world)
    debtor = await add_debtor(world, campaign)
    attempt_id = await add_attempt(world, campaign, debtor)
    await add_menu(world, attempt_id, identified=identified)
    await bridge(world, agent.visitor.user_id, attempt_id, campaign)
    return campaign, attempt_id


async def wrapping_up(world: World, agent: Session) -> AttemptId:
    campaign, attempt_id = await on_call(world, agent)
    await close_attempt(world, attempt_id, campaign)
    await move_session(world, agent.visitor.user_id, AgentState.WRAP_UP)
    return attempt_id


async def _insert(world: World, table: Any, **values: Any) -> int:
    new = insert(table).values(**values).returning(table.id)
    key: int = await world.database.write(lambda uow: uow.connection.scalar(new))
    return key
