"""What the kernel tells of a process, and how lists of times become figures."""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """CPU seconds so far, all threads, of each process by name."""

    at: float
    cpu: Mapping[str, float]

    @classmethod
    def take(cls, pids: Mapping[str, int]) -> "Snapshot":
        return cls(time.monotonic(), {name: cpu_seconds(pid) for name, pid in pids.items()})

    def cpu_since(self, earlier: "Snapshot") -> dict[str, float]:
        return {name: seconds - earlier.cpu[name] for name, seconds in self.cpu.items() if name in earlier.cpu}


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def rss_mib(pid: int) -> float:
    return round(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 2**20, 1)


def percentile(values: Sequence[float], share: float) -> float | None:
    """Nearest rank; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)


def spread(values: Sequence[float]) -> dict[str, float | int | None]:
    return {
        "n": len(values),
        "p50": percentile(values, 0.50),
        "p99": percentile(values, 0.99),
        "max": percentile(values, 1.0),
    }
