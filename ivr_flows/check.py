"""What is wrong with a plan, found without a call: ways to nowhere, steps nobody reaches, clashing keys, dead ends."""

from collections.abc import Iterator, Sequence

from ivr_flows.plan import Ask, Decide, End, FlowPlan, Go, HandOver, Tell, exits, ways_of


def plan_problems(plan: FlowPlan) -> list[str]:
    """Sentences for whoever writes flows; empty when the plan can be run."""
    problems = [f"{where}: o passo {go.to!r} não existe" for where, go in _named_ways(plan) if go.to not in plan.steps]
    if problems:
        return problems
    reached = _reached(plan)
    problems += [f"{name}: ninguém chega a este passo" for name in plan.steps if name not in reached]
    problems += [
        problem for name, step in plan.steps.items() if isinstance(step, Ask) for problem in _of_ask(name, step)
    ]
    problems += [f"{name}: daqui não se chega a um fim" for name in reached if not _ends(plan, name)]
    problems += [f"{name}: volta a si mesmo sem perguntar nada" for name in reached if _spins(plan, name)]
    return problems


def all_ways(plan: FlowPlan) -> Iterator[Go]:
    yield from (go for _, go in _named_ways(plan))


def _named_ways(plan: FlowPlan) -> Iterator[tuple[str, Go]]:
    yield from (("entrada", go) for _, go in ways_of(plan.entry))
    yield from (("desistência", plan.gave_up), ("falha", plan.failed), ("tempo", plan.too_long))
    for name, step in plan.steps.items():
        yield from ((name, go) for _, _, go in exits(step))


def _reached(plan: FlowPlan) -> list[str]:
    found = dict.fromkeys(go.to for where, go in _named_ways(plan) if where not in plan.steps)
    waiting = list(found)
    while waiting:
        for _, _, go in exits(plan.steps[waiting.pop()]):
            if go.to not in found:
                found[go.to] = None
                waiting.append(go.to)
    return list(found)


def _of_ask(name: str, step: Ask) -> Iterator[str]:
    keys = [choice.key for choice in step.choices]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"{name}: a tecla {key} está em duas opções"
    if step.repeat_key and step.repeat_key in keys:
        yield f"{name}: a tecla {step.repeat_key} repete e também escolhe"
    if any(len(key) != 1 or key not in "0123456789*#" for key in keys):
        yield f"{name}: só há teclas de 0 a 9, * e #"
    if not keys and step.digits is None and step.give_up is None:
        yield f"{name}: pergunta sem resposta possível"


def _ends(plan: FlowPlan, name: str) -> bool:
    return any(isinstance(plan.steps[step], End | HandOver) for step in _from(plan, [name]))


def _from(plan: FlowPlan, names: Sequence[str]) -> set[str]:
    found, waiting = set(names), list(names)
    while waiting:
        targets = {go.to for _, _, go in exits(plan.steps[waiting.pop()])} - found
        found |= targets
        waiting += targets
    return found


def _spins(plan: FlowPlan, name: str) -> bool:
    """Whether silent steps lead round in a circle."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        step = plan.steps[waiting.pop()]
        if not isinstance(step, Tell | Decide):
            continue
        targets = {go.to for _, _, go in exits(step)} - found
        if name in targets:
            return True
        found |= targets
        waiting += targets
    return False
