"""A Pix copy-and-paste text as a QR code."""

import io
from typing import Final

import segno

_BORDER: Final = 4
_SVG_SCALE: Final = 4
_PNG_SCALE: Final = 8


def qr_svg(text: str) -> bytes:
    """A whole SVG document."""
    return _draw(text, "svg", scale=_SVG_SCALE)


def qr_png(text: str) -> bytes:
    return _draw(text, "png", scale=_PNG_SCALE)


def _draw(text: str, kind: str, *, scale: int) -> bytes:
    # Level M is what the Pix manual asks for; a micro QR is read by few wallets.
    code = segno.make_qr(text, error="m", boost_error=False)
    drawn = io.BytesIO()
    code.save(drawn, kind=kind, scale=scale, border=_BORDER)
    return drawn.getvalue()
