"""How long a sequence of pieces takes."""

import pytest

from sounds.lengths import Lengths, NotRendered
from sounds.manifest import load_manifest
from sounds.pieces import Digits, Money, Pause, Person, Prompt
from sounds.planner import Planner

LENGTHS = Lengths(Planner(load_manifest()), {spec.path: 100 for spec in load_manifest().specs()})


def test_a_sequence_is_as_long_as_its_clips() -> None:
    # mil, duzentos e, trinta e quatro, reais e, cinquenta e seis, centavos
    assert LENGTHS.seconds((Prompt("total_today"), Money(123_456))) == pytest.approx(0.7)
    assert LENGTHS.seconds((Pause(300), Digits("12"))) == pytest.approx(0.3)
    assert LENGTHS.seconds(()) == 0


def test_sayings_add_up() -> None:
    assert LENGTHS.seconds_of_all([(Prompt("goodbye"),), (Prompt("agree"), Pause(500))]) == pytest.approx(0.3)


def test_what_was_not_rendered_has_no_length_and_no_name() -> None:
    with pytest.raises(NotRendered) as told:
        LENGTHS.seconds((Person("Zuleica"),))
    assert "zuleica" not in str(told.value).lower()
