"""A plan as a Mermaid state diagram, for the documentation."""

from ivr_flows.plan import Ask, End, FlowPlan, Go, HandOver, exits, ways_of

_LEADS_OUT = {"give_up"}


def draw_plan(plan: FlowPlan) -> str:
    """One arrow between two steps, with all the keys and results that take it; giving up and failures are left out."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for branch, go in ways_of(plan.entry):
        arrows.setdefault(("[*]", go.to), []).append(branch)
    for name, step in plan.steps.items():
        for key, branch, go in exits(step):
            if key not in _LEADS_OUT:
                arrows.setdefault((name, go.to), []).append(_label(key, branch, go))
        if isinstance(step, End | HandOver):
            arrows.setdefault((name, "[*]"), []).append("atendente" if isinstance(step, HandOver) else "")
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{name} ?" as {name}' for name, step in plan.steps.items() if isinstance(step, Ask)]
    for (source, target), labels in arrows.items():
        told = ", ".join(dict.fromkeys(label for label in labels if label))
        lines.append(f"    {source} --> {target}" + (f": {told}" if told else ""))
    return "\n".join(lines)


def _label(key: str, branch: str, go: Go) -> str:
    digits = {"digits": "número"}.get(key, key)
    result = branch or (go.note[1] if go.note else "")
    return " ".join(part for part in (digits, result) if part)
