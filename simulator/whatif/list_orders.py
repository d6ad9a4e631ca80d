"""The orders in which a made-up list may be worked."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Numbers(StrEnum):
    """Which number of a debtor is called."""

    TURNS = "turns"
    EVIDENCE = "evidence"
    CHANCE = "chance"


class Hours(StrEnum):
    """When a debtor who may be called is called."""

    SOON = "soon"
    RANDOM = "random"
    BEST = "best"
    """Those whose best part of the day it is go before the others, in the list's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    code: str
    short: str
    """For a chart's axis."""
    label: str
    numbers: Numbers = Numbers.TURNS
    hours: Hours = Hours.SOON
    by_value: bool = False
    """Leads as the dialer's stock takes them, not as they stand in the list."""


ORDERS: Sequence[Order] = (
    Order(code="list", short="lista", label="Lista, números em rodízio"),
    Order(code="random", short="sorteio", label="Hora sorteada, números em rodízio", hours=Hours.RANDOM),
    Order(code="evidence", short="mostrado", label="Lista, número pelo que já mostrou", numbers=Numbers.EVIDENCE),
    Order(code="number", short="chance", label="Lista, número pela chance", numbers=Numbers.CHANCE),
    Order(
        code="timed", short="hora e chance", label="Hora e número pela chance", numbers=Numbers.CHANCE, hours=Hours.BEST
    ),
    Order(
        code="dialer",
        short="discador",
        label="Fila do discador, número pela chance",
        numbers=Numbers.CHANCE,
        by_value=True,
    ),
)
"""The first is what the others are held against; the last is what the dialer does."""
