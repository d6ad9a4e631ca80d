"""Whatever a call site does, personal data and secrets stay out of the log."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog

from runtime.logging import configure_logging, redact


@contextmanager
def logging_as_json(process: str) -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    configure_logging(process=process, style="json", level="info")
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()


@pytest.mark.parametrize(
    "text",
    [
        "CPF 529.982.247-25 não confere",
        "documento 52998224725",
        "ligando para +5511987654321",
        "ligando para 5511987654321",
        "telefone (11) 98765-4321",
    ],
)
def test_a_document_or_phone_inside_a_text_is_masked(text: str) -> None:
    shown = redact(None, "info", {"event": "import_failed", "error": text})["error"]
    assert "[…]" in shown
    assert not any(character.isdigit() for character in shown.replace("CPF", ""))


@pytest.mark.parametrize("key", ["phone", "document", "password", "digits", "total_cents", "first_name"])
def test_a_field_that_bears_personal_data_by_its_name_is_masked(key: str) -> None:
    assert redact(None, "info", {"event": "x", key: "anything"})[key] == "[…]"


def test_nested_fields_are_masked_too() -> None:
    shown = redact(None, "info", {"event": "x", "data": {"phone": "1", "items": ["+5511987654321"]}})
    assert shown["data"] == {"phone": "[…]", "items": ["[…]"]}


def test_ids_and_figures_stay_readable() -> None:
    event = {
        "event": "attempt_closed",
        "attempt_id": "01JD4Q6V7W8X9Y0Z1A2B3C4D5E",
        "talk_seconds": 12.5,
        "campaign_id": 3,
    }
    assert redact(None, "info", dict(event)) == event


def test_a_line_is_json_with_the_process_and_the_event(capsys: pytest.CaptureFixture[str]) -> None:
    with logging_as_json("dialer"):
        structlog.get_logger("x").info("attempt_closed", attempt_id="A", disposition="OCUPADO")
    line = json.loads(capsys.readouterr().err)
    assert line["event"] == "attempt_closed"
    assert line["process"] == "dialer"
    assert line["level"] == "info"


def test_a_library_that_logs_by_the_standard_way_is_masked_too(capsys: pytest.CaptureFixture[str]) -> None:
    with logging_as_json("dialer"):
        logging.getLogger("some.library").warning("cannot call %s", "+5511987654321")
    assert json.loads(capsys.readouterr().err)["event"] == "cannot call […]"


def test_an_exceptions_text_is_masked_too(capsys: pytest.CaptureFixture[str]) -> None:
    document = "52998224725"
    with logging_as_json("dialer"):
        try:
            int(f"not a number {document}")
        except ValueError:
            structlog.get_logger("x").exception("import_failed")
    shown = capsys.readouterr().err
    assert "import_failed" in shown
    assert document not in shown
