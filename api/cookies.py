"""The session's cookie. Strict: no other site's link or form ever carries it."""

from fastapi import Response
from starlette.requests import HTTPConnection

from api.settings import ApiSettings

COOKIE = "concilia_session"


def session_token(connection: HTTPConnection) -> str | None:
    return connection.cookies.get(COOKIE)


def set_session_cookie(response: Response, token: str, settings: ApiSettings) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(settings.session_lifetime.total_seconds()),
        path="/",
        secure=settings.cookie_secure,
        httponly=True,
        samesite="strict",
    )


def clear_session_cookie(response: Response, settings: ApiSettings) -> None:
    response.delete_cookie(COOKIE, path="/", secure=settings.cookie_secure, httponly=True, samesite="strict")
