"""Files that hold secrets: readable by nobody else from their first byte on."""

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write or replace the file; it is never there half written."""
    fresh = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)
