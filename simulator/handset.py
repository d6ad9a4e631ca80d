"""What a debtor's mobile is besides a telephone: messages come to it, and its bank's app pays what they ask for."""

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_CODE: Final = re.compile(r"000201[^\"\\\n]*6304[0-9A-F]{4}")
_LOOK_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Handset:
    """`inbox` is the folder where the product's messages come out, `bank` the one where the sandbox takes orders."""

    inbox: Path
    bank: Path

    async def pay(self, number: str, *, ref: str, limit_seconds: float) -> bool:
        """Pay by the Pix code that was sent to `number` (digits of E.164); False when none came in time."""
        try:
            async with asyncio.timeout(limit_seconds):
                while (code := await asyncio.to_thread(self._newest_code, number)) is None:  # noqa: ASYNC110 - a folder tells nobody
                    await asyncio.sleep(_LOOK_SECONDS)
        except TimeoutError:
            return False
        await asyncio.to_thread(self._order, code, ref)
        return True

    def _newest_code(self, number: str) -> str | None:
        if not self.inbox.is_dir():
            return None
        for path in sorted(self.inbox.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True):
            text = path.read_text(encoding="utf-8")
            found = _CODE.search(text)
            if found is not None and f'"+{number}"' in text:
                return found[0]
        return None

    def _order(self, code: str, ref: str) -> None:
        self.bank.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self.bank / f".{ref}"
        fresh.write_text(code, encoding="utf-8")
        fresh.rename(self.bank / f"{ref}.pix")
