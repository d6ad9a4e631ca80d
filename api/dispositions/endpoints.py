"""Portfolios' own dispositions: listed, added, retired."""

from datetime import timedelta

from fastapi import APIRouter, status

from api.access import FloorStaff, Manager
from api.context import Context
from api.dispositions.schemas import NewOwnDisposition, OwnDisposition
from api.labels import disposition_label
from domain.call.disposition_rules import PortfolioDisposition
from services.ports.repositories.dispositions import StoredDisposition

router = APIRouter(prefix="/api/portfolios/{portfolio_id}/dispositions", tags=["dispositions"])


@router.get("")
async def list_own_dispositions(portfolio_id: int, _visitor: FloorStaff, context: Context) -> list[OwnDisposition]:
    """Retired ones too."""
    return [_present(one) for one in await context.dispositions.of(portfolio_id)]


@router.post("", status_code=status.HTTP_201_CREATED)
async def add_own_disposition(
    portfolio_id: int, body: NewOwnDisposition, visitor: Manager, context: Context
) -> OwnDisposition:
    """Offered to agents from their next call on."""
    own = PortfolioDisposition(
        code=body.code,
        label=body.label,
        base=body.base,
        retry_delay=timedelta(minutes=body.retry_delay_minutes),
        pause_days=body.pause_days,
        required=tuple(body.required),
    )
    return _present(await context.dispositions.add(portfolio_id, own, by=visitor.user_id))


@router.delete("/{code}", status_code=status.HTTP_204_NO_CONTENT)
async def retire_own_disposition(portfolio_id: int, code: str, visitor: Manager, context: Context) -> None:
    """Agents are no longer offered it; calls that were disposed with it keep its name."""
    await context.dispositions.retire(portfolio_id, code, by=visitor.user_id)


def _present(stored: StoredDisposition) -> OwnDisposition:
    own, rule = stored.own, stored.own.rule
    return OwnDisposition(
        code=own.code,
        label=own.label,
        base=own.base,
        base_label=disposition_label(own.base),
        retry_delay_minutes=int(rule.retry_delay / timedelta(minutes=1)),
        pause_days=rule.pause_days,
        required=list(rule.required),
        created_at=stored.created_at,
        retired_at=stored.retired_at,
    )
