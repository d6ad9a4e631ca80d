"""A message on a person's voicemail: at most one in any seven days, whichever portfolio and number it was for."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

REST: Final = timedelta(days=7)


def decide_message(left_at: Iterable[datetime], *, now: datetime) -> bool:
    """Whether one may be left now. One that a clock put into the future counts too."""
    return all(now - at > REST for at in left_at)
