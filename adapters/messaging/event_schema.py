"""The JSON Schema of every event as it travels, and the page that describes them; `concilia events docs` writes it."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from domain.call.events import EVENTS, Event

_ULID = "^[0-9A-HJKMNP-TV-Z]{26}$"
_INTRODUCTION = """\
# Events

News between Concilia's processes, and for whoever else may listen. The database is the truth: a fact is committed
together with its event (transactional outbox), and the event is published after that. So an event may come twice (be
idempotent by `event_id`), late, or out of order, and none is lost while the broker is away.

- **Broker:** MQTT 3.1.1, QoS 1, nothing retained. Topics stand below the root topic (`concilia` unless configured).
- **Payload:** UTF-8 JSON, `{"event_id", "type", "version", "at", "data"}`; `at` is when it happened, ISO 8601 in UTC.
- **Versions:** a new optional field keeps the version; any other change of `data` raises it.
- **Personal data:** none. Ids and states only; names, documents, numbers and amounts stay in the database.
- **After a reconnection** a listener may have missed news: re-read what you show or act upon.

This page and `schemas/` are generated from `domain/call/events.py` by `concilia events docs`.
"""


def event_schema(event: type[Event]) -> dict[str, Any]:
    """JSON Schema (2020-12) of the event's whole message."""
    fields = _fields_schema(event)
    properties = {name: field for name, field in fields["properties"].items() if name != "at"}
    data = {
        "type": "object",
        "properties": properties,
        "required": [name for name in fields["required"] if name != "at"],
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": event.__name__,
        "description": f"Published to {event.topic}",
        "type": "object",
        "properties": {
            "event_id": {"type": "string", "pattern": _ULID},
            "type": {"const": event.__name__},
            "version": {"const": event.version},
            "at": {"type": "string", "format": "date-time"},
            "data": data,
        },
        "required": ["event_id", "type", "version", "at", "data"],
        "additionalProperties": False,
        **({"$defs": fields["$defs"]} if "$defs" in fields else {}),
    }


def event_docs() -> dict[str, str]:
    """The text of every generated file, by its path below `docs/`."""
    files = {"events.md": _page()}
    for event in EVENTS:
        text = json.dumps(event_schema(event), indent=2, ensure_ascii=False) + "\n"
        files[f"schemas/{event.__name__}.v{event.version}.json"] = text
    return files


def write_event_docs(docs: Path) -> list[str]:
    """Bring `docs/` up to date; return the files that were changed, added or removed."""
    stale = stale_event_docs(docs)
    wanted = event_docs()
    for name in stale:
        path = docs / name
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[name], encoding="utf-8")
        else:
            path.unlink()
    return stale


def stale_event_docs(docs: Path) -> list[str]:
    """The files below `docs/` that do not say what the code says: changed, missing or left over."""
    wanted = event_docs()
    present = {f"schemas/{path.name}" for path in (docs / "schemas").glob("*.json")}
    changed = {name for name, text in wanted.items() if not _says(docs / name, text)}
    return sorted(changed | (present - set(wanted)))


def _fields_schema(event: type[Event]) -> dict[str, Any]:
    adapter: TypeAdapter[Any] = TypeAdapter(event)
    schema = adapter.json_schema()
    for definition in schema.get("$defs", {}).values():
        # What an enum's docstring says is for programmers; the page has the rest.
        definition.pop("description", None)
    return schema


def _page() -> str:
    return "\n".join([_INTRODUCTION, *(_section(event) for event in EVENTS)])


def _section(event: type[Event]) -> str:
    schema = event_schema(event)
    lines = [f"## {event.__name__}", "", f"`{event.topic}`, version {event.version}", ""]
    # A dataclass without a docstring gets its own signature as one.
    if event.__doc__ and not event.__doc__.startswith(f"{event.__name__}("):
        lines += [" ".join(event.__doc__.split()), ""]
    lines += ["| field | type |", "|---|---|"]
    properties: Mapping[str, Any] = schema["properties"]["data"]["properties"]
    lines += [f"| `{name}` | {_type_name(field, schema)} |" for name, field in properties.items()]
    return "\n".join(lines) + "\n"


def _type_name(field: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_type_name(choice, schema) for choice in field["anyOf"])
    if "$ref" in field:
        definition = schema["$defs"][field["$ref"].rpartition("/")[2]]
        return _words(definition["enum"]) if "enum" in definition else str(definition["const"])
    return str(field.get("type", "any"))


def _words(values: Iterable[object]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _says(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
