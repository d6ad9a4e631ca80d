"""The end of `make test`: a line per step, and all tests counted together; the exit code tells whether all passed."""

import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Step:
    name: str
    code: int
    seconds: int


@dataclass(frozen=True)
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


def read_steps(folder: Path) -> list[Step]:
    rows = (line.split("\t") for line in (folder / "steps").read_text().splitlines())
    return [Step(name, int(code), int(seconds)) for name, code, seconds in rows]


def read_tally(report: Path) -> Tally:
    """What one pytest run counted, from its JUnit report (our own file)."""
    tally = Tally()
    for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 - written by our own pytest a moment ago
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        tally += Tally(int(suite.get("tests", 0)) - bad - skipped, bad, skipped)
    return tally


def main(folder: Path) -> int:
    steps = read_steps(folder)
    total = sum((read_tally(report) for report in sorted(folder.glob("*.xml"))), Tally())
    out = sys.stdout.write
    out("\n")
    for step in steps:
        out(f"  {'ok    ' if step.code == 0 else 'FAILED'}  {step.seconds:4d} s  {step.name}\n")
    bad = [step.name for step in steps if step.code]
    counts = [f"{total.failed} failed"] * bool(total.failed) + [f"{total.passed} passed"]
    counts += [f"{total.skipped} skipped"] * bool(total.skipped)
    out(f"\n==== {', '.join(counts)} in {sum(step.seconds for step in steps)}s ====\n")
    if bad:
        out(f"FAILED: {', '.join(bad)}\n")
    return 1 if bad or not steps else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
