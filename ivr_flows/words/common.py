"""Words that every part uses."""

from domain.negotiation.protocol import SPOKEN_GROUPS
from ivr_flows.talk import Talk
from sounds.pieces import Digits, Pause, Piece, Pieces, Prompt

HASH, STAR = "#", "*"
_KEY_NAMES = {HASH: "hash", STAR: "star"}


def press(key: str) -> Piece:
    """As in "tecle 1"."""
    return Prompt(f"press_{_KEY_NAMES.get(key, key)}")


def option(name: str, key: str) -> Pieces:
    """A fixed offer and its key."""
    return (Prompt(name), press(key))


def protocol(talk: Talk) -> Pieces:
    return (Prompt("protocol"), Digits(talk.protocol, SPOKEN_GROUPS, slow=True), Pause(300))
