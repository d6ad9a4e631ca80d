"""Protocol numbers: drawn until one is free."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from domain.negotiation.protocol import protocol_number
from services.ports.clock import IdSource
from services.ports.storage import UnitOfWork

_DRAWS: Final = 8


def draw_ids(ids: IdSource) -> list[str]:
    """Drawn before the work, which may run again and must do the same then."""
    return [ids.new_id() for _ in range(_DRAWS)]


def free_protocol(uow: UnitOfWork, draws: Sequence[str], day: date) -> str | None:
    """None when every draw is taken, which eight draws of a million never are."""
    numbers = (protocol_number(draw, day=day) for draw in draws)
    return next((number for number in numbers if not uow.menu.protocol_taken(number)), None)
