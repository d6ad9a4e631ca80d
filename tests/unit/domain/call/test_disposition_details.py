"""What an agent must tell with an outcome."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.call.disposition_details import (
    FIELD_NAMES,
    FURTHEST_CALLBACK,
    DetailRefused,
    DispositionDetails,
    check_details,
)
from domain.call.disposition_rules import DISPOSITION_RULES, RequiredField

ZONE = ZoneInfo("America/Sao_Paulo")
NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
"""Ten in the evening of the 24th in São Paulo."""
TODAY = date(2026, 11, 24)
WHOLE = DispositionDetails(
    promise_date=TODAY,
    promise_cents=1,
    callback_from=NOW + timedelta(hours=12),
    callback_until=NOW + timedelta(hours=14),
    note="contesta o valor",
)


@pytest.mark.parametrize("rule", DISPOSITION_RULES.values(), ids=lambda rule: rule.label)
def test_details_that_are_whole_satisfy_every_outcome(rule: object) -> None:
    check_details(rule.required, WHOLE, now=NOW, zone=ZONE)  # type: ignore[attr-defined]


def test_an_outcome_that_asks_for_nothing_is_told_nothing() -> None:
    check_details((), DispositionDetails(), now=NOW, zone=ZONE)


@pytest.mark.parametrize("field", RequiredField)
def test_a_missing_field_is_named_in_the_user_s_words(field: RequiredField) -> None:
    with pytest.raises(DetailRefused) as refused:
        check_details((field,), DispositionDetails(), now=NOW, zone=ZONE)
    assert (refused.value.field, refused.value.reason) == (field.value, f"Campo “{FIELD_NAMES[field]}”: preencha.")


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        (RequiredField.PROMISE_DATE, TODAY - timedelta(days=1), "já passou"),
        (RequiredField.PROMISE_CENTS, 0, "preencha"),
        (RequiredField.PROMISE_CENTS, -1, "maior que zero"),
        (RequiredField.CALLBACK_FROM, NOW + FURTHEST_CALLBACK + timedelta(minutes=1), "até 90 dias"),
        (RequiredField.CALLBACK_UNTIL, NOW, "já passou"),
        (RequiredField.CALLBACK_UNTIL, NOW + timedelta(hours=12), "depois do início"),
        (RequiredField.NOTE, "", "preencha"),
    ],
)
def test_a_field_that_makes_no_sense_is_refused(field: RequiredField, value: object, complaint: str) -> None:
    details = replace(WHOLE, **{field.value: value})
    with pytest.raises(DetailRefused, match=complaint) as refused:
        check_details((field,), details, now=NOW, zone=ZONE)
    assert refused.value.field == field.value


def test_an_end_alone_only_has_to_be_ahead() -> None:
    alone = DispositionDetails(callback_until=NOW + timedelta(minutes=1))
    check_details((RequiredField.CALLBACK_UNTIL,), alone, now=NOW, zone=ZONE)


def test_a_callback_that_has_begun_and_goes_on_is_one() -> None:
    begun = replace(WHOLE, callback_from=NOW - timedelta(hours=1), callback_until=NOW + timedelta(hours=1))
    check_details((RequiredField.CALLBACK_FROM, RequiredField.CALLBACK_UNTIL), begun, now=NOW, zone=ZONE)
