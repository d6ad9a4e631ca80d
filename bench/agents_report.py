"""Bench (i) as a table, beside what another dialer did with the same kind of calls on a machine of the same size."""

from collections.abc import Iterable, Mapping
from typing import Any

VICIDIAL = (
    ("VICIdial, 2 calls/s asked for", "1.9", "376 / 76", "300 / 360", "–", "–"),
    ("VICIdial, 4 calls/s asked for", "3.4", "395 / 109", "700 / 3300", "–", "–"),
    ("VICIdial, 8 calls/s asked for", "1.5", "1042 / 237", "14000 / 23000", "–", "–"),
)
"""2.14b0.5 with Asterisk 22 and MariaDB on two cores, remote agents, five-second calls, no recording."""


def agents_table(found: Mapping[str, Any]) -> Iterable[str]:
    yield "Bench (i): five-second calls, each given to an agent; ours recorded, VICIdial's not."
    yield ""
    yield (
        "| | answered calls/s | CPU ms/call: dialer's own / Asterisk | answer → agent ms, p50 / p99 "
        "| agent free again after the hang-up ms, p50 / p99 | calls begun after a stop |"
    )
    yield "|---|---|---|---|---|---|"
    for step in found["steps"]:
        yield f"| {' | '.join(_ours(step))} |"
    for row in VICIDIAL:
        yield f"| {' | '.join(row)} |"
    yield ""
    yield (
        "In VICIdial an agent was free again 980 ms (p50) after the hang-up, and a stop took effect after 30 to 35 s, "
        "118 calls later."
    )


def _ours(step: Mapping[str, Any]) -> Iterable[str]:
    cpu, stop = step["cpu_ms_per_call"], step["stop"]
    lost = step["answered_without_an_agent"]
    yield f"Concilia, {step['agents']} agents" + (f" ({lost} answers without one)" if lost else "")
    yield f"**{step['answered_per_second']:g}**"
    yield f"{sum(cpu[name] for name in ('dialer', 'ivr', 'api')):.1f} / {cpu['asterisk']:g}"
    for times in (step["answer_to_agent_ms"], step["free_again_ms"]):
        yield f"{times['p50'] or 0:g} / {times['p99'] or 0:g}"
    yield f"{stop['calls_after']} in {stop['last_after_ms']:g} ms" if stop["calls_after"] else "0"
