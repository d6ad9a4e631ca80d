"""The agent's real browser: Chromium with a made-up microphone, and what its telephone counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Dialog, Page, sync_playwright

PROGRAM = "/usr/bin/chromium"
AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
ARGUMENTS = (
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
)
# The softphone keeps its connections to itself; whoever counts packets must have seen them made.
_KEEP_CONNECTIONS = """
window.__connections = [];
const Real = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Real {
  constructor(...given) { super(...given); window.__connections.push(this); }
};
"""
_COUNT_PACKETS = """async () => {
  const counted = { received: 0, sent: 0 };
  for (const connection of window.__connections) {
    if (connection.connectionState !== "connected") continue;
    for (const report of (await connection.getStats()).values()) {
      if (report.type === "inbound-rtp" && report.kind === "audio") counted.received += report.packetsReceived;
      if (report.type === "outbound-rtp" && report.kind === "audio") counted.sent += report.packetsSent;
    }
  }
  return counted;
}"""
_RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}"


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def open_context(browser: Browser, urls: list[str]) -> BrowserContext:
    """A person's own browser; every address it asks for is added to `urls`."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(90_000)
    context.add_init_script(_KEEP_CONNECTIONS)
    context.on("request", lambda request: urls.append(request.url))
    context.on("page", lambda page: page.on("dialog", _leave))
    return context


def _leave(dialog: Dialog) -> None:
    """Yes, leave the page in the middle of a call."""
    dialog.accept()


def packets(page: Page) -> dict[str, int]:
    """Audio packets of the connections that are up: received, sent."""
    counted: dict[str, int] = page.evaluate(_COUNT_PACKETS)
    return counted


def accessibility_faults(page: Page) -> list[tuple[str, str, list[str]]]:
    """(theme, rule, elements) of what axe-core finds wrong, in the light and in the dark."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    faults = []
    for theme in ("dark", "light"):
        choose_theme(page, theme)
        found: list[dict[str, Any]] = page.evaluate(f"axe.run({_RULES})")["violations"]
        faults += [(theme, rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found]
    return faults


def choose_theme(page: Page, theme: str) -> None:
    """As the button in the bar does, until the page is loaded again; returns when nothing fades any more.

    One look is not enough: where an inherited colour fades, the fade of a child begins after its parent's.
    """
    page.evaluate(
        """async theme => {
            document.documentElement.dataset.theme = theme;
            let fading;
            do {
                await new Promise(requestAnimationFrame);
                fading = document.getAnimations().filter(animation => animation instanceof CSSTransition);
                await Promise.allSettled(fading.map(animation => animation.finished));
            } while (fading.length);
        }""",
        theme,
    )
