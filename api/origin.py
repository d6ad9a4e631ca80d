"""Requests that a page of another site started are refused, by Origin and by a token that only our page can know."""

import hmac
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from api.errors import WrongCsrfToken, WrongOrigin
from api.settings import ApiSettings

CSRF_HEADER = "x-csrf-token"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def check_origin(connection: HTTPConnection, settings: ApiSettings) -> None:
    """Raise WrongOrigin for a write, or a WebSocket, of another origin.

    Browsers always send Origin with both. A program that sends none has no ambient cookies to be abused, and still
    needs the CSRF token to write; a WebSocket carries no such token, so it must tell its origin.
    """
    is_websocket = connection.scope["type"] == "websocket"
    if not is_websocket and connection.scope["method"] in _SAFE_METHODS:
        return
    origin = connection.headers.get("origin")
    if origin is None and not is_websocket:
        return
    if origin is None or not _is_ours(origin, connection, settings):
        raise WrongOrigin


def check_csrf(connection: HTTPConnection, expected: str) -> None:
    """Raise WrongCsrfToken for a write without the session's token."""
    if connection.scope["type"] == "websocket" or connection.scope["method"] in _SAFE_METHODS:
        return
    given = connection.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise WrongCsrfToken


def _is_ours(origin: str, connection: HTTPConnection, settings: ApiSettings) -> bool:
    if origin in settings.allowed_origins:
        return True
    parts = urlsplit(origin)
    schemes = ("https",) if settings.cookie_secure else ("http", "https")
    return parts.scheme in schemes and parts.netloc == connection.headers.get("host")
