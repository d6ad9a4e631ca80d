"""The line to a PSP: its certificate is checked, and ours is shown."""

import ssl
from pathlib import Path


class CertificateUnusable(Exception):
    """A certificate's file is missing or is not one; the message names the file."""


def mutual_tls(*, certificate: Path, key: Path | None, authority: Path | None) -> ssl.SSLContext:
    """Raises CertificateUnusable."""
    try:
        context = ssl.create_default_context(cafile=None if authority is None else str(authority))
    except (OSError, ssl.SSLError) as error:
        raise CertificateUnusable(str(authority)) from error
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise CertificateUnusable(f"{certificate} ({key})") from error
    return context
