"""A clock that never goes back, made from one that may."""

_OUT_OF_ORDER_SECONDS = 1.0


class SteadyTime:
    """Events a moment out of order are taken as simultaneous; a clock set back goes on from where it was."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._added = 0.0

    def at(self, t: float) -> float:
        now = t + self._added
        if self._last is None or now >= self._last:
            self._last = now
        elif self._last - now > _OUT_OF_ORDER_SECONDS:
            self._added += self._last - now
        return self._last
