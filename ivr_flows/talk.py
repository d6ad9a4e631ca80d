"""What one conversation has learned so far: words read it, the ways between steps write it."""

from dataclasses import dataclass, field
from typing import Any

from domain.call.disposition import Disposition
from domain.negotiation.offer import Offer
from services.menu import MenuContext
from sounds.pieces import Pieces


@dataclass(slots=True, repr=False)
class Talk:
    """A flow of another kind may add its own facts by a subclass. No repr: it holds who somebody is and what they owe.

    `digits` is what was typed last for a question that asks for a number; `result` how the last request
    ended, or how the last question lapsed.
    """

    context: MenuContext
    reason: str = "answered"
    at_ms: int = 0
    pressed_keys: bool = False
    identity_confirmed_ms: int | None = None
    disposition: Disposition | None = None
    steps: list[dict[str, Any]] = field(default_factory=list)
    digits: str = ""
    result: str = ""
    protocol: str = ""
    identity_tries: int = 0
    offer: Offer | None = None
    read_back: Pieces = ()

    @property
    def identity_confirmed(self) -> bool:
        return self.identity_confirmed_ms is not None

    def note(self, step: str, result: str) -> None:
        self.steps.append({"step": step, "at_ms": self.at_ms, "result": result})
