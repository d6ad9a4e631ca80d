"""A stored decision, said with what held it back."""

import pytest

from domain.pacing.decision import PacingDecision, Reason
from domain.pacing.holding import HeldBy, say_sample

DIALING = PacingDecision(mode="progressive", calls=2, reason=Reason.DIALING, agents_ready=2).as_dict()


def test_a_decision_that_was_carried_out_is_said_as_it_is() -> None:
    assert say_sample(DIALING) == say_sample({**DIALING, "held_by": None}) == "2 agentes livres: discando 2"


@pytest.mark.parametrize("held_by", list(HeldBy))
def test_what_held_it_back_is_said_too(held_by: HeldBy) -> None:
    says = say_sample({**DIALING, "held_by": held_by.value})
    assert says.startswith("2 agentes livres: discando 2, mas ")


def test_calls_let_go_with_it_are_said() -> None:
    assert say_sample({**DIALING, "cancelled": 1}).endswith("soltou 1 chamada que tocava, pois não haveria agente")
    assert "soltou 3 chamadas que tocavam" in say_sample({**DIALING, "cancelled": 3})
    assert say_sample({**DIALING, "cancelled": 0}) == say_sample(DIALING)


def test_a_sample_that_cannot_be_read_says_nothing() -> None:
    assert say_sample({"reason": "unheard_of"}) == ""
    assert say_sample({"reason": "dialing"}) == ""
