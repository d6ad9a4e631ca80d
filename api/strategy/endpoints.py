"""Segments and réguas."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, status

from api.access import FloorStaff, Manager
from api.context import Context
from api.errors import NotFound
from api.strategy.planning import begin_plan
from api.strategy.schemas import (
    NewRegua,
    NewSegment,
    PendingStep,
    PendingSteps,
    Regua,
    ReguaPlan,
    ReguaSaved,
    Segment,
    SegmentField,
    SegmentPreview,
    SegmentQuestion,
    SegmentSaved,
    StepDone,
)
from domain.strategy.fields import FIELDS

router = APIRouter(prefix="/api", tags=["strategy"])


@router.get("/segments/fields")
async def segment_fields(_visitor: FloorStaff) -> list[SegmentField]:
    """What expressions may ask about."""
    return [
        SegmentField(name=one.name, type=one.type.value, says=one.says, words=list(one.words))
        for one in FIELDS.values()
    ]


@router.get("/segments")
async def list_segments(_visitor: FloorStaff, context: Context) -> list[Segment]:
    return [Segment.model_validate(segment) for segment in await context.strategy.segments()]


@router.post("/segments", status_code=status.HTTP_201_CREATED)
async def save_segment(body: NewSegment, visitor: Manager, context: Context) -> SegmentSaved:
    """A segment of the same name is replaced; a wrong expression is refused with its position."""
    return SegmentSaved(id=await context.strategy.save_segment(body.name, body.expression, by=visitor.user_id))


@router.delete("/segments/{segment_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_segment(segment_id: int, _visitor: Manager, context: Context) -> None:
    await context.strategy.delete_segment(segment_id)


@router.post("/segments/preview")
async def preview_segment(body: SegmentQuestion, _visitor: FloorStaff, context: Context) -> SegmentPreview:
    return SegmentPreview(debtors=await context.strategy.preview(body.expression, body.portfolio_id))


@router.get("/portfolios/{portfolio_id}/regua")
async def show_regua(portfolio_id: int, _visitor: FloorStaff, context: Context) -> Regua:
    stored, source = await context.strategy.regua(portfolio_id)
    return Regua(version=None if stored is None else stored.version, source=source)


@router.put("/portfolios/{portfolio_id}/regua")
async def set_regua(portfolio_id: int, body: NewRegua, visitor: Manager, context: Context) -> ReguaSaved:
    return ReguaSaved(version=await context.strategy.set_regua(portfolio_id, body.source, by=visitor.user_id))


@router.post("/portfolios/{portfolio_id}/regua/plan", status_code=status.HTTP_202_ACCEPTED)
async def plan_regua(portfolio_id: int, visitor: Manager, context: Context) -> ReguaPlan:
    """Begin to plan every debt of the portfolio anew; nothing is sent. One that runs already is told instead."""
    return ReguaPlan.model_validate(await begin_plan(context, portfolio_id, visitor.user_id))


@router.get("/portfolios/{portfolio_id}/regua/plan")
async def show_plan(portfolio_id: int, _visitor: FloorStaff, context: Context) -> ReguaPlan:
    """The last one, and how far it has come."""
    found = await context.regua_plans.latest(portfolio_id)
    if found is None:
        raise NotFound
    return ReguaPlan.model_validate(found)


@router.post("/regua/steps/{step_id}/done", status_code=status.HTTP_204_NO_CONTENT)
async def do_step(step_id: int, body: StepDone, _visitor: FloorStaff, context: Context) -> None:
    """Told just before a step is done by hand or by a system outside; refused when the rules are against it now."""
    await context.regua_steps.do(step_id, number=body.number)


@router.get("/portfolios/{portfolio_id}/regua/steps")
async def pending_steps(
    portfolio_id: int,
    _visitor: FloorStaff,
    context: Context,
    until: date,
    after: int = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> PendingSteps:
    found = await context.strategy.steps(portfolio_id, until=until, after=after, limit=limit)
    items = [PendingStep.model_validate(step) for step in found]
    return PendingSteps(items=items, next=items[-1].id if len(items) == limit else None)
