"""How long debtors take for what they do."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long debtors take. Divided by `speed`; what is said is never sped up."""

    ring_seconds: tuple[float, float] = (1.5, 9.0)
    late_ring_seconds: tuple[float, float] = (14.0, 20.0)
    voicemail_ring_seconds: tuple[float, float] = (6.0, 16.0)
    talk_turns: tuple[int, int] = (2, 6)
    wait_for_person_seconds: tuple[float, float] = (6.0, 15.0)
    call_back_seconds: tuple[float, float] = (4.0, 30.0)
    """From the end of a call to the same person's call to us."""
    speed: float = 1.0

    def before_calling(self, rng: Random) -> float:
        """Seconds until somebody calls us."""
        return self.drawn(self.call_back_seconds, rng)

    def drawn(self, limits: tuple[float, float], rng: Random) -> float:
        """Most people take less than the middle of the range, a few take long: a triangle that leans left."""
        low, high = limits
        return round(rng.triangular(low, high, low + (high - low) / 4) / self.speed, 3)

    def __post_init__(self) -> None:
        if self.speed <= 0:
            raise ValueError("speed must be above zero")
