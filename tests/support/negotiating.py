"""A debtor on the line with an agent, and the services that negotiate and charge."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from adapters.payments.sandbox import Sandbox
from adapters.storage.database import Database
from adapters.storage.tables.access import UserRow
from adapters.storage.tables.calls import AgentSessionRow, MenuSessionRow
from domain.access import Role
from domain.call.agent_session import AgentState
from domain.ids import UserId
from domain.negotiation.counter_proposal import Proposal
from runtime.clock import UlidSource
from services.negotiation.agreements import AgreementDetail, AgreementService, Yes
from services.negotiation.negotiating import NegotiationService, Negotiator
from services.negotiation.policies import PolicyService
from services.negotiation.promises import PromiseService
from services.payments.charging import ChargeService
from services.payments.keeper import PaymentKeeper
from tests.support.aio import run
from tests.support.menu_records import ATTEMPT, NOW, add_answered_attempt

ZONE = ZoneInfo("America/Sao_Paulo")
AGENT = Negotiator(user_id=UserId(1), role=Role.AGENT)
SUPERVISOR = Negotiator(user_id=UserId(2), role=Role.SUPERVISOR)
SECRET = "the provider's own secret"


class MovedClock:
    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def go_to(self, day: date) -> None:
        self.at = datetime.combine(day, self.at.timetz())

    def advance(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@dataclass(slots=True)
class Desk:
    database: Database
    clock: MovedClock
    sandbox: Sandbox
    policies: PolicyService
    negotiation: NegotiationService
    agreements: AgreementService
    promises: PromiseService
    charges: ChargeService
    keeper: PaymentKeeper

    def agree(self, negotiator: Negotiator = SUPERVISOR, **proposal: Any) -> AgreementDetail:
        yes = Yes(proposal=Proposal(**proposal))
        return run(self.agreements.confirm(ATTEMPT, negotiator, yes))


def open_desk(database: Database, **records: Any) -> Desk:
    add_answered_attempt(database, **records)
    run(database.write(_seat_agent))
    clock, ids = MovedClock(), UlidSource()
    sandbox = Sandbox(clock, webhook_secret=SECRET)
    given: dict[str, Any] = {"storage": database, "clock": clock, "timezone": ZONE}
    agreements, promises = AgreementService(**given, ids=ids), PromiseService(**given, ids=ids)
    charges = ChargeService(**given, ids=ids, provider=sandbox.provider)
    return Desk(
        database=database,
        clock=clock,
        sandbox=sandbox,
        policies=PolicyService(**given),
        negotiation=NegotiationService(**given, ids=ids),
        agreements=agreements,
        promises=promises,
        charges=charges,
        keeper=PaymentKeeper(charges=charges, agreements=agreements, promises=promises),
    )


def _seat_agent(uow: Any) -> None:
    for number, role in ((1, "agent"), (2, "supervisor")):
        user = {"id": number, "username": role, "name": role, "role": role, "password_hash": "x", "created_at": NOW}
        uow.connection.execute(insert(UserRow).values(user))
    uow.connection.execute(
        insert(AgentSessionRow).values(
            id="S1",
            user_id=1,
            seat="seat01",
            state=AgentState.ON_CALL,
            attempt_id=ATTEMPT,
            state_since=NOW,
            started_at=NOW,
        )
    )
    uow.connection.execute(
        insert(MenuSessionRow).values(attempt_id=ATTEMPT, started_at=NOW, identity_confirmed_at=NOW, steps=[])
    )
