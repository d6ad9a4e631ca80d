"""One way to write a fact down, so that the same fact always has the same hash."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from domain.errors import DomainError

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"


class NotCanonical(DomainError):
    """The value has more than one way to be written: a float, or something that JSON does not know."""


def canonical_json(value: Json) -> str:
    """Keys sorted, no blanks, characters as they are. Raises NotCanonical."""
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _check(value: Json) -> None:
    if value is None or isinstance(value, bool | int | str):
        return
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise NotCanonical("a key is not a text")
        items: Sequence[Json] = list(value.values())
    elif isinstance(value, list | tuple):
        items = value
    else:
        raise NotCanonical(f"a {type(value).__name__} is written in more than one way")
    for item in items:
        _check(item)
