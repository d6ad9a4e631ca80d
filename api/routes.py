"""Every noun's router."""

from typing import Any

from fastapi import APIRouter, FastAPI

from api.access import PUBLIC
from api.agreements.endpoints import router as agreements
from api.auth.endpoints import router as auth
from api.campaigns.endpoints import router as campaigns
from api.cases.endpoints import router as cases
from api.contact.block_lists import router as block_lists
from api.contact.endpoints import router as contact
from api.desk.endpoints import router as desk
from api.dispositions.endpoints import router as dispositions
from api.errors import NotFound
from api.floor.endpoints import router as floor
from api.health.endpoints import router as health
from api.imports.endpoints import router as imports
from api.live.endpoints import router as live
from api.notices.endpoints import router as notices
from api.outcomes.endpoints import router as outcomes
from api.payments.endpoints import router as payments
from api.policies.endpoints import router as policies
from api.recordings.endpoints import router as recordings
from api.reports.endpoints import router as reports
from api.schemas import ErrorReply
from api.softphone.endpoints import router as softphone
from api.strategy.endpoints import router as strategy

_BODY_BYTES = 64 * 1024
_UPLOAD_BYTES = 1024 * 1024 * 1024
_REFUSALS: dict[int | str, dict[str, Any]] = {
    code: {"model": ErrorReply} for code in (400, 401, 403, 404, 409, 422, 429, 503)
}

_rest = APIRouter(prefix="/api")


@_rest.api_route("/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], dependencies=[PUBLIC])
async def nowhere() -> None:
    """What no endpoint answers is refused as the rest of the api refuses, and never answered with a page."""
    raise NotFound


def include_routes(app: FastAPI) -> None:
    for router in (
        auth,
        desk,
        live,
        outcomes,
        floor,
        recordings,
        campaigns,
        contact,
        dispositions,
        strategy,
        reports,
        softphone,
        health,
        policies,
        agreements,
        payments,
        notices,
        cases,
    ):
        app.include_router(router, responses=_REFUSALS, max_body_size=_BODY_BYTES)
    app.include_router(block_lists, responses=_REFUSALS, max_body_size=_UPLOAD_BYTES)
    app.include_router(imports, responses=_REFUSALS, max_body_size=_UPLOAD_BYTES)
    app.include_router(_rest, include_in_schema=False)
