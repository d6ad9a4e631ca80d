"""A menu in the shape of the product's, small enough to be obviously right: it plays files and writes keys down."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from adapters.telephony.agi_session import AgiSession

ALL_KEYS = "0123456789*#"


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
        heard = self.answers.setdefault(session.argument(1), [])
        for place, width in enumerate(self.widths):
            answer = await self._ask(session, self.prompts[place % len(self.prompts)], width)
            if answer is None:
                return
            heard.append(answer)
        await session.execute("STREAM FILE", str(self.prompts[0]), "", timeout_seconds=60)

    async def _ask(self, session: AgiSession, prompt: Path, width: int) -> Heard | None:
        clock = asyncio.get_running_loop().time
        reply = await session.execute("STREAM FILE", str(prompt), ALL_KEYS, timeout_seconds=60)
        ended, interrupted, keys = clock(), reply.result != "0", _key(reply.result)
        waited = 0.0
        while len(keys) < width:
            reply = await session.execute("WAIT FOR DIGIT", "8000", timeout_seconds=12)
            if reply.result in {"0", "-1"}:
                return None
            waited = waited or clock() - ended
            keys += _key(reply.result)
        return Heard(keys, interrupted, waited)


def _key(result: str) -> str:
    return chr(int(result)) if result not in {"0", "-1", ""} else ""
