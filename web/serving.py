"""Serves the built screens: hashed assets for ever, the page itself always fresh and under a strict content policy."""

import secrets
from pathlib import Path

from fastapi import FastAPI, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse

STATIC = Path(__file__).parent / "static"
"""What `npm run build` leaves."""

SCREENS = frozenset(
    {
        "",
        "entrar",
        "mesa",
        "supervisao",
        "gravacoes",
        "campanhas",
        "indicadores",
        "mensagens",
        "casos",
        "por-que",
        "tabulacao",
        "politicas",
        "importacoes",
    }
)
"""First part of the addresses that the page itself knows; any other is answered with the page and 404."""

_NONCE_MARK = "__CSP_NONCE__"
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
_PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
}


class ScreensError(Exception):
    """The screens cannot be served."""


class ScreensNotBuilt(ScreensError):
    """The screens are not built."""

    def __init__(self, static: Path) -> None:
        super().__init__(f"There are no built screens in {static}: run `npm ci && npm run build` in web/.")
        self.static = static


def mount_screens(app: FastAPI, *, static: Path = STATIC) -> None:
    """Adds the screens to `app`. Call it after the API's routes: whatever they do not know falls to the page.

    Raises ScreensNotBuilt.
    """
    try:
        page = (static / "index.html").read_text(encoding="utf-8")
    except FileNotFoundError as cause:
        raise ScreensNotBuilt(static) from cause
    files = {path.relative_to(static).as_posix(): path for path in static.rglob("*") if path.is_file()}

    @app.api_route("/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def screen(path: str) -> Response:
        if path == "api" or path.startswith("api/"):
            return JSONResponse({"code": "not_found", "message": "Este endereço não existe."}, status_code=404)
        if path in files and path != "index.html":
            return _file(path, files[path])
        return _page(page, known=path.split("/", 1)[0] in SCREENS)


def _file(path: str, file: Path) -> FileResponse:
    # Only files with a hash in their name may be kept for ever.
    headers = _FOR_EVER if path.startswith("assets/") else {"Cache-Control": "public, max-age=3600"}
    return FileResponse(file, headers=headers)


def _page(page: str, *, known: bool) -> HTMLResponse:
    # The order of the layers, and the one style element of the waveform's library: the nonce lets in these alone.
    nonce = secrets.token_urlsafe(16)
    headers = {**_PAGE_HEADERS, "Content-Security-Policy": _content_policy(nonce)}
    return HTMLResponse(page.replace(_NONCE_MARK, nonce), status_code=200 if known else 404, headers=headers)


def _content_policy(nonce: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "media-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
