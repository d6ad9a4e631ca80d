"""Logging in, what a session is worth, and what ends it."""

from pathlib import Path

import httpx
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import func, select, update

from adapters.storage.tables.access import LoginFailureRow, UserRow, WebSessionRow
from api.cookies import COOKIE
from domain.access import Role
from services import passwords
from services.users import change_password
from tests.support.aio import run
from tests.support.api import PASSWORD, running_api

QUICK = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
NOBODYS = QUICK.hash("the password of nobody")


@pytest.fixture(autouse=True)
def _quick_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The product's own hash takes a tenth of a second for each password on purpose; one test pays that."""
    if request.function is not test_the_right_password_opens_a_session:
        monkeypatch.setattr(passwords, "_HASHER", QUICK)
        monkeypatch.setattr(passwords, "_NOBODY", NOBODYS)


async def _log_in(browser: httpx.AsyncClient, username: str = "agent", password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/api/auth/login", json={"username": username, "password": password})


def test_the_right_password_opens_a_session(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            await world.user(Role.AGENT)
            browser = world.browser()
            response = await _log_in(browser)
            assert response.status_code == 200
            me = response.json()
            assert me["user"] == {"id": 1, "name": "Ana Souza", "username": "agent", "role": "agent"}
            assert (await browser.get("/api/auth/me")).json()["csrf_token"] == me["csrf_token"]

    run(main())


def test_a_user_name_is_the_same_in_capitals(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            await world.user(Role.AGENT)
            assert (await _log_in(world.browser(), username=" AGENT ")).status_code == 200

    run(main())


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(tmp_path: Path, *, secure: bool) -> None:
    async def main() -> None:
        async with running_api(tmp_path, cookie_secure=secure) as world:
            await world.user(Role.AGENT)
            browser = world.browser()
            browser.headers["origin"] = f"{'https' if secure else 'http'}://concilia.test"
            cookie = (await _log_in(browser)).headers["set-cookie"]
            assert "HttpOnly" in cookie
            assert "SameSite=strict" in cookie
            assert ("Secure" in cookie) is secure

    run(main())


def test_the_database_never_holds_the_token(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            await world.user(Role.AGENT)
            browser = world.browser()
            await _log_in(browser)
            token = browser.cookies[COOKIE]
            assert len(token) >= 43
            stored = await world.rows(select(WebSessionRow.__table__))
            assert token not in str([tuple(row) for row in stored])

    run(main())


@pytest.mark.parametrize(("username", "password"), [("agent", "wrong"), ("nobody", PASSWORD), ("nobody", "wrong")])
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(tmp_path: Path, username: str, password: str) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            await world.user(Role.AGENT)
            response = await _log_in(world.browser(), username, password)
            assert response.status_code == 401
            assert response.json() == {
                "code": "wrong_credentials",
                "message": "Usuário ou senha incorretos.",
                "field": None,
            }
            assert "set-cookie" not in response.headers

    run(main())


def test_an_unknown_name_costs_a_hash_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str | None] = []

    def check(_password: str, password_hash: str | None) -> tuple[bool, str | None]:
        checked.append(password_hash)
        return False, None

    monkeypatch.setattr("services.auth.check_password", check)

    async def main() -> None:
        async with running_api(tmp_path) as world:
            await world.user(Role.AGENT)
            await _log_in(world.browser(), "nobody")
            await _log_in(world.browser(), "agent")

    run(main())
    assert checked[0] is None
    assert checked[1] is not None


def test_somebody_no_longer_active_is_refused_and_their_session_is_over(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            session = await world.logged_in(Role.AGENT)
            await world.execute(update(UserRow).values(active=False))
            assert (await session.browser.get("/api/auth/me")).status_code == 401
            assert (await _log_in(world.browser())).status_code == 401

    run(main())


def test_a_planted_session_is_not_the_one_that_logging_in_opens(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            await world.user(Role.AGENT)
            browser = world.browser()
            browser.cookies.set(COOKIE, "planted-by-an-attacker")
            await _log_in(browser)
            tokens = [cookie.value for cookie in browser.cookies.jar if cookie.value != "planted-by-an-attacker"]
            assert len(tokens) == 1
            attacker = world.browser()
            attacker.cookies.set(COOKIE, "planted-by-an-attacker")
            assert (await attacker.get("/api/auth/me")).status_code == 401

    run(main())


def test_logging_in_again_ends_the_session_that_the_browser_had(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            await world.user(Role.AGENT)
            first = world.browser()
            await _log_in(first)
            old = first.cookies[COOKIE]
            await _log_in(first)
            assert first.cookies[COOKIE] != old
            stale = world.browser()
            stale.cookies.set(COOKIE, old)
            assert (await stale.get("/api/auth/me")).status_code == 401

    run(main())


def test_logging_out_ends_the_session_for_whoever_has_its_token(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            session = await world.logged_in(Role.AGENT)
            assert (await session.browser.post("/api/auth/logout")).status_code == 204
            thief = world.browser()
            thief.cookies.set(COOKIE, session.token)
            assert (await thief.get("/api/auth/me")).status_code == 401

    run(main())


def test_a_session_ends_when_nobody_used_it_for_too_long(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            session = await world.logged_in(Role.AGENT)
            for _ in range(3):
                world.clock.advance(minutes=119)
                assert (await session.browser.get("/api/auth/me")).status_code == 200
            world.clock.advance(minutes=120)
            assert (await session.browser.get("/api/auth/me")).status_code == 401

    run(main())


def test_a_session_ends_after_its_lifetime_however_much_it_is_used(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            session = await world.logged_in(Role.AGENT)
            for _ in range(11):
                world.clock.advance(hours=1)
                assert (await session.browser.get("/api/auth/me")).status_code == 200
            world.clock.advance(hours=1)
            assert (await session.browser.get("/api/auth/me")).status_code == 401

    run(main())


def test_a_new_password_ends_every_session(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            session = await world.logged_in(Role.AGENT)
            assert await change_password(world.database, username="agent", password="a new one for all")
            assert (await session.browser.get("/api/auth/me")).status_code == 401
            assert (await _log_in(world.browser(), password="a new one for all")).status_code == 200

    run(main())


def test_five_wrong_passwords_throttle_the_user_name_until_the_window_has_passed(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            await world.user(Role.AGENT)
            await world.user(Role.MANAGER)
            for _ in range(5):
                assert (await _log_in(world.browser(), password="wrong")).status_code == 401
            refused = await _log_in(world.browser())
            assert refused.status_code == 429
            assert int(refused.headers["retry-after"]) == 300
            assert refused.json()["code"] == "too_many_attempts"
            assert (await _log_in(world.browser(), "manager")).status_code == 200
            world.clock.advance(minutes=5, seconds=1)
            assert (await _log_in(world.browser())).status_code == 200

    run(main())


def test_a_user_name_is_throttled_whether_it_exists_or_not(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            for _ in range(5):
                await _log_in(world.browser(), "nobody")
            assert (await _log_in(world.browser(), "nobody")).status_code == 429

    run(main())


def test_many_names_from_one_address_throttle_that_address_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.auth.check_password", lambda _password, _hash: (False, None))

    async def main() -> None:
        async with running_api(tmp_path) as world:
            for number in range(60):
                assert (await _log_in(world.browser(), f"user{number}")).status_code == 401
            assert (await _log_in(world.browser(), "another")).status_code == 429
            assert (await _log_in(world.browser(address="10.0.0.9"), "another")).status_code == 401

    run(main())


def test_the_right_password_forgets_the_failures(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            await world.user(Role.AGENT)
            for _ in range(4):
                await _log_in(world.browser(), password="wrong")
            assert (await _log_in(world.browser())).status_code == 200
            for _ in range(4):
                assert (await _log_in(world.browser(), password="wrong")).status_code == 401

    run(main())


def test_failures_are_kept_under_keyed_hashes(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            await _log_in(world.browser(address="10.9.8.7"), "maria")
            rows = await world.rows(select(LoginFailureRow.__table__))
            assert len(rows) == 2
            assert "maria" not in str(rows)
            assert "10.9.8.7" not in str(rows)

    run(main())


def test_sessions_that_are_over_are_swept_away_by_the_next_log_in(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            await world.logged_in(Role.AGENT)
            world.clock.advance(hours=13)
            await _log_in(world.browser())
            assert await world.scalar(select(func.count()).select_from(WebSessionRow)) == 1

    run(main())


def test_what_is_missing_is_named_in_portuguese_and_what_was_sent_is_not_repeated(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            response = await world.browser().post("/api/auth/login", json={"password": "my secret"})
            assert response.status_code == 422
            assert response.json() == {
                "code": "invalid_input",
                "message": "Campo “usuário”: preencha.",
                "field": "username",
            }
            assert "my secret" not in response.text

    run(main())
