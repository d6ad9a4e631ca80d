"""The screens over a made-up operation: readable by everybody, usable by keyboard, honest about the line."""

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.screens_server import create_app

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
]
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}"
RECORDING = "/gravacoes/01KAT000000000000000000000"
SCREENS = {
    "login": (None, "/", {}),
    "start of the shift": ("ana", "/mesa", {"state": None}),
    "waiting": ("ana", "/mesa", {"state": "ready"}),
    "call, identity open": ("ana", "/mesa", {"state": "on_call", "identity": False}),
    "call, caller unknown": ("ana", "/mesa", {"state": "on_call", "identity": False, "caller": "unknown"}),
    "call": ("ana", "/mesa", {"state": "on_call"}),
    "wrap-up": ("ana", "/mesa", {"state": "wrap_up", "ended": True}),
    "floor": ("helena", "/supervisao", {}),
    "empty floor": ("helena", "/supervisao", {"empty": True}),
    "recordings": ("helena", "/gravacoes", {}),
    "recording": ("helena", RECORDING, {}),
    "figures": ("helena", "/indicadores", {}),
    "empty figures": ("helena", "/indicadores", {"empty": True}),
    "messages": ("helena", "/mensagens", {}),
    "empty messages": ("helena", "/mensagens", {"empty": True}),
    "cases": ("helena", "/casos", {}),
    "empty cases": ("helena", "/casos", {"empty": True}),
    "tabulation": ("otavio", "/tabulacao", {}),
    "empty tabulation": ("otavio", "/tabulacao", {"empty": True}),
    "why": ("helena", "/por-que", {}),
    "policies": ("otavio", "/politicas", {}),
    "empty policies": ("otavio", "/politicas", {"empty": True}),
    "campaigns": ("otavio", "/campanhas", {}),
    "imports": ("otavio", "/importacoes", {}),
    "no access": ("ana", "/campanhas", {}),
}
COUNT_REQUESTS = """
(() => {
  let asked = 0;
  const real = window.fetch;
  window.fetch = (...given) => {
    asked += 1;
    return real(...given).finally(() => { asked -= 1; });
  };
  window.quietFrames = 0;
  const look = () => {
    window.quietFrames = asked ? 0 : window.quietFrames + 1;
    requestAnimationFrame(look);
  };
  look();
})();
"""
"""How many frames were drawn since the last answer of the api."""
FRESH = {"state": None, "identity": True, "caller": "", "ended": False, "silent": False, "empty": False}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(create_app(), port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, name="screens")
    thread.start()
    while not server.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(address: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a screen as somebody, with the levers set."""
    contexts = []

    def open_screen(
        user: str | None, path: str, levers: dict[str, object], *, theme: str = "light", width: int = 1280
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=theme, reduced_motion="reduce"
        )
        context.set_default_timeout(90_000)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(COUNT_REQUESTS)
        page.request.post(f"{address}/lever/set", data=FRESH | levers)
        page.request.post(f"{address}/api/auth/logout")
        if user:
            page.request.post(f"{address}/api/auth/login", data={"username": user, "password": "senha"})
        page.goto(address + path)
        page.wait_for_selector("h1, .empty")
        if user:
            page.wait_for_selector("[data-connection=live]")
        # What a screen asks for may be on its way when its heading is there.
        page.wait_for_function("() => window.quietFrames > 5", polling="raf")
        return page

    yield open_screen
    for context in contexts:
        context.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_is_accessible_in_both_themes_and_needs_no_sideways_scrolling(
    visit: Callable[..., Page], screen: str
) -> None:
    page = visit(*SCREENS[screen])
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        found = page.evaluate(f"axe.run({RULES})")["violations"]
        assert [(theme, rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found] == []
    for width in (1024, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_content_policy_lets_the_waveform_draw_and_stops_nothing(visit: Callable[..., Page]) -> None:
    page = visit("helena", "/gravacoes", {})
    refusals: list[str] = []
    page.on(
        "console", lambda message: refusals.append(message.text) if "Content Security Policy" in message.text else None
    )
    page.click("[data-testid=recording] a")
    page.wait_for_selector("[data-testid=waveform] canvas >> nth=0", state="attached")
    assert refusals == []


def test_a_recording_is_played_sought_and_commented_by_keyboard(visit: Callable[..., Page]) -> None:
    page = visit("helena", RECORDING, {})
    page.wait_for_selector("[data-testid=waveform] canvas >> nth=0", state="attached")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(">")
    page.wait_for_selector("[data-testid=position][aria-valuetext='0:10']")
    assert page.input_value("[data-testid=speed]") == "1.25"
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('[data-testid=position]').valueAsNumber >= 11_000")
    page.keyboard.press("Space")
    page.keyboard.press("c")
    page.keyboard.type("Ouvir de novo")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-testid=comment]:has-text('Ouvir de novo')")


def test_a_call_pops_by_itself_and_says_when(visit: Callable[..., Page], address: str) -> None:
    page = visit("ana", "/mesa", {"state": "ready"})
    page.wait_for_selector("[data-testid=waiting]")
    before = page.evaluate("performance.timeOrigin + performance.now()")
    page.request.post(f"{address}/lever/set", data={"state": "on_call"})
    call = page.wait_for_selector("[data-testid=call][data-popped-at]")
    assert call is not None
    assert before < float(call.get_attribute("data-popped-at") or 0) < before + 30_000
    assert page.text_content("[data-testid=debtor-name]") == "Marina Albuquerque dos Santos"
    assert page.evaluate("performance.getEntriesByName('concilia:pop').at(-1).detail.attempt_id") == call.get_attribute(
        "data-attempt-id"
    )


def test_debts_stay_locked_until_identity_is_confirmed(visit: Callable[..., Page]) -> None:
    page = visit("ana", "/mesa", {"state": "on_call", "identity": False})
    page.wait_for_selector("[data-testid=identity-pending]")
    assert page.text_content("[data-testid=debtor-name]") == "Marina"
    assert page.query_selector("[data-testid=debts]") is None


def test_who_called_is_found_by_cpf_and_confirmed_before_the_debts_show(visit: Callable[..., Page]) -> None:
    page = visit("ana", "/mesa", {"state": "on_call", "identity": False, "caller": "unknown"})
    page.wait_for_selector("[data-testid=debtor-name]:has-text('Pessoa não identificada')")
    assert page.query_selector("[data-testid=confirm-identity]") is None
    page.wait_for_selector("[data-testid=outcomes-of-nobody]")
    page.wait_for_selector("[data-testid=disposition-IDENTIDADE_NAO_CONFIRMADA]")
    assert page.query_selector("[data-testid=disposition-PROMESSA]") is None
    page.focus("#caller-document")
    page.keyboard.type("111")
    page.keyboard.press("Enter")
    page.wait_for_selector("#caller-document-hint[role=alert]:has-text('Ninguém desta carteira')")
    page.fill("#caller-document", "529.982.247-25")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-testid=debtor-name]:has-text('Marina')")
    page.wait_for_selector("[data-testid=disposition-PROMESSA]")
    assert page.query_selector("[data-testid=outcomes-of-nobody]") is page.query_selector("[data-testid=debts]") is None
    page.click("[data-testid=confirm-identity]")
    page.wait_for_selector("[data-testid=debts]")
    assert page.query_selector("[data-testid=caller-form]") is None


def test_an_outcome_is_chosen_and_saved_with_the_keyboard_alone(visit: Callable[..., Page]) -> None:
    page = visit("ana", "/mesa", {"state": "on_call"})
    page.wait_for_selector("[data-testid=call]")
    page.keyboard.press("F4")
    page.wait_for_selector("[data-testid=agent-state][data-state=wrap_up]")
    page.keyboard.press("F8")
    page.wait_for_selector("#wrap-hint.bad")
    page.keyboard.type("promessa")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-testid=disposition-PROMESSA][aria-selected=true]")
    page.wait_for_selector("[data-testid=promiseDate]:focus")
    page.keyboard.press("F8")
    page.wait_for_selector("#promiseDate-hint:has-text('Data da promessa')")
    page.wait_for_selector("[data-testid=promiseDate][aria-invalid=true]:focus")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(f"axe.run({RULES})")["violations"] == []
    page.fill("[data-testid=promiseDate]", "2026-11-27")
    page.focus("[data-testid=promiseAmount]")
    page.keyboard.type("778,40")
    with page.expect_request("**/api/desk/disposition") as sent:
        page.keyboard.press("F8")
    body = sent.value.post_data_json
    assert (body["disposition"], body["promise_date"], body["promise_cents"]) == ("PROMESSA", "2026-11-27", 77_840)
    page.wait_for_selector("[data-testid=agent-state][data-state=ready]")


def test_a_call_is_hung_up_while_a_reloaded_page_still_takes_its_line_up(visit: Callable[..., Page]) -> None:
    page = visit("ana", "/mesa", {"state": "on_call"})
    page.route("**/api/desk/session", lambda _: None)
    page.reload()
    page.wait_for_selector("[data-testid=call]")
    with page.expect_request("**/api/desk/hang-up"):
        page.keyboard.press("F4")


def test_what_an_outcome_does_not_ask_for_is_not_on_screen(visit: Callable[..., Page]) -> None:
    page = visit("ana", "/mesa", {"state": "wrap_up", "ended": True})
    page.click("[data-testid=disposition-RETORNO_AGENDADO]")
    page.wait_for_selector("[data-testid=callbackDay]:focus")
    page.click("[data-testid=disposition-CONTESTA_DIVIDA]")
    page.wait_for_selector("[data-testid=note]:focus")
    assert page.query_selector("[data-testid=details]") is None
    page.click("[data-testid=save-ready]")
    page.wait_for_selector("#note-hint:has-text('Observação')")
    page.click("[data-testid=disposition-VIAGEM]:has-text('Em viagem')")
    page.wait_for_selector("[data-testid=promiseDate]")


def test_a_figure_tells_how_it_is_counted_to_a_keyboard_too(visit: Callable[..., Page]) -> None:
    page = visit("helena", "/indicadores", {})
    page.wait_for_selector("[data-testid=stage-cpc]")
    page.focus("[data-testid=stage-cpc] button")
    page.wait_for_selector("[role=tooltip]:visible:has-text('identidade do devedor foi confirmada')")
    page.keyboard.press("Escape")
    page.wait_for_selector("[data-testid=stage-cpc] [role=tooltip]", state="hidden")
    page.select_option("[data-testid=group-by]", "hour")
    page.wait_for_selector("[data-testid=group-bar]:has-text('10h')")
    page.select_option("[data-testid=measure]", "recebido")
    page.wait_for_selector("[data-testid=group-bar]:has-text('R$')")


def test_who_may_be_called_is_asked_without_leaving_a_trace_in_the_address(visit: Callable[..., Page]) -> None:
    page = visit("helena", "/por-que", {})
    page.fill("#reference", "529.982.247-25")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-testid=why-number][data-allowed=false] [data-testid=why-refusal]")
    assert page.url.endswith("/por-que")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(f"axe.run({RULES})")["violations"] == []
    page.select_option("#by", "contract")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#reference-hint:has-text('Ninguém')")


def test_a_case_is_decided_with_the_keyboard_alone_and_only_when_sure(visit: Callable[..., Page]) -> None:
    page = visit("helena", "/casos", {})
    page.wait_for_selector("[data-testid=case-row][data-state=open]:has-text('10/11/2026')")
    page.focus("[data-testid=case-row] button >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-testid=case-debt]:has-text('outro caso aberto')")
    page.focus("[name=verdict][value=claim_refuted]")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("A loja não recebeu")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(f"axe.run({RULES})")["violations"] == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-testid=case-sure]:has-text('não se desfaz') p:focus")
    assert page.evaluate(f"axe.run({RULES})")["violations"] == []
    page.keyboard.press("Tab")
    with page.expect_request("**/api/cases/*/decision") as sent:
        page.keyboard.press("Enter")
    assert sent.value.post_data_json == {"verdict": "claim_refuted", "reason": "A loja não recebeu"}
    page.wait_for_selector("[data-testid=case-end]:has-text('SMS ao devedor: na fila'):has-text('Helena Duarte')")


def test_a_policy_file_that_breaks_the_law_is_told_with_its_article(visit: Callable[..., Page]) -> None:
    page = visit("otavio", "/politicas", {})
    source = (Path(__file__).parents[2] / "docs/examples/policy.toml").read_text(encoding="utf-8")
    for text, told in ((source, "está certa"), (source.replace('multa = "2%"', 'multa = "9%"'), "CDC")):
        files = {"name": "politica.toml", "mimeType": "application/toml", "buffer": text.encode()}
        page.set_input_files("[data-testid=policy-file]", files)  # type: ignore[arg-type]
        page.wait_for_selector(f"[data-testid=policy-verdict]:has-text('{told}')")


def test_in_silence_the_screen_says_how_old_it_is(visit: Callable[..., Page], address: str) -> None:
    page = visit("helena", "/supervisao", {"silent": True})
    page.wait_for_selector("[data-connection=stale]")
    told = re.search(r"Sem conexão — dados de (\d\d:\d\d)", page.text_content("[data-testid=status-strip]") or "")
    assert told is not None
    assert "10:00" <= told[1] < "11:00"
    page.request.post(f"{address}/lever/outcome", data={"n": 900, "silent": False})
    page.wait_for_selector("[data-connection=live]")


def test_an_outcome_appears_without_reload(visit: Callable[..., Page], address: str) -> None:
    page = visit("helena", "/supervisao", {})
    page.wait_for_selector("[data-testid=outcome]")
    page.request.post(f"{address}/lever/outcome", data={"n": 700})
    page.wait_for_selector(f"[data-testid=outcome][data-attempt-id='01KAT{700:021d}']")


def test_a_wrong_password_and_throttling_are_told_apart(visit: Callable[..., Page]) -> None:
    page = visit(None, "/", {})
    page.fill("#username", "ana")
    page.fill("#password", "errada")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]:has-text('não conferem')")
    page.wait_for_selector("#password:focus")
    page.fill("#username", "muitas")
    page.keyboard.press("Enter")
    page.locator("[role=alert]", has_text=re.compile(r"de novo em \d+ s")).wait_for()
    assert page.is_disabled("[data-testid=sign-in]")


def test_the_language_is_switched_and_kept(visit: Callable[..., Page]) -> None:
    page = visit("helena", "/supervisao", {})
    page.click("[data-testid=language]")
    page.wait_for_selector("nav a:has-text('Recordings')")
    page.reload()
    page.wait_for_selector("nav a:has-text('Recordings')")
    assert page.get_attribute("html", "lang") == "en"


def test_signing_out_forgets_what_was_on_screen_and_the_address_is_kept(visit: Callable[..., Page]) -> None:
    page = visit("helena", "/gravacoes", {})
    page.wait_for_selector("[data-testid=recording]")
    page.click("[data-testid=sign-out]")
    page.wait_for_selector("[data-testid=login]")
    assert page.query_selector("[data-testid=recording]") is None
    page.fill("#username", "helena")
    page.fill("#password", "senha")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-testid=recording]")


def test_a_block_list_is_imported_and_shown_in_force(visit: Callable[..., Page]) -> None:
    page = visit(*SCREENS["imports"])
    lists = page.get_by_test_id("block-list")
    lists.nth(3).wait_for()
    assert "18.204 números" in lists.nth(0).inner_text()
    assert "nenhuma importada" in lists.nth(1).inner_text()
    page.get_by_test_id("block-list-kind").select_option("procon_pa")
    page.get_by_test_id("import-list-file").set_input_files(
        {"name": "pa.csv", "mimeType": "text/csv", "buffer": b"91987654321\n"}
    )
    page.get_by_test_id("block-list-start").click()
    page.get_by_test_id("block-list").nth(1).get_by_text("3 números").wait_for()
