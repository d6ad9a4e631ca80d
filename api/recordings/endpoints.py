"""Recordings: find, listen, comment, score, mark for training."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, status
from fastapi.responses import FileResponse

from api.access import FloorStaff
from api.context import Context
from api.recordings.files import audio_path, read_peaks
from api.recordings.presenter import present_item, present_recording
from api.recordings.schemas import AgentChoice, NewComment, Peaks, Recording, RecordingPage, Score, Training
from domain.call.disposition import Disposition
from domain.ids import CampaignId, UserId
from services.recordings import RecordingFilter

router = APIRouter(prefix="/api/recordings", tags=["recordings"])


@router.get("")
async def list_recordings(
    _visitor: FloorStaff,
    context: Context,
    first_day: Annotated[date | None, Query(alias="from")] = None,
    last_day: Annotated[date | None, Query(alias="to")] = None,
    agent_id: UserId | None = None,
    campaign_id: CampaignId | None = None,
    disposition: Disposition | None = None,
    training: bool | None = None,  # noqa: FBT001 - a query parameter has a name
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> RecordingPage:
    """Days are the operation's, both included."""
    wanted = RecordingFilter(
        first_day=first_day,
        last_day=last_day,
        agent_id=agent_id,
        campaign_id=campaign_id,
        disposition=disposition,
        training=training,
    )
    found = await context.recordings.page(wanted, page=page)
    items = [present_item(item) for item in found.items]
    return RecordingPage(items=items, page=page, page_size=found.page_size, total=found.total)


@router.get("/agents")
async def list_recorded_agents(_visitor: FloorStaff, context: Context) -> list[AgentChoice]:
    return [AgentChoice.model_validate(agent) for agent in await context.recordings.agents()]


@router.get("/{attempt_id}")
async def get_recording(attempt_id: str, visitor: FloorStaff, context: Context) -> Recording:
    return present_recording(await context.recordings.detail(attempt_id, reader_id=visitor.user_id))


@router.get("/{attempt_id}/audio", response_class=FileResponse, responses={206: {"description": "Part of the audio"}})
async def get_recording_audio(attempt_id: str, request: Request, visitor: FloorStaff, context: Context) -> FileResponse:
    """The WAV (left: what the debtor says); ranges are served, and every listening is logged."""
    from_start = _from_start(request.headers.get("range"))
    path = await context.recordings.listen(attempt_id, listener_id=visitor.user_id, from_start=from_start)
    audio = audio_path(context.settings.recordings_dir, path)
    return FileResponse(audio, media_type="audio/wav", headers={"Cache-Control": "private, no-store"})


@router.get("/{attempt_id}/peaks")
async def get_recording_peaks(attempt_id: str, _visitor: FloorStaff, context: Context) -> Peaks:
    path = await context.recordings.path_of(attempt_id)
    return await read_peaks(audio_path(context.settings.recordings_dir, path))


@router.post("/{attempt_id}/comments", status_code=status.HTTP_201_CREATED)
async def add_comment(attempt_id: str, body: NewComment, visitor: FloorStaff, context: Context) -> Recording:
    await context.recordings.comment(attempt_id, author_id=visitor.user_id, at_ms=body.at_ms, text=body.text)
    return present_recording(await context.recordings.detail(attempt_id, reader_id=visitor.user_id))


@router.put("/{attempt_id}/review")
async def put_review(attempt_id: str, body: Score, visitor: FloorStaff, context: Context) -> Recording:
    await context.recordings.score(attempt_id, author_id=visitor.user_id, score=body.score)
    return present_recording(await context.recordings.detail(attempt_id, reader_id=visitor.user_id))


@router.put("/{attempt_id}/training")
async def put_training(attempt_id: str, body: Training, visitor: FloorStaff, context: Context) -> Recording:
    await context.recordings.mark_training(attempt_id, for_training=body.for_training)
    return present_recording(await context.recordings.detail(attempt_id, reader_id=visitor.user_id))


def _from_start(range_header: str | None) -> bool:
    """Whether the player asks for the beginning, and not for a later part of what it already plays."""
    return range_header is None or range_header.replace(" ", "").startswith("bytes=0-")
