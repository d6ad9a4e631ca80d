"""Robot agents: they work a desk through the same HTTP API as the screens, with real SIP phones at the carrier."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import httpx
import structlog

from domain.call.disposition import Disposition
from services.waiting import heard_within
from simulator.errors import RobotAgentFailed
from simulator.robot_mind import (
    DeskSight,
    RobotAct,
    RobotPolicy,
    decide_act,
    draw_plan,
    fit_plan,
    plainer_disposition,
    see_desk,
    tell_details,
)

log = structlog.get_logger(__name__)

STREAM_SILENCE_SECONDS = 35.0
"""The api's heartbeat comes every ten seconds: after this the stream is taken for dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotAgentSettings:
    """`retry_seconds` is the pause before an act without effect is tried again, `patience_seconds` how long a robot
    waits for the api to be there before it gives up.
    """

    seed: int = 1
    policy: RobotPolicy = field(default_factory=RobotPolicy)
    retry_seconds: float = 3.0
    patience_seconds: float = 60.0
    request_timeout_seconds: float = 10.0


async def run_robot_agents(
    base_url: str,
    credentials: Sequence[tuple[str, str]],
    settings: RobotAgentSettings | None = None,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
) -> None:
    """Work one desk per (username, password) until cancelled, then end the shifts.

    Raises (in a group) RobotAgentFailed when a robot may not log in or the api stays away.
    """
    settings = settings or RobotAgentSettings()
    async with asyncio.TaskGroup() as group:
        for number, (username, password) in enumerate(credentials, start=1):
            rng = Random(f"{settings.seed}:robot:{number}")  # noqa: S311 - a reproducible draw, not a secret
            robot = RobotAgent(_client(base_url, settings, transport), username, password, settings, rng)
            group.create_task(robot.run(), name=f"robot-agent-{number}")


def _client(
    base_url: str, settings: RobotAgentSettings, transport: httpx.AsyncBaseTransport | None
) -> httpx.AsyncClient:
    timeout = httpx.Timeout(settings.request_timeout_seconds)
    # A robot talks to its own product: no proxy of the machine's environment stands between.
    return httpx.AsyncClient(base_url=base_url, timeout=timeout, transport=transport, trust_env=False)


class RobotAgent:
    """One robot: the desk it sees, and the loop that acts on it."""

    def __init__(
        self, client: httpx.AsyncClient, username: str, password: str, settings: RobotAgentSettings, rng: Random
    ) -> None:
        self._client = client
        self._login = {"username": username, "password": password}
        self._settings = settings
        self._rng = rng
        self._plan = draw_plan(settings.policy, rng)
        self._refused: set[Disposition] = set()
        """What the api would not take for the call in hand."""
        self._desk: dict[str, Any] = {}
        self._sight: DeskSight | None = None
        self._seen_at = 0.0
        self._changed = asyncio.Event()
        self._worked = False
        self._clock = asyncio.get_running_loop().time

    async def run(self) -> None:
        async with self._client:
            await self._log_in()
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._watch(), name="robot-desk-stream")
                    group.create_task(self._work(), name="robot-desk-work")
            finally:
                await asyncio.shield(self._end_shift())

    async def _log_in(self) -> None:
        until = self._clock() + self._settings.patience_seconds
        while True:
            try:
                reply = await self._client.post("/api/auth/login", json=self._login)
                break
            except httpx.TransportError as error:
                if self._clock() > until:
                    raise RobotAgentFailed("the api cannot be reached") from error
                await asyncio.sleep(0.5)
        if reply.status_code != httpx.codes.OK:
            raise RobotAgentFailed(f"the api refused the log-in of a robot agent ({reply.status_code})")
        self._client.headers["X-CSRF-Token"] = reply.json()["csrf_token"]
        # Set by hand: a jar would keep a Secure cookie back on plain loopback HTTP.
        self._client.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in reply.cookies.items())
        self._client.cookies.clear()

    async def _watch(self) -> None:
        """Keep the sight of the desk fresh, whatever becomes of the stream."""
        while True:
            try:
                async for desk in self._desks():
                    self._look(desk)
            except httpx.HTTPError as error:
                log.warning("robot_stream_lost", error=type(error).__name__)
            await asyncio.sleep(self._settings.retry_seconds)

    async def _desks(self) -> AsyncIterator[dict[str, Any]]:
        timeout = httpx.Timeout(self._settings.request_timeout_seconds, read=STREAM_SILENCE_SECONDS)
        async with self._client.stream("GET", "/api/live", timeout=timeout) as reply:
            reply.raise_for_status()
            kind = ""
            async for line in reply.aiter_lines():
                name, _, value = line.partition(":")
                if name == "event":
                    kind = value.strip()
                elif name == "data" and kind == "desk":
                    yield json.loads(value)

    def _look(self, desk: dict[str, Any]) -> None:
        sight, self._desk = see_desk(desk), desk
        if sight == self._sight:
            return
        previous, self._sight = self._sight, sight
        if previous is None or (previous.state, previous.attempt_id) != (sight.state, sight.attempt_id):
            self._seen_at = self._clock()
        if sight.attempt_id is None and previous is not None and previous.attempt_id is not None:
            self._plan = draw_plan(self._settings.policy, self._rng)
            self._refused.clear()
        self._changed.set()

    async def _work(self) -> None:
        while True:
            # Cleared before the act: what the desk becomes while it is under way must not be missed.
            self._changed.clear()
            wait_seconds = await self._act_if_due()
            await heard_within(self._changed, min(wait_seconds, 3600.0))

    async def _act_if_due(self) -> float:
        """Do what is due; the seconds until there may be something to do."""
        if self._sight is None:
            return float("inf")
        seen = self._clock() - self._seen_at
        self._plan = fit_plan(self._plan, self._desk)
        act, wait_seconds = decide_act(self._sight, self._plan, seen_seconds=seen, worked=self._worked)
        if act is None:
            return wait_seconds
        if act is RobotAct.DISPOSE and self._plan.disposition in self._refused:
            return float("inf")
        try:
            await self._do(act, self._sight)
        except httpx.TransportError as error:
            log.warning("robot_act_failed", act=act, error=type(error).__name__)
        return self._settings.retry_seconds

    async def _do(self, act: RobotAct, sight: DeskSight) -> None:
        self._worked = self._worked or act is RobotAct.BECOME_READY
        path, body = _REQUESTS[act], None
        if act is RobotAct.DISPOSE:
            body = {
                "attempt_id": sight.attempt_id,
                "disposition": self._plan.disposition,
                **tell_details(self._desk, self._plan.disposition),
                "then": "pause" if self._plan.rests_after else "ready",
            }
        reply = await self._client.post(path, json=body)
        if reply.status_code == httpx.codes.UNAUTHORIZED:
            await self._log_in()
        elif reply.status_code == httpx.codes.UNPROCESSABLE_ENTITY and act is RobotAct.DISPOSE:
            self._think_again()
        elif reply.is_error:
            # A refusal (409) only says that the desk has moved on; the stream brings what it looks like now.
            log.info("robot_act_refused", act=act, status=reply.status_code)

    def _think_again(self) -> None:
        """As it is, the outcome will never be taken: another one is told, or, when all were refused, none."""
        refused = self._plan.disposition
        self._refused.add(refused)
        instead = plainer_disposition(self._refused)
        log.warning("robot_disposition_refused", disposition=refused.value, instead=instead and instead.value)
        self._plan = replace(self._plan, disposition=instead or refused)

    async def _end_shift(self) -> None:
        try:
            await self._client.delete("/api/desk/session")
        except httpx.HTTPError:
            log.info("robot_shift_not_ended")


_REQUESTS = {
    RobotAct.OPEN_SESSION: "/api/desk/session",
    RobotAct.CALL_PHONE: "/api/desk/phone",
    RobotAct.BECOME_READY: "/api/desk/ready",
    RobotAct.CONFIRM_IDENTITY: "/api/desk/identity",
    RobotAct.HANG_UP: "/api/desk/hang-up",
    RobotAct.DISPOSE: "/api/desk/disposition",
}
