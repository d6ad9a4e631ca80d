"""Which role is let in where, and requests that other sites start."""

from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter

from api.access import api_routes, declared_roles, is_public, undeclared_routes
from api.app import UndeclaredRoute
from api.cookies import COOKIE
from domain.access import Role
from tests.support.aio import run
from tests.support.api import World, running_api

_A, _S, _M, _X = Role.AGENT, Role.SUPERVISOR, Role.MANAGER, Role.ADMIN
EVERYBODY = frozenset(Role)
OVER_FLOOR = frozenset({_S, _M, _X})
MANAGING = frozenset({_M, _X})
MATRIX: dict[tuple[str, str], frozenset[Role]] = {
    ("POST", "/api/auth/logout"): EVERYBODY,
    ("GET", "/api/auth/me"): EVERYBODY,
    ("GET", "/api/desk"): frozenset({_A}),
    ("POST", "/api/desk/session"): frozenset({_A}),
    ("DELETE", "/api/desk/session"): frozenset({_A}),
    ("POST", "/api/desk/phone"): frozenset({_A}),
    ("POST", "/api/desk/ready"): frozenset({_A}),
    ("POST", "/api/desk/pause"): frozenset({_A}),
    ("POST", "/api/desk/hang-up"): frozenset({_A}),
    ("GET", "/api/desk/preview"): frozenset({_A}),
    ("POST", "/api/desk/preview/dial"): frozenset({_A}),
    ("POST", "/api/desk/identity"): frozenset({_A}),
    ("POST", "/api/desk/caller"): frozenset({_A}),
    ("POST", "/api/desk/disposition"): frozenset({_A}),
    ("GET", "/api/desk/dispositions"): EVERYBODY,
    ("GET", "/api/live"): EVERYBODY,
    ("GET", "/api/outcomes"): EVERYBODY,
    ("GET", "/api/floor"): OVER_FLOOR,
    ("GET", "/api/recordings"): OVER_FLOOR,
    ("GET", "/api/recordings/agents"): OVER_FLOOR,
    ("GET", "/api/recordings/{attempt_id}"): OVER_FLOOR,
    ("GET", "/api/recordings/{attempt_id}/audio"): OVER_FLOOR,
    ("GET", "/api/recordings/{attempt_id}/peaks"): OVER_FLOOR,
    ("POST", "/api/recordings/{attempt_id}/comments"): OVER_FLOOR,
    ("PUT", "/api/recordings/{attempt_id}/review"): OVER_FLOOR,
    ("PUT", "/api/recordings/{attempt_id}/training"): OVER_FLOOR,
    ("GET", "/api/campaigns"): OVER_FLOOR,
    ("POST", "/api/campaigns"): MANAGING,
    ("POST", "/api/campaigns/{campaign_id}/status"): OVER_FLOOR,
    ("PUT", "/api/campaigns/{campaign_id}/dialing"): MANAGING,
    ("GET", "/api/campaigns/{campaign_id}/pacing"): OVER_FLOOR,
    ("GET", "/api/portfolios"): OVER_FLOOR,
    ("POST", "/api/imports"): MANAGING,
    ("GET", "/api/imports"): MANAGING,
    ("GET", "/api/imports/{import_id}"): MANAGING,
    ("GET", "/api/imports/{import_id}/rejections.csv"): MANAGING,
    ("GET", "/api/debtors/{debtor_id}/contact"): OVER_FLOOR,
    ("POST", "/api/contact/why"): OVER_FLOOR,
    ("GET", "/api/debtors/{debtor_id}/holds"): OVER_FLOOR,
    ("POST", "/api/debtors/{debtor_id}/holds"): OVER_FLOOR,
    ("DELETE", "/api/holds/{hold_id}"): MANAGING,
    ("GET", "/api/portfolios/{portfolio_id}/contact-policy"): OVER_FLOOR,
    ("PUT", "/api/portfolios/{portfolio_id}/contact-policy"): MANAGING,
    ("GET", "/api/portfolios/{portfolio_id}/dispositions"): OVER_FLOOR,
    ("POST", "/api/portfolios/{portfolio_id}/dispositions"): MANAGING,
    ("DELETE", "/api/portfolios/{portfolio_id}/dispositions/{code}"): MANAGING,
    ("GET", "/api/block-lists"): OVER_FLOOR,
    ("GET", "/api/block-lists/kinds"): OVER_FLOOR,
    ("POST", "/api/block-lists"): MANAGING,
    ("GET", "/api/origination"): OVER_FLOOR,
    ("GET", "/api/segments/fields"): OVER_FLOOR,
    ("GET", "/api/segments"): OVER_FLOOR,
    ("POST", "/api/segments"): MANAGING,
    ("DELETE", "/api/segments/{segment_id}"): MANAGING,
    ("POST", "/api/segments/preview"): OVER_FLOOR,
    ("GET", "/api/portfolios/{portfolio_id}/regua"): OVER_FLOOR,
    ("PUT", "/api/portfolios/{portfolio_id}/regua"): MANAGING,
    ("POST", "/api/portfolios/{portfolio_id}/regua/plan"): MANAGING,
    ("GET", "/api/portfolios/{portfolio_id}/regua/plan"): OVER_FLOOR,
    ("POST", "/api/regua/steps/{step_id}/done"): OVER_FLOOR,
    ("GET", "/api/portfolios/{portfolio_id}/regua/steps"): OVER_FLOOR,
    ("GET", "/api/reports/kpis"): OVER_FLOOR,
    ("GET", "/api/reports/costs"): OVER_FLOOR,
    ("POST", "/api/reports/costs"): MANAGING,
    ("GET", "/api/policies"): OVER_FLOOR,
    ("POST", "/api/policies"): MANAGING,
    ("POST", "/api/policies/check"): MANAGING,
    ("GET", "/api/policies/{policy_id}"): OVER_FLOOR,
    ("POST", "/api/policies/{policy_id}/withdraw"): MANAGING,
    ("GET", "/api/negotiation/{attempt_id}/offers"): EVERYBODY,
    ("POST", "/api/negotiation/counter"): EVERYBODY,
    ("POST", "/api/negotiation/approvals"): EVERYBODY,
    ("GET", "/api/negotiation/approvals"): OVER_FLOOR,
    ("GET", "/api/negotiation/approvals/{approval_id}"): EVERYBODY,
    ("POST", "/api/negotiation/approvals/{approval_id}/decision"): OVER_FLOOR,
    ("POST", "/api/agreements"): EVERYBODY,
    ("GET", "/api/agreements"): OVER_FLOOR,
    ("GET", "/api/agreements/{agreement_id}"): OVER_FLOOR,
    ("GET", "/api/agreements/{agreement_id}/settlement"): OVER_FLOOR,
    ("POST", "/api/agreements/{agreement_id}/cancel"): OVER_FLOOR,
    ("POST", "/api/promises"): EVERYBODY,
    ("GET", "/api/promises/{promise_id}"): OVER_FLOOR,
    ("POST", "/api/promises/{promise_id}/cancel"): OVER_FLOOR,
    ("GET", "/api/payments/charges"): OVER_FLOOR,
    ("POST", "/api/payments/charges"): OVER_FLOOR,
    ("GET", "/api/payments/charges/{txid}"): OVER_FLOOR,
    ("POST", "/api/payments/charges/{txid}/refresh"): OVER_FLOOR,
    ("POST", "/api/payments/charges/{txid}/cancel"): OVER_FLOOR,
    ("POST", "/api/payments/charges/{txid}/clear-doubt"): MANAGING,
    ("GET", "/api/payments/charges/{txid}/qr.svg"): OVER_FLOOR,
    ("GET", "/api/payments/charges/{txid}/qr.png"): OVER_FLOOR,
    ("GET", "/api/payments/agreements/{agreement_id}"): OVER_FLOOR,
    ("POST", "/api/payments/elsewhere"): MANAGING,
    ("GET", "/api/cases"): OVER_FLOOR,
    ("POST", "/api/cases/{case_id}/decision"): OVER_FLOOR,
    ("GET", "/api/notices"): OVER_FLOOR,
    ("POST", "/api/notices"): EVERYBODY,
    ("GET", "/api/notices/{notice_id}/words"): MANAGING,
    ("GET", "/api/negotiation/{attempt_id}/contacts"): EVERYBODY,
    ("GET", "/api/portfolios/{portfolio_id}/notice-templates"): OVER_FLOOR,
    ("PUT", "/api/portfolios/{portfolio_id}/notice-templates"): MANAGING,
    ("WEBSOCKET", "/api/softphone"): frozenset({_A}),
}
PUBLIC = {
    "/api/auth/login",
    "/api/health",
    "/api/payments/webhook/{secret}/pix",
    "/api/notices/webhook/{channel}",
    "/api/{path:path}",
}


def _routes(world: World) -> dict[tuple[str, str], object]:
    return {
        (method, str(route.path)): route
        for route in api_routes(world.app)
        for method in (getattr(route, "methods", None) or {"WEBSOCKET"})
        if str(route.path) not in PUBLIC
    }


def test_every_route_says_who_may_use_it_and_only_a_few_are_public(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            assert undeclared_routes(world.app) == []
            assert {str(route.path) for route in api_routes(world.app) if is_public(route)} == PUBLIC

    run(main())


def test_the_roles_of_every_route_are_those_of_the_matrix(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            assert {key: declared_roles(route) for key, route in _routes(world).items()} == MATRIX

    run(main())


def test_an_application_with_an_undeclared_route_is_not_created(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    careless = APIRouter()

    @careless.get("/api/forgotten")
    async def forgotten() -> None: ...

    monkeypatch.setattr("api.app.include_routes", lambda app: app.include_router(careless))

    async def main() -> None:
        with pytest.raises(UndeclaredRoute, match="/api/forgotten"):
            async with running_api(tmp_path):
                pass

    run(main())


@pytest.mark.parametrize("role", [_A, _S, _M])
def test_whoever_the_matrix_leaves_out_is_refused_before_anything_else(tmp_path: Path, role: Role) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            session = await world.logged_in(role)
            closed = {key for key, roles in MATRIX.items() if role not in roles and key[0] != "WEBSOCKET"}
            for method, path in closed:
                response = await session.browser.request(method, path)
                assert (response.status_code, response.json()["code"]) == (403, "forbidden"), path

    run(main())


def test_nobody_gets_anywhere_without_a_session(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            browser = world.browser()
            for method, path in MATRIX:
                if method != "WEBSOCKET":
                    response = await browser.request(method, path)
                    assert (response.status_code, response.json()["code"]) == (401, "not_logged_in"), path

    run(main())


def test_a_write_without_the_sessions_token_is_refused(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            session = await world.logged_in(Role.AGENT)
            other = await world.logged_in(Role.AGENT, username="other")
            del session.browser.headers["x-csrf-token"]
            missing = await session.browser.post("/api/desk/session")
            assert (missing.status_code, missing.json()["code"]) == (403, "wrong_csrf_token")
            session.browser.headers["x-csrf-token"] = other.visitor.csrf_token
            assert (await session.browser.post("/api/desk/session")).status_code == 403
            assert (await session.browser.get("/api/desk")).status_code == 200

    run(main())


@pytest.mark.parametrize(
    "origin", ["https://evil.test", "null", "http://concilia.test:81", "http://concilia.test.evil.test", ""]
)
def test_a_write_that_another_site_started_is_refused(tmp_path: Path, origin: str) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            session = await world.logged_in(Role.AGENT)
            headers = {"origin": origin}
            response = await session.browser.post("/api/desk/session", headers=headers)
            assert (response.status_code, response.json()["code"]) == (403, "wrong_origin")
            credentials = {"username": "agent", "password": "x"}
            login = await session.browser.post("/api/auth/login", headers=headers, json=credentials)
            assert login.status_code == 403

    run(main())


def test_a_plain_http_origin_is_not_ours_where_the_screens_are_served_over_https(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, cookie_secure=True) as world:
            browser = world.browser()
            browser.headers["origin"] = "http://concilia.test"
            response = await browser.post("/api/auth/login", json={"username": "a", "password": "b"})
            assert response.json()["code"] == "wrong_origin"

    run(main())


def test_an_origin_named_in_the_settings_is_ours(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, allowed_origins=("https://cobranca.example",)) as world:
            session = await world.logged_in(Role.AGENT)
            session.browser.headers["origin"] = "https://cobranca.example"
            assert (await session.browser.post("/api/desk/session")).status_code == 200

    run(main())


def test_a_program_without_origin_writes_with_the_token_alone(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            session = await world.logged_in(Role.AGENT)
            transport = httpx.ASGITransport(app=world.app)
            headers = {"x-csrf-token": session.visitor.csrf_token}
            async with httpx.AsyncClient(
                transport=transport, base_url="http://concilia.test", headers=headers, cookies={COOKIE: session.token}
            ) as program:
                assert (await program.post("/api/desk/session")).status_code == 200

    run(main())


def test_every_answer_carries_the_headers_that_fence_the_browser_in(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path, cookie_secure=True) as world:
            headers = (await world.browser().get("/api/auth/me")).headers
            policy = headers["content-security-policy"]
            assert "script-src 'self'" in policy
            assert "unsafe-inline" not in policy.partition("style-src")[0]
            assert "frame-ancestors 'none'" in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cache-control"] == "no-store"
            assert "max-age" in headers["strict-transport-security"]
            assert "microphone=(self)" in headers["permissions-policy"]

    run(main())


def test_what_does_not_exist_is_refused_like_anything_else(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            response = await world.browser().get("/api/no/such/thing")
            assert (response.status_code, response.json()["code"]) == (404, "not_found")

    run(main())


def test_the_screens_are_served_beside_the_api_and_never_instead_of_it(tmp_path: Path) -> None:
    static = tmp_path / "static"
    static.mkdir()
    (static / "index.html").write_text("<!doctype html><title>Concilia</title>")

    async def main() -> None:
        async with running_api(tmp_path, static_dir=static) as world:
            browser = world.browser()
            page = await browser.get("/mesa", headers={"accept": "text/html"})
            assert "Concilia" in page.text
            assert (await browser.get("/api/nothing", headers={"accept": "text/html"})).status_code == 404

    run(main())
