"""The tables of bench (g): pacers side by side, and all scenarios of the independent simulator."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_PACERS = (
    ("ours", "ours"),
    ("progressive", "progressive"),
    ("ratio", "ratio, tuned"),
    ("vicidial", "like VICIdial"),
    ("vicidial_tuned", "the same, tuned"),
    ("issabel", "like Issabel"),
)
_LEAST = {"small": 0.97, "large": 0.98}
_PEERS = ("vici_default", "vici_average", "vici_hard", "vici_available")


def merged(known: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """What was found, and of what was known the rows, and the pacers of a row, that were not measured anew."""
    return {key: _merged_rows(known.get(key, []), rows) if key != "conditions" else rows for key, rows in found.items()}


def shift_tables(found: Mapping[str, Any]) -> Iterable[str]:
    yield "Bench (g): occupancy % / lost % (strict: late or lost; limit 3, `*` passed). Tuned means with hindsight,"
    yield "for that very shift."
    yield ""
    yield f"| shift | {' | '.join(label for _, label in _PACERS)} |"
    yield "|---" * (len(_PACERS) + 1) + "|"
    for row in found["shifts"]:
        cells = [_pair(row["pacers"].get(code)) for code, _ in _PACERS]
        yield f"| {row['scenario']} | {' | '.join(cells)} |"
    fifty = next((row["pacers"]["ours"] for row in found["shifts"] if row["scenario"] == "50 agents"), None)
    if fifty is not None:
        rate = 60 * fifty["calls"] / fifty["cpu_seconds"]
        yield ""
        yield f"Simulated with 50 agents: {rate:,.0f} calls per minute of processor."


def yardstick_tables(found: Mapping[str, Any]) -> Iterable[str]:
    rows = found["yardstick"]
    shares = [row["occupancy"] / _best(row) for row in rows]
    kept = sum(row["kept"] for row in rows)
    reached = sum(share >= _goal(row) for row, share in zip(rows, shares, strict=True))
    mean, worst = sum(shares) / len(shares), min(shares)
    yield f"The independent simulator, its scenarios: promise kept in **{kept} of {len(rows)}**; occupancy on average"
    yield f"**{mean:.3f}** of the best that its model pacer or oracle reached (worst {worst:.3f}), at its goal (98 %;"
    yield f"97 % below 10 agents, in drift, cold start and burst) in {reached} of them."
    yield ""
    heads = ("scenario", "ours", "lost %", "late or lost %", "worst ½ h %", "of the best", "progressive", "ratio")
    yield f"| {' | '.join((*heads, 'VICIdial', 'Issabel'))} |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for row, share in zip(rows, shares, strict=True):
        others = row["others"]
        peers = [others[name] for name in _PEERS if name in others]
        mark = "" if row["kept"] else " *"
        told = (
            row["scenario"],
            _percent(row["occupancy"]),
            f"{100 * row['abandonment']:.2f}{mark if row['goal'] != 'strict' else ''}",
            f"{100 * row['late_or_lost']:.2f}{mark if row['goal'] == 'strict' else ''}",
            _percent(row["worst_half_hour"]),
            f"{share:.3f}{'' if share >= _goal(row) else ' <'}",
            _percent(others.get("progressive")),
            _percent(others.get("ratio")),
            _percent(max(peers, default=None)),
            _percent(others.get("issabel")),
        )
        yield f"| {' | '.join(told)} |"


def _best(row: Mapping[str, Any]) -> float:
    others = row["others"]
    names = ("oracle", "model") if not row["scenario"].startswith("hints") else ("hint_oracle", "hint_model")
    return max((others[name] for name in names if name in others), default=float(row["limit"]))


def _goal(row: Mapping[str, Any]) -> float:
    special = any(word in row["scenario"] for word in ("drift", "cold", "burst"))
    return _LEAST["small"] if special or row["agents"] < 10 else _LEAST["large"]


def _merged_rows(known: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    rows = {row["scenario"]: row for row in known}
    for row in found:
        pacers = {**rows.get(row["scenario"], {}).get("pacers", {}), **row.get("pacers", {})}
        rows[row["scenario"]] = {**row, "pacers": pacers} if pacers else row
    return sorted(rows.values(), key=lambda row: row.get("place", 0))


def _pair(found: Mapping[str, float] | None) -> str:
    if found is None:
        return "–"
    return f"{100 * found['occupancy']:.1f} / {100 * found['broken']:.1f}{'*' if found['broken'] > 0.03 else ''}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"
