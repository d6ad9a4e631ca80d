"""Bench (i) as a table, beside what another dialer did with the same kind of calls on a machine of the same size."""

from collections.abc import Iterable, Mapping
from typing import Any

VICIDIAL = (
    ("VICIdial, 2 calls/s asked for", "1.9", "376 / 76", "300 / 360", "–", "–"),
    ("VICIdial, 4 calls/s asked for", "3.4", "395 / 109", "700 / 3300", "–", "–"),
    ("VICIdial, 8 calls/s asked for", "1.5", "1042 / 237", "14000 / 23000", "–", "–"),
)
"""2.14b0.5 with Asterisk 22 and MariaDB on two cores, remote agents, five-second calls, no recording."""


PRODUCT = ("dialer", "ivr", "api", "asterisk", "broker")
SIMULATOR = ("carrier", "robots")
"""The debtors' and the agents' phones are one switch, the agents' desks one process: on the same cores."""


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
    measured = [step for step in found["steps"] if "idle_cores" in step]
    if measured:
        yield from _accounts(measured)


def _accounts(steps: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    yield ""
    yield (
        "Where the processor's time of (i) goes. The simulated debtors, the agents' phones and their desks run on the "
        "same cores; the product alone is what a machine of one's own would have to bear."
    )
    yield ""
    yield (
        "| agents | CPU ms/call: dialer, ivr, api, Asterisk, broker | product | simulator | calls per core-second: "
        "product alone / with the simulator | cores while all wait: product / simulator |"
    )
    yield "|---|---|---|---|---|---|"
    for step in steps:
        yield f"| {' | '.join(_account(step))} |"


def _account(step: Mapping[str, Any]) -> Iterable[str]:
    cpu, idle = step["cpu_ms_per_call"], step["idle_cores"]
    product, simulator = _sum(cpu, PRODUCT), _sum(cpu, SIMULATOR)
    yield str(step["agents"])
    yield ", ".join(f"{cpu.get(name, 0.0):g}" for name in PRODUCT)
    yield f"**{product:.1f}**"
    yield f"{simulator:.1f}"
    yield f"**{1000 / product:.1f}** / {1000 / (product + simulator):.1f}"
    yield f"{_sum(idle, PRODUCT):.2f} / {_sum(idle, SIMULATOR):.2f}"


def _sum(figures: Mapping[str, float], names: Iterable[str]) -> float:
    return sum(figures.get(name, 0.0) for name in names)


def _ours(step: Mapping[str, Any]) -> Iterable[str]:
    cpu, stop = step["cpu_ms_per_call"], step["stop"]
    lost = step["answered_without_an_agent"]
    yield f"Concilia, {step['agents']} agents" + (f" ({lost} answers without one)" if lost else "")
    yield f"**{step['answered_per_second']:g}**"
    yield f"{sum(cpu[name] for name in ('dialer', 'ivr', 'api')):.1f} / {cpu['asterisk']:g}"
    for times in (step["answer_to_agent_ms"], step["free_again_ms"]):
        yield f"{times['p50'] or 0:g} / {times['p99'] or 0:g}"
    yield f"{stop['calls_after']} in {stop['last_after_ms']:g} ms" if stop["calls_after"] else "0"
