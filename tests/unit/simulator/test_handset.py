"""Messages come to a debtor's handset, and are paid."""

import asyncio
import json
import os
from pathlib import Path

from simulator.handset import Handset

NUMBER, OTHERS = "5511901234567", "5511901234568"


def code(name: str) -> str:
    return f"00020101021226{name} SANDBOX6304A1B2"


def message(folder: Path, name: str, to: str, text: str, *, at: int) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / f"sms-{name}.json"
    path.write_text(json.dumps({"to": f"+{to}", "text": text}, ensure_ascii=False, indent=1), encoding="utf-8")
    os.utime(path, (at, at))


def pay(tmp_path: Path, *, limit_seconds: float = 5.0) -> bool:
    handset = Handset(inbox=tmp_path / "outbox", bank=tmp_path / "orders")
    return asyncio.run(handset.pay(NUMBER, ref="p0001.1", limit_seconds=limit_seconds))


def test_the_newest_code_that_came_to_the_number_is_paid(tmp_path: Path) -> None:
    inbox = tmp_path / "outbox"
    message(inbox, "a", NUMBER, f"pague:\n{code('OLD')}", at=1)
    message(inbox, "b", NUMBER, f"pague:\n{code('NEW')}", at=2)
    message(inbox, "c", OTHERS, f"pague:\n{code('THEIRS')}", at=3)
    message(inbox, "d", NUMBER, "obrigado", at=4)
    assert pay(tmp_path)
    assert [(path.name, path.read_text()) for path in (tmp_path / "orders").iterdir()] == [("p0001.1.pix", code("NEW"))]


def test_where_no_message_comes_nothing_is_paid(tmp_path: Path) -> None:
    assert not pay(tmp_path, limit_seconds=0.01)
    message(tmp_path / "outbox", "a", OTHERS, code("THEIRS"), at=1)
    assert not pay(tmp_path, limit_seconds=0.01)
    assert not (tmp_path / "orders").exists()
