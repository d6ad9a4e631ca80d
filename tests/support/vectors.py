"""Amounts and charges whose right answers were worked out by hand or published."""

import json
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent.parent / "unit" / "domain" / "vectors.json"


def vectors(subject: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))[subject]
    assert found
    return found


def cents(amount: str) -> int:
    whole, _, fraction = amount.partition(".")
    return int(whole) * 100 + int(fraction.ljust(2, "0") or 0)
