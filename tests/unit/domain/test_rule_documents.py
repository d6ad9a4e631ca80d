"""The documents say what the code does: tables are compared row by row with the rules themselves."""

from collections.abc import Iterator
from datetime import time
from pathlib import Path

from domain.contact.calling_window import HOURS_2026_11, WeekHours
from domain.contact.ddd import UF_OF_DDD
from domain.contact.facts import BLOCK_LISTS
from domain.contact.policy import (
    GAP_FLOOR,
    NUMBER_PER_DAY,
    PERSON_PER_DAY,
    PERSON_PER_WEEK,
    PRESCRIPTION_YEARS,
    SETTINGS,
)
from domain.contact.rules import RULE_TEXTS, ContactRule
from domain.strategy.fields import FIELDS
from domain.strategy.regua import BUREAU_FLOOR_DAYS, DEFAULT_REGUA, StepChannel, StopEvent

DOCS = Path(__file__).parents[3] / "docs"
CONTACT = (DOCS / "contact-rules.md").read_text(encoding="utf-8")
REGUA = (DOCS / "regua.md").read_text(encoding="utf-8")


def rows(text: str, heading: str) -> Iterator[list[str]]:
    """The cells of the table below that heading row."""
    lines = text[text.index(heading) :].splitlines()[2:]
    for line in lines:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


def test_every_rule_is_told_with_its_words_and_its_law_in_the_order_in_which_it_is_asked() -> None:
    told = list(rows(CONTACT, "| Rule | Refuses when |"))
    assert [row[:3] for row in told] == [
        [f"`{rule.value}`", RULE_TEXTS[rule].says, RULE_TEXTS[rule].law] for rule in ContactRule
    ]


def test_the_floors_that_are_told_are_those_that_hold() -> None:
    floor = {row[0].strip("`"): row[3] for row in rows(CONTACT, "| Rule | Refuses when |")}
    assert floor["person_gap"].startswith(f"{GAP_FLOOR.seconds // 3600} hours;")
    assert floor["person_day_cap"].startswith(f"{PERSON_PER_DAY} contacts a day per person")
    assert floor["person_week_cap"] == f"{PERSON_PER_WEEK} in seven days"
    assert floor["number_day_cap"] == f"{NUMBER_PER_DAY} calls a day"
    assert floor["debt_prescribed"].startswith(f"{PRESCRIPTION_YEARS} years after the due date")


def test_the_hours_of_every_state_are_told() -> None:
    told = {row[0]: row[1:] for row in rows(CONTACT, "| UF | Monday to Friday | Saturday |")}
    default = told.pop("others")
    assert HOURS_2026_11.version in CONTACT
    for uf in sorted(set(UF_OF_DDD.values())):
        assert told.get(uf, default) == in_words(HOURS_2026_11.hours_of(uf)), uf
    assert told.keys() <= set(UF_OF_DDD.values())


def in_words(hours: WeekHours) -> list[str]:
    def day(span: tuple[time, time] | None) -> str:
        return "none" if span is None else f"{span[0]:%H:%M}–{span[1]:%H:%M}"

    return [day(hours.weekdays), day(hours.saturday)]


def test_every_block_list_is_told_with_its_law_and_scope() -> None:
    told = {row[0].strip("`"): row[1:] for row in rows(CONTACT, "| Kind | List | Law | Scope |")}
    assert set(told) == {kind.value for kind in BLOCK_LISTS}
    for kind, scope in BLOCK_LISTS.items():
        name, law, reach = told[kind.value]
        assert (name, law) == (scope.name, scope.law)
        if scope.collections and scope.ddds:
            assert reach.startswith(f"DDD {', '.join(str(ddd) for ddd in sorted(scope.ddds))}")
        assert (f"{scope.grace.days} days after registration" in reach) is bool(scope.grace)


def test_every_setting_of_a_portfolio_is_told() -> None:
    assert list(rows(CONTACT, "| Setting | Meaning |")) == [[f"`{name}`", says] for name, says in SETTINGS.items()]


def test_every_field_of_an_expression_is_told_with_its_type_and_words() -> None:
    expected = [
        [f"`{one.name}`", one.type.value, one.says + (f" ({', '.join(one.words)})" if one.words else "")]
        for one in FIELDS.values()
    ]
    assert list(rows(REGUA, "| Field | Type | Asks |")) == expected


def test_the_shipped_regua_its_channels_stops_and_guards_are_told() -> None:
    expected = [[f"D{one.day:+d}", f"`{one.channel.value}`", f"`{one.code}`"] for one in DEFAULT_REGUA.steps]
    assert list(rows(REGUA, "| Day | Channel | Code |")) == expected
    for channel in StepChannel:
        assert channel is StepChannel.PROMISE_CHECK or f"`{channel.value}`" in REGUA
    assert ", ".join(one.value for one in StopEvent) in REGUA
    for uf, days in BUREAU_FLOOR_DAYS.items():
        assert f"in {uf} {days} days of delay" in REGUA
