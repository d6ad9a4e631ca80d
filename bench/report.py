"""Results as a table in a Markdown file, between two marks; the words around them are people's."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.agents_report import agents_table
from bench.pacers_report import shift_tables, yardstick_tables

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
Row = tuple[str, str, str]
"""What, the figure, the goal."""


def write_table(path: Path, results: Mapping[str, Any]) -> None:
    text = path.read_text(encoding="utf-8") if path.exists() else f"# Benchmarks\n\n{BEGIN}\n{END}\n"
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{BEGIN}\n{_tables(results)}{END}{after}", encoding="utf-8")


def _tables(results: Mapping[str, Any]) -> str:
    lines = ["", "| what | measured | goal |", "|---|---|---|"]
    for name, rows in _ROWS.items():
        if name in results:
            lines += [f"| {' | '.join(row)} |" for row in rows(results[name])]
    if "calls" in results:
        lines += ["", *_steps(results["calls"])]
    if "agents" in results:
        lines += ["", *agents_table(results["agents"])]
    if "pacers" in results:
        lines += ["", *shift_tables(results["pacers"])]
    if "pacers_yardstick" in results:
        lines += ["", *yardstick_tables(results["pacers_yardstick"])]
    lines += ["", *_conditions(results), ""]
    return "\n".join(lines)


def _calls(found: Mapping[str, Any]) -> Iterable[Row]:
    cpu, menu = found["cpu_ms_per_call"], found["answer_to_menu_ms"]
    yield (
        "(a) calls/s: product / bare script",
        f"{found['product_calls_per_second']:g} / {found['bare_calls_per_second']:g} = **{found['ratio']:.2f}**",
        "≥ 0.6",
    )
    ours = f"{cpu['dialer']:g} + {cpu['ivr']:g} + {cpu['api']:g} = {cpu['ours']:g}"
    yield (
        "(a) CPU per call: dialer + ivr + api / Asterisk",
        f"{ours} ms / {cpu['asterisk']:g} ms = **{found['ours_to_asterisk']:.2f}**",
        "≤ 0.5",
    )
    yield "(a) answer → menu, p50 / p99", f"{menu['p50']:g} / {menu['p99']:g} ms", "–"
    yield "(a) calls lost or without an outcome", f"{found['lost']} of {found['calls']}", "0"


def _pop(found: Mapping[str, Any]) -> Iterable[Row]:
    pop, wish = found["bridge_to_pop_ms"], found["free_agent_wish_to_pop_ms"]
    who = f"{found['agents']} agents, {found['chromium_pages']} of them in Chromium, {pop['n']} pops"
    yield f"(b) bridge → card in the page ({who}), p50 / p99", f"{pop['p50']:g} / **{pop['p99']:g} ms**", "p99 ≤ 150 ms"
    yield "(b) the debtor's wish → card, an agent being free, p50 / p99", f"{wish['p50']:g} / {wish['p99']:g} ms", "–"


def _keys(found: Mapping[str, Any]) -> Iterable[Row]:
    keys, answer = found["key_end_to_audio_ms"], found["answer_to_audio_ms"]
    who = f"{found['menus']} menus, {keys['n']} keys"
    yield (
        f"(c) key → first packet of the next prompt ({who}), p50 / p99",
        (f"{keys['p50']:g} / **{keys['p99']:g} ms**"),
        "p99 ≤ 100 ms",
    )
    agree = found["by_step_ms"].get("agree -> protocol")
    if agree is not None:
        yield (
            "(c) of these, with an agreement committed between, p50 / p99",
            (f"{agree['p50']:g} / {agree['p99']:g} ms"),
            "–",
        )
    yield "(c) answer → first packet of the greeting, p50 / p99", f"{answer['p50']:g} / {answer['p99']:g} ms", "–"
    yield "(c) keys that no prompt followed", str(found["missed"]), "0"


def _menus(found: Mapping[str, Any]) -> Iterable[Row]:
    keys, answer, late = found["key_end_to_audio_ms"], found["answer_to_audio_ms"], found["debtors_late_ms"]
    yield (
        f"(e) key → first packet of the next prompt ({found['live_calls']} menus at once, {keys['n']} keys), p50 / p99",
        f"{keys['p50']:g} / **{keys['p99']:g} ms**",
        "p99 ≤ 100 ms",
    )
    yield (
        "(e) answer → first packet of the greeting, p50 / p99",
        f"{answer['p50']:g} / {answer['p99']:g} ms",
        "≤ 300 ms",
    )
    yield "(e) keys that no prompt followed", str(found["missed"]), "0"
    shares = ", ".join(f"{name} {share:.0%}" for name, share in found["cpu_share"].items())
    yield f"(e) of one core: {shares}; the debtors' own packets late, p99", f"{late['p99']:g} ms", "–"


def _rules(found: Mapping[str, Any]) -> Iterable[Row]:
    decided, planned, offers = found["decide_contact"], found["plan_timeline"], found["offers"]
    yield "(f) decisions on a contact, one core", f"**{decided['per_second']:,}/s**", "≥ 20,000/s"
    plain, rate = offers["without_interest"], offers["with_interest"]
    yield (
        "(f) offers for a debtor, one core: without interest / at 1 % a month",
        f"{plain['per_second']:,} / **{rate['per_second']:,}/s**",
        "≥ 5,000/s",
    )
    yield (
        f"(f) a régua planned for {planned['debtors']:,} debtors, as a stream",
        f"{planned['debtors_per_second']:,} debtors/s, **{planned['memory_grown_mib']:g} MiB** more memory",
        "constant memory",
    )


def _import(found: Mapping[str, Any]) -> Iterable[Row]:
    memory = f"{found['memory_grown_mib']:g} MiB more memory"
    yield f"(d) import, {found['rows']:,} rows", f"**{found['rows_per_second']:,} rows/s**, {memory}", "–"
    yield "(d) the same file again", f"{found['reimport_rows_per_second']:,} rows/s", "–"


def _storage(found: Mapping[str, Any]) -> Iterable[Row]:
    one, many = found["works_1_tasks_1"], found["works_10_tasks_8"]
    yield "storage: durable one-row transactions, one caller", f"{one['per_second']:,}/s, p99 {one['p99_ms']:g} ms", "–"
    yield "storage: ten statements, eight callers", f"{many['per_second']:,}/s, p99 {many['p99_ms']:g} ms", "–"


def _messaging(found: Mapping[str, Any]) -> Iterable[Row]:
    paced, burst = found["paced"], found["burst"]
    yield "commit → subscriber at 100 events/s, p50 / p99", f"{paced['p50_ms']:g} / {paced['p99_ms']:g} ms", "–"
    yield "events through outbox and broker, burst", f"{burst['per_second']:,}/s", "–"


def _pacing(found: Mapping[str, Any]) -> Iterable[Row]:
    live, twin = found["live"], found["simulated"]
    who = f"{found['agents']} robot agents, {found['minutes']:g} min, {found['mode']}, {live['dialled']} calls"
    yield (
        f"(h) occupancy, live / simulated ({who})",
        f"{live['occupancy']:g} / {twin['occupancy']:g} % = **{found['difference_points']:+g} points**",
        "within 3 points",
    )
    yield (
        "(h) abandoned, with no agent two seconds after the answer, of those who needed an agent",
        f"**{live['abandonment']:g} %** of {live['needed_agent']}",
        "≤ 3 %",
    )
    free, wait = live["answer_to_free_agent_ms"], live["answer_to_agent_ms"]
    yield (
        "(h) answer → bridge, an agent being free, p50 / p99",
        f"{free['p50'] or 0:g} / **{free['p99'] or 0:g} ms**",
        "p99 ≤ 100 ms",
    )
    yield (
        "(h) answer → bridge, the wait for an agent included, p50 / p99",
        f"{wait['p50'] or 0:g} / {wait['p99'] or 0:g} ms",
        "–",
    )
    idle, turn = live["idle_between_calls_s"], live["answer_to_menu_when_nobody_free_ms"]
    yield "(h) an agent without a call, from wrap-up's end to the next, p50 / p99", _pair(idle, "s"), "–"
    if turn["n"]:
        yield f"(h) answer → the menu takes over, {turn['n']} times, p50 / p99", _pair(turn, "ms"), "–"
    if "seconds_by_reason" in live:
        held = sum(seconds for reason, seconds in live["seconds_by_reason"].items() if "abandonment_stop" in reason)
        runs = ", ".join(map(str, twin["stopped_seconds"]))
        yield "(h) seconds without overdialing, for the promise's sake: live; simulated days", f"{held}; {runs}", "–"
    stop = live["stop"]
    yield "(h) calls begun after a stop; the last one", f"{stop['calls_after']}; {stop['last_after_ms']:g} ms", "≤ 1 s"


def _pair(times: Mapping[str, Any], unit: str) -> str:
    return f"{times['p50'] or 0:g} / {times['p99'] or 0:g} {unit}"


def _answers(found: Mapping[str, Any]) -> Iterable[Row]:
    stock = found["people_taken_for_machines_by_stock_amd"]
    yield (
        f"(g) people taken for a recording, of {found['people']}: by sound / by stock AMD's rule",
        f"**{found['people_taken_for_recordings']}** / {stock}",
        "0",
    )
    for label, said in found["ours"].items():
        right, total = said.get(label, 0), sum(said.values())
        yield f"(g) {label} known as such", f"{right} of {total}", "–"


_ROWS: dict[str, Callable[[Mapping[str, Any]], Iterable[Row]]] = {
    "calls": _calls,
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


def _steps(found: Mapping[str, Any]) -> Iterable[str]:
    yield "Bench (a) step by step; dialer, ivr and api apart by commas, the bare script alone in its rows:"
    yield ""
    yield "| who | concurrent | calls/s | CPU ms/call: ours / Asterisk | lost | loops late, p99 ms | RSS MiB |"
    yield "|---|---|---|---|---|---|---|"
    for step in [*found["steps"], *filter(None, [found.get("at_twice_the_concurrency")])]:
        cpu, own = step["cpu_ms_per_call"], ("dialer", "ivr", "api")
        ours = ", ".join(f"{cpu[name]:g}" for name in own if name in cpu) or f"{step['bare_cpu_ms_per_call']:g}"
        late = ", ".join(f"{step['beat_lag_ms'][name]['p99'] or 0:g}" for name in own) if "beat_lag_ms" in step else "–"
        memory = ", ".join(f"{step['rss_mib'][name]:.0f}" for name in own) if "rss_mib" in step else "–"
        yield (
            f"| {step['who']} | {step['concurrent']} | {step['calls_per_second']:g} | {ours} / {cpu['asterisk']:g} "
            f"| {step['lost']} | {late} | {memory} |"
        )


def _conditions(results: Mapping[str, Any]) -> Iterable[str]:
    for name, found in results.items():
        if "conditions" in found:
            told = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in found["conditions"].items())
            yield f"- {name}: {told}"
