"""How long a debtor is kept: by the lengths of the real prompts, each heard to its end."""

import pytest

from ivr_flows.contract import ServiceDone
from runtime.sounds import spoken_lengths
from sounds.lengths import Lengths
from sounds.pieces import Prompt
from tests.support.menu import Walk, menu_context
from tests.support.sounds import build_sounds

REACTION_SECONDS = 0.5
"""From the end of a question to the answer."""
KEY_SECONDS = 0.25
AGREED = ServiceDone("261124123456", agreement_id="G1")
SETTLES, IN_INSTALMENTS = ("1", "0503", "929", "1", "1"), ("1", "0503", "929", "2", "6", "2", "1")


class Ear:
    def __init__(self, lengths: Lengths) -> None:
        self.seconds = lengths.seconds

    def until_protocol(self, answers: tuple[str, ...], principal_cents: int) -> float:
        """From the answer to the protocol's last digit, who listens to everything."""
        walk = Walk(menu_context(principals_cents=(principal_cents,))).start()
        for keys in answers:
            walk.keys(keys)
        walk.feed(AGREED)
        *heard, last = walk.pieces
        told = last[: last.index(Prompt("protocol_again"))]
        typing = sum(REACTION_SECONDS + KEY_SECONDS * len(keys) for keys in answers)
        return sum(map(self.seconds, heard)) + self.seconds(told) + typing

    def to_the_end(self, answers: tuple[str, ...], principal_cents: int) -> float:
        """The goodbye too."""
        walk = Walk(menu_context(principals_cents=(principal_cents,))).start()
        for keys in answers:
            walk.keys(keys)
        walk.feed(AGREED)
        typing = sum(REACTION_SECONDS + KEY_SECONDS * len(keys) for keys in answers)
        return sum(map(self.seconds, walk.pieces)) + typing + self.seconds((Prompt("goodbye"),))

    def interrupting(self, answers: tuple[str, ...]) -> float:
        """Who knows the menu hears no question out, only what comes after the yes."""
        walk = Walk().start()
        for keys in answers:
            walk.keys(keys)
        walk.feed(AGREED)
        typing = sum(REACTION_SECONDS + KEY_SECONDS * len(keys) for keys in answers)
        return self.seconds(walk.pieces[-1]) + typing


@pytest.fixture(scope="module")
def ear(tmp_path_factory: pytest.TempPathFactory) -> Ear:
    sounds_dir = tmp_path_factory.mktemp("sounds")
    build_sounds(sounds_dir, people=("MARIA",), organisations=("Loja Exemplo",))
    return Ear(spoken_lengths(sounds_dir))


@pytest.mark.parametrize("principal_cents", [35_000, 34_990, 123_456])
def test_instalments_agreed_take_less_than_three_minutes(ear: Ear, principal_cents: int) -> None:
    assert ear.to_the_end(IN_INSTALMENTS, principal_cents) < 180


def test_the_shortest_full_settlement_takes_less_than_ninety_seconds(ear: Ear) -> None:
    assert ear.until_protocol(SETTLES, 50_000) < 90


@pytest.mark.parametrize("principal_cents", [34_990, 123_456, 789_999])
def test_no_usual_amount_takes_much_longer_to_settle_in_full(ear: Ear, principal_cents: int) -> None:
    assert ear.until_protocol(SETTLES, principal_cents) < 105


def test_who_knows_the_menu_settles_in_forty_seconds(ear: Ear) -> None:
    assert ear.interrupting(SETTLES) < 40
