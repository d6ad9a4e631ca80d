"""Logs as keyed fields: JSON for machines, coloured lines for a terminal; a last net for personal data."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal

import structlog

# Fields that would bear personal data or a secret, whatever a call site meant by them.
_FORBIDDEN_KEYS = frozenset(
    {
        "name", "debtor_name", "first_name", "document", "cpf", "cnpj", "phone", "number", "email", "birth_date",
        "amount", "amount_cents", "total_cents", "principal_cents", "key", "keys", "digits", "dtmf",
        "password", "secret", "token", "cookie", "authorization",
    }
)  # fmt: skip
_PERSONAL = re.compile(
    r"(?<![\w.-])(?:\d{3}\.\d{3}\.\d{3}-\d{2}|\+?55\d{10,11}|\d{11}|\d{14}|\(\d{2}\)\s?9?\d{4}-?\d{4})(?![\w.-])"
)
_MASK = "[…]"


def configure_logging(*, process: str, style: Literal["console", "json"], level: str) -> None:
    """Send structlog and the standard library's loggers to stderr in one shape, each line bearing `process`."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _bind_process(process),
        structlog.processors.format_exc_info,
        redact,
    ]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # These tell every request or packet at info; what matters of it is in our own events.
    for noisy in ("uvicorn.access", "httpx", "httpcore", "panoramisk", "mqtt", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Last net: nobody should log these, and if somebody does it stays out of the file."""
    for key, value in event.items():
        if key in _FORBIDDEN_KEYS:
            event[key] = _MASK
        elif key != "timestamp":
            event[key] = _masked(value)
    return event


def _masked(value: Any) -> Any:
    match value:
        case str():
            return _PERSONAL.sub(_MASK, value)
        case Mapping():
            return {key: _MASK if key in _FORBIDDEN_KEYS else _masked(item) for key, item in value.items()}
        case list() | tuple():
            return [_masked(item) for item in value]
        case _:
            return value


def _bind_process(process: str) -> structlog.types.Processor:
    def bind(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["process"] = process
        return event

    return bind
