"""The index tables that come with the house."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

from domain.money.index_table import IndexTable, parse_index_table


@cache
def load_indices() -> Mapping[str, IndexTable]:
    """By name. Raises IndexTableError when a file was spoilt."""
    text = resources.files("services.negotiation").joinpath("ipca.csv").read_text(encoding="utf-8")
    return {"IPCA": parse_index_table(text, name="IPCA", file="ipca.csv")}
