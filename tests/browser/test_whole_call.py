"""From the phone to the screens: a debtor asks for a person and talks with the agent in a real Chromium."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from adapters.storage.tables.agreements import InstallmentRow
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.portfolio import DebtorRow, DebtRow
from adapters.storage.tables.recordings import CommentRow, ListenRow, RecordingRow, ReviewRow
from domain.call.disposition import Disposition
from runtime.demo.calendar import demo_start
from simulator.personas import Persona
from tests.support.chromium import accessibility_faults, choose_theme, chromium, open_context, packets
from tests.support.personal_data import Secrets
from tests.support.product import Product, ProductPlan, running_product, until

pytestmark = [pytest.mark.browser, pytest.mark.asterisk, pytest.mark.broker, pytest.mark.timeout(700)]

PICTURES = Path(__file__).parents[2] / "var/test-artifacts/screens"
PERSONAS = {Persona.ASKS_FOR_PERSON: 20, Persona.BUSY: 5, Persona.THIRD_PARTY: 3, Persona.SETTLES_IN_FULL: 2}
"""More who ask for a person than one agent can serve: somebody does however long the screens are looked at."""
OFFLINE_SECONDS = 3
"""After the screen has said that it is offline, which it does within twelve seconds of silence."""
FULL_FLOW = 40
"""Packets in one direction; a second of talk is fifty."""


@dataclass(slots=True)
class Shift:
    """One agent's call as it was seen on the screens."""

    product: Product
    browser: Browser
    agent: Page
    supervisor: Page
    urls: list[str]
    attempt_id: str = ""
    shown: dict[str, Any] = field(default_factory=dict)
    faults: list[Any] = field(default_factory=list)

    def picture(self, page: Page, name: str) -> None:
        """Look at the screen as people do, and as axe-core does."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.faults += [(name, *fault) for fault in accessibility_faults(page)]
        page.screenshot(path=PICTURES / f"{name}.png")
        choose_theme(page, "dark")
        page.screenshot(path=PICTURES / f"{name}-dark.png")
        choose_theme(page, "light")


@pytest.fixture(scope="module")
def shift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shift]:
    """Two calls were taken: the first was hung up by the agent, the second lost its page; both were disposed of."""
    plan = ProductPlan(personas=PERSONAS, concurrent=4, seat_kind="webrtc")
    with running_product(tmp_path_factory.mktemp("screens") / "home", plan) as product, chromium() as browser:
        urls: list[str] = []
        agent, supervisor = (open_context(browser, urls).new_page() for _ in range(2))
        shift = Shift(product, browser, agent, supervisor, urls)
        log_in(shift, agent, "agente")
        log_in(shift, supervisor, "supervisora")
        take_a_seat(shift)
        product.start_campaign()
        look_at_the_call(shift)
        look_at_the_floor(shift)
        hang_up_and_dispose(shift)
        reload_in_the_next_call(shift)
        yield shift


def log_in(shift: Shift, page: Page, username: str) -> None:
    page.goto(shift.product.url)
    page.wait_for_selector("[data-testid=login]")
    if username == "agente":
        shift.picture(page, "login")
    page.fill("#username", username)
    page.fill("#password", shift.product.password(username))
    page.click("[data-testid=sign-in]")
    page.wait_for_selector("[data-connection=live]")


def take_a_seat(shift: Shift) -> None:
    page = shift.agent
    shift.picture(page, "start-of-shift")
    page.click("[data-testid=start-shift]")
    page.wait_for_selector("[data-testid=phone-status][data-phone-status=connected]")
    page.click("[data-testid=ready]:enabled")
    page.wait_for_selector("[data-testid=agent-state][data-state=ready]")
    shift.picture(page, "ready")


def look_at_the_call(shift: Shift) -> None:
    page = shift.agent
    call = page.wait_for_selector("[data-testid=call]", timeout=180_000)
    assert call is not None
    shift.attempt_id = call.get_attribute("data-attempt-id") or ""
    page.wait_for_selector("[data-testid=agent-state][data-state=on_call]")
    shown = shift.shown
    shown["name"] = page.text_content("[data-testid=debtor-name]")
    page.wait_for_selector("[data-testid=debts] tbody tr")
    shown["contracts"] = page.locator("[data-testid=debts] tbody tr").count()
    shown["steps"] = page.locator("[data-step] > span:last-child").all_inner_texts()
    shown["timer"] = page.text_content("[data-testid=call-timer]")
    shown["packets"] = flow(page)
    page.wait_for_function(
        "before => document.querySelector('[data-testid=call-timer]').textContent !== before", arg=shown["timer"]
    )
    shift.picture(page, "call")


def flow(page: Page) -> dict[str, int]:
    """Audio packets that came and went while waiting for a full flow of both."""
    before = packets(page)
    seen = {"received": 0, "sent": 0}

    def flowing() -> bool:
        now = packets(page)
        seen.update({way: now[way] - before[way] for way in seen})
        return min(seen.values()) >= FULL_FLOW

    until(flowing, what=f"audio in both directions, {seen}")
    return seen


def look_at_the_floor(shift: Shift) -> None:
    page = shift.supervisor
    ours = f"[data-testid=floor-call][data-attempt-id='{shift.attempt_id}'][data-state=with_agent]"
    shift.shown["floor call"] = page.wait_for_selector(ours) is not None
    page.wait_for_selector("[data-testid=floor-agent][data-state=on_call]")
    shift.picture(page, "floor")


def hang_up_and_dispose(shift: Shift) -> None:
    page = shift.agent
    page.click("[data-testid=hang-up]:enabled")
    page.wait_for_selector("[data-testid=agent-state][data-state=wrap_up]")
    shift.picture(page, "wrap-up")
    dispose(shift, shift.attempt_id, "promessa", Disposition.PROMESSA)
    # The list is live: the outcome comes by itself.
    for screen in (page, shift.supervisor):
        screen.wait_for_selector(outcome(shift.attempt_id, Disposition.PROMESSA))


def details(product: Product, disposition: Disposition) -> dict[str, str]:
    """What the screen asks for with an outcome, on the calendar of the demonstration, whatever day it is."""
    now, zone = datetime.now(UTC) + product.settings.clock_offset, product.settings.zone
    today = now.astimezone(zone).date()
    if disposition is Disposition.PROMESSA:
        return {"promiseDate": (today + timedelta(days=3)).isoformat(), "promiseAmount": "150,00"}
    working_day = demo_start(now, zone, after=today).date()
    return {"callbackDay": working_day.isoformat(), "callbackFrom": "10:00", "callbackUntil": "12:00"}


def dispose(shift: Shift, attempt_id: str, words: str, disposition: Disposition) -> None:
    """Choose the outcome by its words, and be ready for the next call."""
    page = shift.agent
    page.keyboard.press("F2")
    page.keyboard.type(words)
    page.click(f"[data-testid=disposition-{disposition}]")
    for name, told in details(shift.product, disposition).items():
        page.fill(f"[data-testid={name}]", told)
    page.click("[data-testid=save-ready]:enabled")
    page.wait_for_selector(f"[data-testid=call][data-attempt-id='{attempt_id}']", state="detached")


def outcome(attempt_id: str, disposition: Disposition) -> str:
    return f"[data-testid=outcome][data-attempt-id='{attempt_id}'][data-disposition={disposition}]"


def reload_in_the_next_call(shift: Shift) -> None:
    """The audio goes with the page; who it was, what was owed and the outcome to be given stay."""
    page = shift.agent
    call = page.wait_for_selector("[data-testid=call]", timeout=180_000)
    assert call is not None
    attempt_id = shift.shown["next call"] = call.get_attribute("data-attempt-id")
    name = page.text_content("[data-testid=debtor-name]")
    flow(page)
    page.reload()
    page.wait_for_selector(f"[data-testid=call][data-attempt-id='{attempt_id}']")
    page.wait_for_selector("[data-testid=agent-state][data-state=wrap_up]")
    page.wait_for_selector("[data-testid=phone-status][data-phone-status=connected]")
    shift.shown["same debtor"] = page.text_content("[data-testid=debtor-name]") == name
    dispose(shift, attempt_id, "retorno", Disposition.RETORNO_AGENDADO)
    page.wait_for_selector(outcome(attempt_id, Disposition.RETORNO_AGENDADO))


def the_attempt(shift: Shift) -> Any:
    query = select(AttemptRow.__table__, DebtorRow.name, DebtorRow.document).join(
        DebtorRow, DebtorRow.id == AttemptRow.debtor_id
    )
    (row,) = shift.product.rows(query.where(AttemptRow.id == shift.attempt_id))
    return row


def test_the_screen_pops_with_the_right_debtor_and_what_he_did(shift: Shift) -> None:
    attempt = the_attempt(shift)
    assert shift.shown["name"] == attempt.name
    debts = shift.product.rows(select(DebtRow.id).where(DebtRow.debtor_id == attempt.debtor_id))
    assert shift.shown["contracts"] == len(debts)
    words = [step.split(" · ")[0] for step in shift.shown["steps"]]
    asked = ["É a pessoa?", "Confirmação de identidade", "Pediu atendente"]
    # Whom an agent takes at once may be on the screen before the wait was noted.
    assert words in (asked, [*asked, "Espera por atendente"])


def test_audio_goes_both_ways_between_debtor_and_browser(shift: Shift) -> None:
    assert min(shift.shown["packets"].values()) >= FULL_FLOW
    assert the_attempt(shift).bridged_at is not None


def test_a_reload_in_the_middle_keeps_the_call_on_the_desk_until_it_is_disposed_of(shift: Shift) -> None:
    assert shift.shown["next call"] != shift.attempt_id
    assert shift.shown["same debtor"]
    query = select(AttemptRow.disposition).where(AttemptRow.id == shift.shown["next call"])
    assert [row.disposition for row in shift.product.rows(query)] == [Disposition.RETORNO_AGENDADO]


def test_the_agents_choice_is_the_outcome(shift: Shift) -> None:
    attempt = the_attempt(shift)
    assert attempt.disposition is Disposition.PROMESSA
    assert attempt.disposed_by is not None


def test_the_supervisor_saw_the_call_on_the_floor(shift: Shift) -> None:
    assert shift.shown["floor call"]


def test_no_screen_has_an_accessibility_fault(shift: Shift) -> None:
    assert shift.faults == []


def test_the_screens_say_that_the_api_is_away_and_are_current_again_when_it_is_back(shift: Shift) -> None:
    page, product = shift.supervisor, shift.product
    page.goto(f"{product.url}/supervisao")
    page.wait_for_selector("[data-connection=live]")
    product.stop_part("api")
    try:
        page.wait_for_selector("[data-connection=stale]")
        assert "Sem conexão" in (page.text_content("[data-testid=status-strip]") or "")
        shift.picture(page, "floor-offline")
        gone = time.monotonic()
        until(lambda: time.monotonic() - gone > OFFLINE_SECONDS, what="a long enough absence")
    finally:
        product.start_api()
    page.wait_for_selector("[data-connection=live]")
    closed = select(AttemptRow.id).where(AttemptRow.closed_at.is_not(None)).order_by(AttemptRow.closed_at.desc())
    (latest,) = product.rows(closed.limit(1))
    page.wait_for_selector(f"[data-testid=outcome][data-attempt-id='{latest.id}']")
    shift.agent.wait_for_selector("[data-connection=live]")
    shift.agent.wait_for_selector("[data-testid=agent-state]")


def test_a_recording_is_listened_to_commented_scored_and_kept_for_training(shift: Shift) -> None:
    product, page = shift.product, open_context(shift.browser, shift.urls).new_page()
    verified = select(RecordingRow.attempt_id).where(
        RecordingRow.attempt_id == shift.attempt_id, RecordingRow.state == "verified"
    )
    until(lambda: product.rows(verified), what="the closed recording")
    log_in(shift, page, "supervisora")
    page.goto(f"{product.url}/gravacoes")
    page.click(f"[data-testid=recording][data-attempt-id='{shift.attempt_id}'] a")
    page.wait_for_selector("[data-testid=waveform] canvas >> nth=0", state="attached")
    shift.picture(page, "recording")
    page.click("[data-testid=play]")
    page.wait_for_function("() => document.querySelector('[data-testid=position]').valueAsNumber >= 3000")
    page.click("[data-testid=play]")
    page.fill("[data-testid=comment-text]", "Boa abordagem")
    page.click("[data-testid=comment-save]:enabled")
    page.wait_for_selector("[data-testid=comment]:has-text('Boa abordagem')")
    page.click("[data-testid=score-8]")
    page.click("[data-testid=training]")

    def kept(table: Any) -> Any:
        return product.rows(select(table.__table__).where(table.attempt_id == shift.attempt_id))

    until(lambda: kept(ReviewRow) and kept(RecordingRow)[0].for_training, what="score and mark")
    assert [row.score for row in kept(ReviewRow)] == [8]
    assert [(row.text, row.at_ms >= 2000) for row in kept(CommentRow)] == [("Boa abordagem", True)]
    assert len(kept(ListenRow)) >= 1
    shift.picture(page, "recording-reviewed")


def test_the_managers_screens_show_the_campaign_and_the_import(shift: Shift) -> None:
    page = open_context(shift.browser, shift.urls).new_page()
    log_in(shift, page, "gestor")
    for path, row in (("campanhas", "campaign-row"), ("importacoes", "import"), ("gravacoes", "recording")):
        page.goto(f"{shift.product.url}/{path}")
        page.wait_for_selector(f"[data-testid={row}]")
        shift.picture(page, path)
    assert [fault for fault in shift.faults if fault[0] in {"campanhas", "importacoes", "gravacoes"}] == []


def test_no_address_that_a_browser_asked_for_holds_anything_personal(shift: Shift) -> None:
    amounts = [row[0] for row in shift.product.rows(select(InstallmentRow.amount_cents))]
    secrets = Secrets(shift.product.people, amounts)
    assert len(shift.urls) > 20
    assert {found for url in shift.urls for found in secrets.found_in(url)} == set()
