"""The built screens are served fresh where they change, for ever where they cannot, and under a strict policy."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from web.serving import ScreensNotBuilt, mount_screens

Fetch = Callable[[str], Response]
PAGE = '<meta name="csp-nonce" content="__CSP_NONCE__"><script type="module" src="/assets/index-abc.js"></script>'


@pytest.fixture
def fetch(tmp_path: Path) -> Fetch:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "favicon.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "assets/index-abc.js").write_text("1", encoding="utf-8")
    app = FastAPI()

    @app.get("/api/known")
    async def known() -> str:
        return "known"

    mount_screens(app, static=tmp_path)

    async def ask(path: str) -> Response:
        async with AsyncClient(transport=ASGITransport(app), base_url="http://concilia") as client:
            return await client.get(path)

    return lambda path: asyncio.run(ask(path))


@pytest.mark.parametrize("path", ["/", "/entrar", "/mesa", "/supervisao", "/gravacoes/01", "/campanhas"])
def test_every_screen_gets_the_page_anew(fetch: Fetch, path: str) -> None:
    answer = fetch(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"
    assert "/assets/index-abc.js" in answer.text


def test_an_unknown_address_gets_the_page_with_404(fetch: Fetch) -> None:
    answer = fetch("/nada")
    assert (answer.status_code, "/assets/" in answer.text) == (404, True)


def test_hashed_assets_are_kept_for_ever_and_others_are_not(fetch: Fetch) -> None:
    assert "immutable" in fetch("/assets/index-abc.js").headers["cache-control"]
    assert "immutable" not in fetch("/favicon.svg").headers["cache-control"]


def test_the_api_is_left_alone(fetch: Fetch) -> None:
    assert fetch("/api/known").json() == "known"
    refusal = fetch("/api/unknown")
    assert (refusal.status_code, refusal.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/assets/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/assets/%2e%2e/%2e%2e/x"])
def test_nothing_outside_the_folder_is_served(fetch: Fetch, path: str) -> None:
    answer = fetch(path)
    assert answer.status_code == 404
    assert "root:" not in answer.text


def test_the_policy_allows_own_scripts_only_and_a_nonce_that_is_never_the_same(fetch: Fetch) -> None:
    first, second = fetch("/mesa"), fetch("/mesa")
    policy = first.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    nonces = [re.findall(r'content="([^"]+)"', answer.text)[0] for answer in (first, second)]
    assert f"'nonce-{nonces[0]}'" in policy
    assert nonces[0] != nonces[1]


def test_screens_that_are_not_built_are_reported_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(ScreensNotBuilt, match="npm run build"):
        mount_screens(FastAPI(), static=tmp_path)
