"""Plans of réguas on their way, as tasks of the application."""

import asyncio
from typing import Final

import structlog

from api.context import ApiContext
from api.errors import Stopping
from domain.errors import DomainError
from domain.ids import UserId
from services.errors import ServiceError
from services.ports.repositories.regua_plans import ReguaPlan
from services.ports.storage import StorageError

_LOOK_SECONDS: Final = 300.0
log = structlog.get_logger()


async def begin_plan(context: ApiContext, portfolio_id: int, by: UserId) -> ReguaPlan:
    """Raises NoSuchPortfolio, Stopping."""
    if context.tasks is None:
        raise Stopping
    started = await context.regua_plans.start(portfolio_id, by=by)
    if started.needs_worker:
        context.tasks.create_task(_run(context, started.plan.id), name="regua-plan")
    return started.plan


async def keep_planned(context: ApiContext) -> None:
    """Until cancelled: take up plans that lost their worker, and plan anew, every day, what was planned before.

    Payments, agreements and holds cancel the steps that wait; people who are not late any more leave the list.
    """
    while True:
        try:
            for plan_id in await context.regua_plans.due():
                await context.regua_plans.run(plan_id)
        except (StorageError, ServiceError, DomainError) as error:
            log.warning("regua_round_failed", error=type(error).__name__)
        await asyncio.sleep(_LOOK_SECONDS)


async def _run(context: ApiContext, plan_id: int) -> None:
    try:
        plan = await context.regua_plans.run(plan_id)
    except (StorageError, ServiceError, DomainError) as error:
        # Its progress is stored: the keeper takes it up again.
        log.warning("regua_plan_stopped", plan=plan_id, error=type(error).__name__)
        return
    log.info("regua_planned", plan=plan_id, state=plan.state, debts=plan.debts, planned=plan.planned)
