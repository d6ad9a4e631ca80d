"""What travels is what the documents say, and the documents are those of the code."""

import dataclasses
import json
import types
import typing
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from adapters.messaging.envelope import decode, encode
from adapters.messaging.event_schema import event_docs, event_schema, stale_event_docs, write_event_docs
from adapters.storage.outbox import news_of
from domain.call.events import EVENTS, Event
from domain.ids import EventId

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
EVENT_ID = EventId("01KANZ8Q6Q0000000000000000")
DOCS = Path(__file__).parents[4] / "docs"


def samples(event: type[Event]) -> Iterator[Event]:
    """One event for each member of each enum, and for each choice of an optional field."""
    hints = {name: hint for name, hint in typing.get_type_hints(event).items() if not _is_class_variable(hint)}
    choices = {name: values_of(hint) for name, hint in hints.items()}
    first = {name: values[0] for name, values in choices.items()}
    yield event(**first)
    for name, values in choices.items():
        for value in values[1:]:
            yield event(**{**first, name: value})


def _is_class_variable(hint: Any) -> bool:
    return typing.get_origin(hint) is typing.ClassVar


def values_of(hint: Any) -> list[Any]:
    hint = getattr(hint, "__supertype__", hint)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return [value for choice in typing.get_args(hint) for value in values_of(choice)]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return list(hint)
    return {datetime: [NOW], int: [7], float: [1.5], bool: [True, False], str: ["x1"], types.NoneType: [None]}[hint]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_every_event_that_travels_is_valid_by_its_schema(event: type[Event]) -> None:
    validator = jsonschema.Draft202012Validator(
        event_schema(event), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    for sample in samples(event):
        news = news_of(sample, EVENT_ID)
        payload = encode(news)
        validator.validate(json.loads(payload))
        assert decode(news.topic, payload) == news


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_a_message_with_a_field_too_many_or_too_few_is_not_valid(event: type[Event]) -> None:
    validator = jsonschema.Draft202012Validator(event_schema(event))
    message = json.loads(encode(news_of(next(samples(event)), EVENT_ID)))
    assert not validator.is_valid({**message, "data": {**message["data"], "name": "Maria"}})
    assert not validator.is_valid({**message, "data": {}})
    assert not validator.is_valid({**message, "version": 99})


def test_the_documents_are_those_of_the_code() -> None:
    assert stale_event_docs(DOCS) == [], "run `concilia events docs`"


def test_writing_the_documents_mends_what_is_stale_and_removes_what_is_left_over(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "Gone.v1.json").write_text("{}")
    assert set(write_event_docs(tmp_path)) == {*event_docs(), "schemas/Gone.v1.json"}
    assert stale_event_docs(tmp_path) == []
    (tmp_path / "events.md").write_text("old")
    assert write_event_docs(tmp_path) == ["events.md"]
    assert write_event_docs(tmp_path) == []


def test_no_event_has_a_field_for_personal_data() -> None:
    personal = {"name", "document", "cpf", "phone", "number", "email", "amount_cents", "total_cents", "keys", "dtmf"}
    for event in EVENTS:
        assert personal.isdisjoint(field.name for field in dataclasses.fields(event))
