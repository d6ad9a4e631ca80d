"""`python -m bench [NAME…]`: measure, print, and write docs/benchmarks.json and the table of docs/benchmarks.md.

Names: calls agents pop keys menus rules import storage messaging pacing pacers answers; none means all. Each runs in
a process of its own, so that what one leaves in memory is not in another's figures. What is not run keeps its last
figures.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.pacers_report import merged
from bench.report import write_table
from runtime.mosquitto import find_mosquitto
from runtime.ports import free_tcp_port

ROOT = Path(__file__).resolve().parents[1]
JSON_FILE, TABLE_FILE = ROOT / "docs/benchmarks.json", ROOT / "docs/benchmarks.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], help="all, when none is given")
    parser.add_argument("--quick", action="store_true", help="minutes instead of a quarter of an hour; coarser")
    parser.add_argument(
        "--yardstick", type=Path, help="with pacers: the folder of an independent simulator (package pacing_ref)"
    )
    parser.add_argument("--only", default="", help="with pacers: what of them matches this pattern")
    parser.add_argument("--ours", action="store_true", help="with pacers: our own alone; the others keep their figures")
    parser.add_argument("--processes", default=str(os.cpu_count()), help="with pacers: how many at once")
    options = parser.parse_args()
    results: dict[str, Any] = json.loads(JSON_FILE.read_text(encoding="utf-8")) if JSON_FILE.exists() else {}
    failed = []
    for name in options.names or NAMES:
        print(f"== {name}", flush=True)
        try:
            if name == "pacers":
                _measure_pacers(options, results)
            else:
                results[name] = BENCHES[name](options.quick)
        except subprocess.CalledProcessError as error:
            failed.append(name)
            print(f"{name}: {error}", file=sys.stderr)
            continue
        JSON_FILE.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        write_table(TABLE_FILE, results)
    print(TABLE_FILE.read_text(encoding="utf-8"))
    if failed:
        raise SystemExit(f"not measured: {', '.join(failed)}")


def _calls(quick: bool) -> Any:  # noqa: FBT001 - the shape of every bench here
    steps = ["--concurrent", "100", "200", "--turns", "1", "--seconds", "10"] if quick else []
    return _run("bench.calls", steps)


def _agents(quick: bool) -> Any:  # noqa: FBT001
    return _run("bench.agents", ["--agents", "5", "40", "--seconds", "15"] if quick else [])


def _pop(quick: bool) -> Any:  # noqa: FBT001
    return _run("bench.pop", ["--seconds", "30"] if quick else [])


def _keys(quick: bool) -> Any:  # noqa: FBT001
    return _run("bench.keys", ["--seconds", "20"] if quick else [])


def _menus(quick: bool) -> Any:  # noqa: FBT001
    return _run("bench.keys", ["--menus", "100", "--people", "9000", *(["--seconds", "20"] if quick else [])])


def _answers(_quick: bool) -> Any:  # noqa: FBT001
    return _run("bench.answers", [])


def _pacing(quick: bool) -> Any:  # noqa: FBT001
    return _run("bench.pacing", ["--minutes", "3" if quick else os.environ.get("MINUTES", "20")])


def _import(quick: bool) -> Any:  # noqa: FBT001
    return _run("bench.import_rows", ["20000" if quick else "1000000"])


def _storage(_quick: bool) -> Any:  # noqa: FBT001
    return _run("bench.storage", [])


def _messaging(_quick: bool) -> Any:  # noqa: FBT001
    with _broker() as port:
        return _run("bench.messaging", ["127.0.0.1", str(port)])


def _measure_pacers(options: argparse.Namespace, results: dict[str, Any]) -> None:
    """What is not measured now keeps its figures: shifts and scenarios, and within a shift the other pacers."""
    common = ["--only", options.only, "--processes", options.processes]
    chosen = [*(["--quick"] if options.quick else []), *(["--ours"] if options.ours else [])]
    results["pacers"] = merged(results.get("pacers", {}), _run("bench.pacers", [*common, *chosen]))
    if options.yardstick is not None:
        found = _run("bench.pacers", [*common, "--yardstick", str(options.yardstick.resolve())])
        results["pacers_yardstick"] = merged(results.get("pacers_yardstick", {}), found)


def _rules(quick: bool) -> Any:  # noqa: FBT001
    contact = _run("bench.contact", ["--decisions", "20000", "--debtors", "50000"] if quick else [])
    return contact | {"offers": _run("bench.offers", ["--builds", "2000"] if quick else [])}


BENCHES: dict[str, Callable[[bool], Any]] = {
    "calls": _calls,
    "agents": _agents,
    "pop": _pop,
    "keys": _keys,
    "menus": _menus,
    "rules": _rules,
    "import": _import,
    "storage": _storage,
    "messaging": _messaging,
    "pacing": _pacing,
    "answers": _answers,
}
NAMES = [*BENCHES, "pacers"]


def _run(module: str, arguments: Sequence[str]) -> Any:
    """The JSON at the end of what the bench prints; its steps are shown as they come."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None  # noqa: S101 - asked for
        lines = []
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, module)
    start = next(index for index in reversed(range(len(lines))) if lines[index].startswith("{"))
    return json.loads("".join(lines[start:]))


@contextmanager
def _broker() -> Iterator[int]:
    port = free_tcp_port()
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as configuration:
        configuration.write(f"listener {port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\nlog_type error\n")
        configuration.flush()
        Path(configuration.name).chmod(0o644)
        process = subprocess.Popen([find_mosquitto(), "-c", configuration.name])
        try:
            yield port
        finally:
            process.terminate()
            process.wait(10)


if __name__ == "__main__":
    main()
