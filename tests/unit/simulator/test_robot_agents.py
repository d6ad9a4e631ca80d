"""A robot agent against an api that is played."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from domain.call.disposition import Disposition
from domain.call.disposition_rules import DISPOSITION_RULES
from simulator.errors import RobotAgentFailed
from simulator.robot_agents import RobotAgentSettings, run_robot_agents
from simulator.robot_mind import RobotPolicy, draw_plan, plainer_disposition
from tests.support.aio import eventually

QUICK = RobotAgentSettings(
    policy=RobotPolicy(talk_seconds=(0.01, 0.01), wrap_up_seconds=(0, 0), pause_seconds=(0, 0), pause_chance=0),
    retry_seconds=0.05,
)
CALL: dict[str, Any] = {
    "attempt_id": "A1", "ended_at": None, "identity_confirmed": False, "disposition": None, "debts": [],
    "caller_known": True,
}  # fmt: skip


class PlayedApi(httpx.AsyncBaseTransport):
    """One desk: every intent takes effect at once and is told on the stream, as dialer and api do together."""

    def __init__(self) -> None:
        self.desk: dict[str, Any] = {"session": None, "call": None}
        self.requests: list[tuple[str, str]] = []
        self.bodies: dict[str, Any] = {}
        self.refuse: dict[str, int] = {}
        self.takes_outcomes = True
        self.takes_details = True
        self.told: list[str] = []
        self.unreachable = 0
        self._news: asyncio.Queue[bytes] = asyncio.Queue()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if self.unreachable:
            self.unreachable -= 1
            raise httpx.ConnectError("nobody listens yet")
        if path == "/api/auth/login":
            return self._log_in()
        assert request.headers["Cookie"] == "concilia_session=s1"
        if path == "/api/live":
            return httpx.Response(200, content=self._stream())
        assert request.headers["X-CSRF-Token"] == "t1"
        self.requests.append((request.method, path.removeprefix("/api/desk/")))
        if self.refuse.get(path, 0):
            self.refuse[path] -= 1
            return httpx.Response(409, json={})
        if path.endswith("/disposition"):
            outcome = json.loads(request.content)["disposition"]
            self.told.append(outcome)
            asks = bool(DISPOSITION_RULES[outcome].required)
            if not self.takes_outcomes or (asks and not self.takes_details):
                return httpx.Response(422, json={})
        self.bodies[path] = json.loads(request.content or b"null")
        self._apply(path.removeprefix("/api/desk/"), request.method)
        return httpx.Response(202, json={})

    def show(self, state: str | None, call: dict[str, Any] | None = None) -> None:
        session = {"state": state} if state else None
        self.desk = {"session": session, "call": call, "now": "2026-11-24T13:00:00Z"}
        self._news.put_nowait(f"event: desk\ndata: {json.dumps(self.desk)}\n\n".encode())

    async def _stream(self) -> AsyncIterator[bytes]:
        yield b"retry: 1000\n\nevent: heartbeat\ndata: {}\n\n"
        yield f"event: desk\ndata: {json.dumps(self.desk)}\n\n".encode()
        while True:
            yield await self._news.get()

    def _log_in(self) -> httpx.Response:
        cookie = {"Set-Cookie": "concilia_session=s1; Path=/; HttpOnly; Secure; SameSite=strict"}
        return httpx.Response(self.refuse.get("/api/auth/login", 200), json={"csrf_token": "t1"}, headers=cookie)

    def _apply(self, intent: str, method: str) -> None:
        call = self.desk["call"]
        match intent:
            case "session" if method == "POST":
                self.show("offline")
            case "phone":
                self.show("paused")
            case "ready":
                self.show("on_call", CALL)
            case "identity":
                self.show("on_call", {**call, "identity_confirmed": True})
            case "hang-up":
                self.show("wrap_up", {**call, "ended_at": "2026-11-24T13:00:00Z"})
            case "disposition":
                self.show("ready")


async def work(api: PlayedApi, until: tuple[str, str]) -> None:
    robots = asyncio.create_task(
        run_robot_agents("http://demo", [("ana", "secret")], QUICK, transport=api), name="robots"
    )
    await eventually(lambda: until in api.requests or robots.done(), within_seconds=30)
    robots.cancel()
    with suppress(asyncio.CancelledError):
        await robots


def test_a_robot_works_a_call_from_log_in_to_disposition_and_ends_its_shift() -> None:
    api = PlayedApi()
    asyncio.run(work(api, ("POST", "disposition")))
    assert [path for _, path in api.requests] == [
        "session", "phone", "ready", "identity", "hang-up", "disposition", "session",
    ]  # fmt: skip
    assert api.requests[-1] == ("DELETE", "session")
    body = api.bodies["/api/desk/disposition"]
    assert (body["attempt_id"], body["then"]) == ("A1", "ready")
    assert set(DISPOSITION_RULES[body["disposition"]].required) <= set(body)


def test_a_refused_intent_is_tried_again() -> None:
    api = PlayedApi()
    api.refuse["/api/desk/phone"] = 2
    asyncio.run(work(api, ("POST", "ready")))
    assert api.requests.count(("POST", "phone")) == 3


def test_an_outcome_that_is_refused_for_good_is_told_no_more_and_a_plainer_one_is() -> None:
    drawn = {seed: draw_plan(QUICK.policy, Random(f"{seed}:robot:1")).disposition for seed in range(20)}
    seed = next(seed for seed, outcome in drawn.items() if DISPOSITION_RULES[outcome].required)
    api = PlayedApi()
    api.takes_details = False

    async def live() -> None:
        settings = replace(QUICK, seed=seed)
        robots = asyncio.create_task(run_robot_agents("http://demo", [("ana", "secret")], settings, transport=api))
        await eventually(lambda: "/api/desk/disposition" in api.bodies or robots.done(), within_seconds=30)
        robots.cancel()
        with suppress(asyncio.CancelledError):
            await robots

    with capture_logs() as logs:
        asyncio.run(live())
    assert api.told == [drawn[seed], plainer_disposition(())]
    refusals = [one for one in logs if one["event"] == "robot_disposition_refused"]
    assert [(one["disposition"], one["instead"]) for one in refusals] == [tuple(api.told)]


def test_a_robot_whose_every_outcome_is_refused_tells_each_once_and_waits() -> None:
    api = PlayedApi()
    api.takes_outcomes = False

    async def live() -> None:
        robots = asyncio.create_task(run_robot_agents("http://demo", [("ana", "secret")], QUICK, transport=api))
        await eventually(lambda: bool(api.told) and plainer_disposition([Disposition(one) for one in api.told]) is None)
        told = len(api.told)
        await asyncio.sleep(QUICK.retry_seconds * 4)
        assert len(api.told) == told == len(set(api.told))
        robots.cancel()
        with suppress(asyncio.CancelledError):
            await robots

    asyncio.run(live())


def test_a_robot_waits_for_the_api_to_be_there() -> None:
    api = PlayedApi()
    api.unreachable = 1
    asyncio.run(work(api, ("POST", "session")))
    assert ("POST", "session") in api.requests


def test_a_wrong_password_is_told_and_not_tried_again() -> None:
    api = PlayedApi()
    api.refuse["/api/auth/login"] = 401
    with pytest.raises(ExceptionGroup) as failure:
        asyncio.run(work(api, ("POST", "session")))
    assert failure.group_contains(RobotAgentFailed, match="401")
