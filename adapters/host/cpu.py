"""How busy the machine's processors are, as Linux counts."""

from pathlib import Path


class CpuMeter:
    """Calling it gives the share of all cores, since the last call, that was not to be had for the asking; None where
    the kernel does not tell.
    """

    def __init__(self, stat: Path = Path("/proc/stat")) -> None:
        self._stat = stat
        self._last = self._read()

    def __call__(self) -> float | None:
        last, now = self._last, self._read()
        if last is None or now is None:
            return None
        busy, total = now[0] - last[0], now[1] - last[1]
        if total <= 0:
            return None
        self._last = now
        return busy / total

    def _read(self) -> tuple[int, int] | None:
        try:
            fields = [int(word) for word in self._stat.read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]]
        except (OSError, ValueError):
            return None
        _user, nice, _system, idle, waiting, *_rest = fields
        # Work at a lower priority gives way: a back-up in the night is no reason to call fewer people.
        return sum(fields) - nice - idle - waiting, sum(fields)
