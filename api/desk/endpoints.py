"""The agent's desk. Intents are stored and carried out by the dialer; the desk shows what becomes of them."""

from fastapi import APIRouter, status

from api.access import Agent, Anyone
from api.context import Context
from api.desk.presenter import present_choice, present_desk, present_details
from api.desk.schemas import Desk, DialPreview, Dispose, LinkCaller, Pause, Preview, Softphone
from api.schemas import CommandAccepted, DispositionChoice
from domain.ids import LeadId

router = APIRouter(prefix="/api/desk", tags=["desk"])


@router.get("")
async def get_desk(visitor: Agent, context: Context) -> Desk:
    return present_desk(await context.desk.desk_of(visitor.user_id))


@router.post("/session")
async def start_desk_session(visitor: Agent, context: Context) -> Softphone:
    """Lends a seat for the shift, or tells again the one already lent."""
    softphone = await context.desk.start_session(visitor.user_id)
    context.hub.desk_changed(visitor.user_id)
    return Softphone.model_validate(softphone)


@router.delete("/session", status_code=status.HTTP_202_ACCEPTED)
async def end_desk_session(visitor: Agent, context: Context) -> CommandAccepted:
    return CommandAccepted(command_id=await context.desk.end_session(visitor.user_id))


@router.post("/phone", status_code=status.HTTP_202_ACCEPTED)
async def call_phone(visitor: Agent, context: Context) -> CommandAccepted:
    """Ask for the softphone to be called, once it has registered."""
    return CommandAccepted(command_id=await context.desk.call_phone(visitor.user_id))


@router.post("/ready", status_code=status.HTTP_202_ACCEPTED)
async def become_ready(visitor: Agent, context: Context) -> CommandAccepted:
    return CommandAccepted(command_id=await context.desk.become_ready(visitor.user_id))


@router.post("/pause", status_code=status.HTTP_202_ACCEPTED)
async def pause(body: Pause, visitor: Agent, context: Context) -> CommandAccepted:
    return CommandAccepted(command_id=await context.desk.pause(visitor.user_id, reason=body.reason))


@router.get("/preview")
async def preview_next(visitor: Agent, context: Context) -> Preview | None:
    """Whom the agent may have called next, in campaigns that preview; null: nobody."""
    found = await context.previews.next(visitor.user_id)
    return None if found is None else Preview.model_validate(found)


@router.post("/preview/dial", status_code=status.HTTP_202_ACCEPTED)
async def dial_preview(body: DialPreview, visitor: Agent, context: Context) -> CommandAccepted:
    command_id = await context.desk.dial_preview(visitor.user_id, lead_id=LeadId(body.lead_id))
    return CommandAccepted(command_id=command_id)


@router.post("/hang-up", status_code=status.HTTP_202_ACCEPTED)
async def hang_up(visitor: Agent, context: Context) -> CommandAccepted:
    return CommandAccepted(command_id=await context.desk.hang_up(visitor.user_id))


@router.post("/identity")
async def confirm_identity(visitor: Agent, context: Context) -> Desk:
    """The agent confirmed aloud who is speaking: the debts come into sight."""
    desk = await context.desk.confirm_identity(visitor.user_id)
    context.hub.desk_changed(visitor.user_id)
    return present_desk(desk)


@router.post("/caller")
async def link_caller(body: LinkCaller, visitor: Agent, context: Context) -> Desk:
    """Whose call it is that came in: identity is confirmed after it."""
    desk = await context.callers.link(visitor.user_id, document=body.document)
    context.hub.desk_changed(visitor.user_id)
    return present_desk(desk)


@router.post("/disposition", status_code=status.HTTP_202_ACCEPTED)
async def dispose(body: Dispose, visitor: Agent, context: Context) -> CommandAccepted:
    command_id = await context.desk.dispose(
        visitor.user_id,
        attempt_id=body.attempt_id,
        code=body.disposition,
        details=present_details(body),
        next_pause=body.pause_reason if body.then == "pause" else None,
    )
    return CommandAccepted(command_id=command_id)


@router.get("/dispositions")
async def list_dispositions(visitor: Anyone, context: Context) -> list[DispositionChoice]:
    """What an agent may choose for the call in hand, in the order to show it; without a call, the standard ones."""
    return [present_choice(outcome) for outcome in await context.desk.choices(visitor.user_id)]
