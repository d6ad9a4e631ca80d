"""How long something takes to say: the sum of its clips, as the line plays them one after another."""

from collections.abc import Iterable, Mapping

from sounds.pieces import Pieces
from sounds.planner import Planner


class NotRendered(LookupError):
    """A clip of the sequence has no length: it was not rendered."""


class Lengths:
    """`milliseconds` of each clip by its path, as the index of a build tells them."""

    def __init__(self, planner: Planner, milliseconds: Mapping[str, int]) -> None:
        self._planner = planner
        self._milliseconds = milliseconds

    def seconds(self, pieces: Pieces) -> float:
        """Raises NotRendered, without the name of anybody."""
        return self._sum(self._planner.clips(pieces))

    def seconds_of_all(self, sayings: Iterable[Pieces]) -> float:
        return sum(self.seconds(pieces) for pieces in sayings)

    def _sum(self, paths: Iterable[str]) -> float:
        try:
            return sum(self._milliseconds[path] for path in paths) / 1000
        except KeyError:
            raise NotRendered("a clip of this sequence was not rendered") from None
