"""Health, for supervisors of processes; no personal data, no need to log in."""

from fastapi import APIRouter, Response, status

from api.access import PUBLIC
from api.context import Context
from api.health.checks import check_health
from api.health.schemas import Health

router = APIRouter(prefix="/api/health", tags=["health"])


@router.get("", dependencies=[PUBLIC])
async def get_health(response: Response, context: Context) -> Health:
    """200 while the database answers; 503 otherwise. A broker that is down only degrades."""
    health = await check_health(context)
    if not health.database.ok:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return health
