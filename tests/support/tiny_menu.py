"""A menu in the shape of the product's, small enough to be obviously right: it plays files and writes keys down."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from adapters.telephony.agi_keys import KeyLedger
from adapters.telephony.agi_session import AgiSession

ALL_KEYS = "0123456789*#"
KEYS = "TINY_KEYS"
"""The variable that the dialplan's StoreDTMF keeps every key of the call in."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer: the keys, whether they cut the prompt short, and seconds from the prompt's end to the first key."""

    keys: str
    interrupted: bool
    waited_seconds: float


@dataclass(slots=True)
class TinyMenu:
    """Prompt, keys; prompt, keys… `widths` says how many keys each prompt wants. `prompts` are files for Asterisk."""

    prompts: tuple[Path, ...]
    widths: tuple[int, ...] = (1, 4, 3, 1, 1)
    answers: dict[str, list[Heard]] = field(default_factory=dict)

    async def __call__(self, session: AgiSession) -> None:
        heard, ledger = self.answers.setdefault(session.argument(1), []), KeyLedger()
        for place, width in enumerate(self.widths):
            answer = await self._ask(session, ledger, self.prompts[place % len(self.prompts)], width)
            if answer is None:
                return
            heard.append(answer)
        await session.execute("STREAM FILE", str(self.prompts[0]), "", timeout_seconds=60)

    async def _ask(self, session: AgiSession, ledger: KeyLedger, prompt: Path, width: int) -> Heard | None:
        clock = asyncio.get_running_loop().time
        reply = await session.execute("STREAM FILE", str(prompt), ALL_KEYS, timeout_seconds=60)
        ended, interrupted, keys = clock(), reply.result != "0", ""
        waited, key = 0.0, await _next(session, ledger, heard=_key(reply.result))
        while True:
            keys += key or ""
            if len(keys) == width:
                return Heard(keys, interrupted, waited)
            key = await _next(session, ledger)
            if key is None:
                reply = await session.execute("WAIT FOR DIGIT", "8000", timeout_seconds=12)
                key = await _next(session, ledger, heard=_key(reply.result))
                waited = waited or clock() - ended
            if key is None:
                return None


async def _next(session: AgiSession, ledger: KeyLedger, *, heard: str | None = None) -> str | None:
    """Between two commands keys are lost to them; the dialplan's store has them all."""
    stored = await session.execute("GET VARIABLE", KEYS)
    ledger.sync(stored.data if stored.result == "1" else None)
    return ledger.next(heard=heard)


def _key(result: str) -> str | None:
    return chr(int(result)) if result not in {"0", "-1", ""} else None
