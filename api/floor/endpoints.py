"""The live floor."""

from fastapi import APIRouter

from api.access import FloorStaff
from api.context import Context
from api.floor.schemas import Floor

router = APIRouter(prefix="/api/floor", tags=["floor"])


@router.get("")
async def get_floor(_visitor: FloorStaff, context: Context) -> Floor:
    return Floor.model_validate(await context.floor.now())
