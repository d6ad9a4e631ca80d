"""Messages to debtors: what was sent, what the desk asks for, and what the gateways tell."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, status

from api.access import PUBLIC, Anyone, FloorStaff, Manager
from api.context import Context
from api.errors import NotFound
from api.notices.presenter import present_contact, present_notice, present_wanted
from api.notices.schemas import (
    Contact,
    MessageChannel,
    NewTexts,
    NoticeList,
    SendNotice,
    SentWords,
    Texts,
    Told,
    Wanted,
)
from domain.ids import AgreementId, AttemptId
from domain.notice.contact import contact_at
from domain.notice.notice import NoticeKind, NoticeState
from services.negotiation.negotiating import Negotiator
from services.ports.repositories.notices import NoticeQuery

router = APIRouter(prefix="/api", tags=["notices"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]


@router.get("/notices")
async def list_notices(
    _visitor: FloorStaff,
    context: Context,
    state: NoticeState | None = None,
    channel: MessageChannel | None = None,
    kind: NoticeKind | None = None,
    agreement_id: AgreementId | None = None,
    page: PageNumber = 1,
) -> NoticeList:
    """Newest first."""
    query = NoticeQuery(state=state, channel=channel, kind=kind, agreement_id=agreement_id)
    found = await context.notice_book.page(query, page=page)
    items = [present_notice(item) for item in found.items]
    counts = dict(found.counts)
    return NoticeList(items=items, page=page, page_size=found.page_size, total=found.total, counts=counts)


@router.get("/notices/{notice_id}/words")
async def get_words(notice_id: str, _visitor: Manager, context: Context) -> SentWords:
    """What was sent, word by word."""
    found = await context.notice_book.get(notice_id)
    return SentWords(subject=found.subject, body=found.body)


@router.get("/negotiation/{attempt_id}/contacts")
async def list_contacts(attempt_id: str, visitor: Anyone, context: Context) -> Sequence[Contact]:
    """Where a message to the person on the line may go, best first."""
    who = Negotiator(user_id=visitor.user_id, role=visitor.role)
    return [present_contact(one) for one in await context.desk_notices.contacts(AttemptId(attempt_id), who)]


@router.post("/notices", status_code=status.HTTP_202_ACCEPTED)
async def send_notice(body: SendNotice, visitor: Anyone, context: Context) -> Wanted:
    """To the contact that the debtor confirmed aloud: the agreement of this call, or the code of an earlier one."""
    who = Negotiator(user_id=visitor.user_id, role=visitor.role)
    attempt_id, desk = AttemptId(body.attempt_id), context.desk_notices
    told = None if body.address is None else contact_at(body.channel, body.address)
    contact = told or await desk.known(attempt_id, who, body.channel, body.masked or "")
    if contact is None:
        raise NotFound
    return present_wanted(await desk.send(attempt_id, who, body.agreement_id, contact))


@router.post("/notices/webhook/{channel}", dependencies=[PUBLIC])
async def hear_gateway(
    channel: MessageChannel,
    request: Request,
    context: Context,
    x_concilia_signature: Annotated[str, Header()] = "",
    x_concilia_timestamp: Annotated[str, Header()] = "",
) -> Told:
    """A gateway tells what became of messages; nothing is believed without its signature."""
    keeper = context.deps.notices
    if keeper is None:
        raise NotFound
    body = await request.body()
    told = await keeper.hear(channel, body, signature=x_concilia_signature, timestamp=x_concilia_timestamp)
    return Told(messages=told)


@router.get("/portfolios/{portfolio_id}/notice-templates")
async def get_templates(portfolio_id: int, _visitor: FloorStaff, context: Context) -> Texts:
    version, source = await context.notice_book.templates(portfolio_id)
    return Texts(version=version, source=source)


@router.put("/portfolios/{portfolio_id}/notice-templates")
async def put_templates(portfolio_id: int, body: NewTexts, visitor: Manager, context: Context) -> Texts:
    version = await context.notice_book.set_templates(portfolio_id, body.source, by=visitor.user_id)
    return Texts(version=version, source=body.source)
