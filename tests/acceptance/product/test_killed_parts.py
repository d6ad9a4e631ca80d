"""Every part of the product killed without warning in the middle of a campaign, one after the other."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import func, select

from adapters.storage.tables.calls import AgentSessionRow, AttemptRow
from adapters.storage.tables.news import OutboxRow
from adapters.storage.tables.portfolio import LeadRow, PhoneRow
from adapters.storage.tables.recordings import RecordingRow
from domain.call.agent_session import AgentState
from domain.call.disposition import Disposition
from domain.call.lead import LeadState
from services.pacing import PacingWhy
from simulator.personas import Persona
from tests.support.direct_calls import ONE_LATE, call_two_for_one_agent, why_campaign
from tests.support.heard import first_sound, silences
from tests.support.listening import clip, find, stereo
from tests.support.product import Product, ProductPlan, running_product, until

pytestmark = [pytest.mark.asterisk, pytest.mark.broker, pytest.mark.timeout(700)]

CLEAR = 0.6
"""From this likeness on, what is heard is the clip: other speech reaches 0.3."""
PARTS = ("dialer", "ivr", "api", "mosquitto", "asterisk")
PERSONAS = {
    Persona.SETTLES_IN_FULL: 12,
    Persona.ASKS_FOR_PERSON: 8,
    Persona.THIRD_PARTY: 6,
    Persona.BUSY: 6,
    Persona.UNALLOCATED: 4,
    Persona.HANGS_UP_AT_DEBTS: 8,
}


@pytest.fixture(scope="module")
def survivor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product after its list was worked to the end, every part of it killed on the way."""
    # Few enough at a time that every blow finds people who are still to be called.
    plan = ProductPlan(personas=PERSONAS, concurrent=8, robots=2)
    with running_product(tmp_path_factory.mktemp("killed") / "home", plan) as product:
        product.start_campaign()
        for part in PARTS:
            until_busier(product)
            product.kill(part)
        product.until_worked()
        yield product


def until_busier(product: Product) -> None:
    """Wait for calls in the menu and for new ones since, so that the next blow meets calls at every step."""
    before = len(product.invites())
    until(lambda: in_the_menu(product) >= 2 and len(product.invites()) >= before + 2, what="calls", seconds=120)


def in_the_menu(product: Product) -> int:
    query = select(func.count()).where(AttemptRow.answered_at.is_not(None), AttemptRow.closed_at.is_(None))
    return int(product.rows(query)[0][0])


def agents_free(product: Product) -> None:
    free = {AgentState.READY, AgentState.PAUSED}
    query = select(AgentSessionRow.state).where(AgentSessionRow.ended_at.is_(None), AgentSessionRow.state.not_in(free))
    until(lambda: not product.rows(query), what="agents free again", seconds=120)


def recordings_of(product: Product, attempts: list[str]) -> Sequence[Any]:
    """Those that are closed."""
    mine = RecordingRow.attempt_id.in_(attempts)
    return product.rows(select(RecordingRow.__table__).where(mine, RecordingRow.state == "verified"))


def test_every_attempt_has_exactly_one_outcome(survivor: Product) -> None:
    attempts = survivor.rows(select(AttemptRow.id, AttemptRow.disposition, AttemptRow.closed_at))
    assert all(row.disposition is not None and row.closed_at is not None for row in attempts)
    told = survivor.rows(select(OutboxRow.data).where(OutboxRow.type == "AttemptClosed"))
    assert Counter(row.data["attempt_id"] for row in told) == Counter(row.id for row in attempts)


def test_no_number_was_called_more_often_than_it_was_attempted(survivor: Product) -> None:
    attempts = survivor.rows(
        select(PhoneRow.number).join(AttemptRow, AttemptRow.phone_id == PhoneRow.id).where(
            AttemptRow.originated_at.is_not(None)
        )
    )  # fmt: skip
    attempted = Counter(row.number for row in attempts)
    numbers = {f"{person.ref}.1": person.phones[0] for person in survivor.people}
    invited = Counter(numbers[ref] for ref in survivor.invites())
    assert {number: times for number, times in invited.items() if times > attempted[number]} == {}
    assert len(invited) >= len(survivor.people) - 2 * len(PARTS)


def test_the_list_was_worked_to_its_end(survivor: Product) -> None:
    mine = LeadRow.campaign_id == survivor.seeded.campaign_id
    states = Counter(row.state for row in survivor.rows(select(LeadRow.state).where(mine)))
    assert sum(states.values()) == len(survivor.people)
    assert set(states) == {LeadState.DONE}


def test_calls_went_on_after_every_blow(survivor: Product) -> None:
    outcomes = Counter(row[0] for row in survivor.rows(select(AttemptRow.disposition)))
    assert outcomes["ACORDO_A_VISTA"] > 0
    assert outcomes["FALHA_TECNICA"] > 0
    last = survivor.rows(select(AttemptRow.disposition).order_by(AttemptRow.claimed_at.desc()).limit(6))
    assert "FALHA_TECNICA" not in {row.disposition for row in last}


def test_no_agent_is_stuck_in_a_call_that_is_over(survivor: Product) -> None:
    agents_free(survivor)
    bridged = survivor.rows(select(func.count()).where(AttemptRow.bridged_at.is_not(None)))
    assert bridged[0][0] > 0


def test_the_recordings_of_killed_calls_were_found_and_closed(survivor: Product) -> None:
    folder = survivor.settings.recordings
    answered = {row.id for row in survivor.rows(select(AttemptRow.id).where(AttemptRow.answered_at.is_not(None)))}
    still_open = select(RecordingRow.attempt_id).where(RecordingRow.state == "open")
    until(lambda: not survivor.rows(still_open), what="every recording closed", seconds=90)
    rows = survivor.rows(select(RecordingRow.__table__))
    assert answered <= {row.attempt_id for row in rows}
    for row in rows:
        if row.state == "verified":
            assert row.sha256 == hashlib.sha256((folder / row.path).read_bytes()).hexdigest()
    assert list((folder / "open").iterdir()) == []


def test_who_is_called_for_an_agent_gets_one_at_once_or_the_menu_and_never_silence(survivor: Product) -> None:
    agents_free(survivor)
    campaign = asyncio.run(call_two_for_one_agent(survivor, "robo1", max_wait_seconds=1))
    calls = select(AttemptRow.__table__).where(AttemptRow.campaign_id == campaign, AttemptRow.closed_at.is_not(None))
    until(lambda: len(survivor.rows(calls)) == 2, what="both calls over", seconds=180)
    first, second = survivor.rows(calls)
    served, lost = (first, second) if first.bridged_at is not None else (second, first)
    assert (served.nobody_free_at, lost.bridged_at) == (None, None)
    assert (served.bridged_at - served.answered_at).total_seconds() < 5
    assert 0.5 < (lost.nobody_free_at - lost.answered_at).total_seconds() < 5
    assert lost.disposition is Disposition.ABANDONO
    until(lambda: recordings_of(survivor, [lost.id]), what="the recording")
    why = asyncio.run(why_campaign(survivor, campaign))
    assert (why.day.answered, why.day.abandoned) == (2, 1)
    _said, heard = stereo(survivor.settings.recordings / recordings_of(survivor, [lost.id])[0].path)
    sounds = survivor.settings.sounds / "pt_BR"
    hello, truth = (find(clip(sounds / f"{name}.alaw"), heard) for name in ("greeting", "nobody_free"))
    assert min(hello.likeness, truth.likeness) > CLEAR
    # Some seconds after the wait of one was over; the recording's clock is not the dialer's.
    assert 0.5 < hello.at_seconds < 5
    assert first_sound(heard) < 3
    assert max(silences(heard, (), until=truth.ends_seconds), default=0.0) < 3


def test_a_phone_that_rings_for_nobody_is_let_go_where_the_campaign_wishes_it(survivor: Product) -> None:
    agents_free(survivor)
    campaign = asyncio.run(
        call_two_for_one_agent(survivor, "robo1", max_wait_seconds=1, two=ONE_LATE, cancel_surplus=True)
    )
    calls = select(AttemptRow.__table__).where(AttemptRow.campaign_id == campaign, AttemptRow.closed_at.is_not(None))
    until(lambda: len(survivor.rows(calls)) == 2, what="both calls over", seconds=180)
    served, gone = sorted(survivor.rows(calls), key=lambda row: row.answered_at is None)
    assert (gone.disposition, gone.answered_at) == (Disposition.CANCELADA, None)
    assert served.bridged_at is not None
    # It would have been answered thirteen seconds after the first.
    assert served.answered_at < gone.closed_at
    assert (gone.closed_at - served.answered_at).total_seconds() < 12

    def why() -> PacingWhy:
        return asyncio.run(why_campaign(survivor, campaign))

    assert (why().day.answered, why().day.abandoned) == (1, 0)
    let_go = "soltou 1 chamada que tocava"
    until(lambda: any(let_go in one.says for one in why().decisions), what="the decision among the others")


def test_nothing_is_left_to_be_told(survivor: Product) -> None:
    until(
        lambda: survivor.rows(select(OutboxRow.id).where(OutboxRow.published_at.is_(None))) == [],
        what="an empty outbox",
    )
