"""How long things take: laws to draw seconds from, stated or observed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Law(Protocol):
    def draw(self, random: np.random.Generator, count: int) -> Floats: ...

    @property
    def mean(self) -> float: ...


@dataclass(frozen=True, slots=True)
class LogNormal:
    """By its mean and the deviation of its logarithm; draws above `most` are drawn again, at last cut."""

    mean: float
    sigma: float
    most: float = math.inf

    def draw(self, random: np.random.Generator, count: int) -> Floats:
        mu = math.log(self.mean) - self.sigma * self.sigma / 2
        drawn = random.lognormal(mu, self.sigma, count)
        for _ in range(6):
            over = drawn > self.most
            if not over.any():
                break
            drawn[over] = random.lognormal(mu, self.sigma, int(over.sum()))
        return np.minimum(drawn, self.most)


@dataclass(frozen=True, slots=True)
class Uniform:
    low: float
    high: float

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2

    def draw(self, random: np.random.Generator, count: int) -> Floats:
        return random.uniform(self.low, self.high, count)


@dataclass(frozen=True, slots=True)
class Observed:
    """Seconds that really were, each as likely as the others. At least one."""

    seconds: tuple[float, ...]

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Observed":
        return cls(tuple(float(one) for one in seconds))

    @property
    def mean(self) -> float:
        return sum(self.seconds) / len(self.seconds)

    def draw(self, random: np.random.Generator, count: int) -> Floats:
        return random.choice(np.asarray(self.seconds), count)
