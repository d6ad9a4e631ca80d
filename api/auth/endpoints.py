"""Logging in and out."""

from fastapi import APIRouter, Request, Response, status

from api.access import PUBLIC, Anyone
from api.auth.schemas import Login, Me, User
from api.context import ApiContext, Context
from api.cookies import clear_session_cookie, session_token, set_session_cookie
from services.auth import Visitor

router = APIRouter(prefix="/api/auth", tags=["auth"])


@router.post("/login", dependencies=[PUBLIC])
async def log_in(body: Login, request: Request, response: Response, context: Context) -> Me:
    """Starts a new session and ends the one the browser had; 401 wrong, 429 throttled."""
    address = request.client.host if request.client else ""
    opened = await context.auth.log_in(
        username=body.username, password=body.password, address=address, replaced_token=session_token(request)
    )
    set_session_cookie(response, opened.token, context.settings)
    return _me(opened.visitor, context)


@router.post("/logout", status_code=status.HTTP_204_NO_CONTENT)
async def log_out(visitor: Anyone, response: Response, context: Context) -> None:
    """Ends the session; its open streams end too."""
    await context.auth.log_out(visitor.session_key)
    context.hub.end_session(visitor.session_key)
    clear_session_cookie(response, context.settings)


@router.get("/me")
async def get_me(visitor: Anyone, context: Context) -> Me:
    return _me(visitor, context)


def _me(visitor: Visitor, context: ApiContext) -> Me:
    user = User(id=visitor.user_id, name=visitor.name, username=visitor.username, role=visitor.role)
    settings, now = context.settings, context.deps.clock.now()
    return Me(user=user, csrf_token=visitor.csrf_token, demo=settings.demo, now=now)
