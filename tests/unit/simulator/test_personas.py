"""Which personas there are, how they are drawn, and what the manual says of them."""

import re
from collections import Counter
from pathlib import Path
from random import Random

import simulator
from simulator.personas import DEFAULT_WEIGHTS, NEEDS_IDENTITY, Persona, PersonaWeights, code_of, draw_persona

MANUAL = Path(simulator.__file__).parents[1] / "docs" / "simulator.md"


def test_every_persona_may_be_drawn() -> None:
    assert set(DEFAULT_WEIGHTS) == set(Persona)
    assert all(weight > 0 for weight in DEFAULT_WEIGHTS.values())


def test_the_manual_lists_every_persona_with_its_code_and_weight() -> None:
    listed = re.findall(r"^\| (\d+) \| `(\w+)` \| (\d+) \|", MANUAL.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [(str(code_of(p)), p.value, str(DEFAULT_WEIGHTS[p])) for p in Persona]


def test_draws_follow_the_weights_whatever_order_they_are_given_in() -> None:
    weights = {Persona.BUSY: 1.0, Persona.SILENT: 3.0}
    backwards = dict(reversed(weights.items()))
    draws = [draw_persona(PersonaWeights(weights), Random(seed)) for seed in range(400)]
    assert draws == [draw_persona(PersonaWeights(backwards), Random(seed)) for seed in range(400)]
    assert 250 < Counter(draws)[Persona.SILENT] < 350


def test_leaving_personas_out_keeps_the_others() -> None:
    kept = PersonaWeights().without(NEEDS_IDENTITY).weights
    assert NEEDS_IDENTITY.isdisjoint(kept)
    assert kept[Persona.BUSY] == DEFAULT_WEIGHTS[Persona.BUSY]
