"""The simulation must notice: each sabotage of the dialer is caught, or the simulation proves nothing."""

import contextlib
from collections.abc import Callable
from typing import Any

import pytest

import dialer.call_tracker
import dialer.engine
import dialer.hopper
import domain.contact.checks
import services.closing
import services.dialing
from dialer.agent_matcher import AgentMatcher
from dialer.engine import Engine
from dialer.journal import Journal
from dialer.reconciler import Reconciler
from domain.contact.calling_window import WindowDecision
from domain.contact.decide_contact import Allowed
from services.ports.telephone import TelephoneUncertain
from tests.simulation.run import simulate

SEEDS = range(1, 13)


def dial_again_when_the_answer_is_lost(patch: pytest.MonkeyPatch) -> None:
    send = Engine._send

    async def twice(self: Any, call: Any, begun: Any, decided_t: float) -> None:
        telephone = self._telephone
        await send(self, call, begun, decided_t)
        if call.sending is dialer.engine.Sending.UNCERTAIN and not call.gone:
            with pytest.MonkeyPatch.context() as again:
                again.setattr(call, "sending", dialer.engine.Sending.PENDING)
            with contextlib.suppress(TelephoneUncertain):
                await telephone.originate(
                    dialer.engine.OriginateCall(
                        attempt_id=begun.attempt_id,
                        number=begun.number,
                        trunk="t",
                        caller_id=None,
                        ring_timeout_seconds=30,
                    )
                )

    patch.setattr(Engine, "_send", twice)


def call_whoever_was_claimed(patch: pytest.MonkeyPatch) -> None:
    def allow(_person: Any, phone: Any, *_rest: Any, now: Any) -> Any:
        return Allowed(phone)

    patch.setattr(services.dialing, "decide_contact", allow)


def call_at_any_hour(patch: pytest.MonkeyPatch) -> None:
    def always(*_args: Any, **_more: Any) -> WindowDecision:
        return WindowDecision(allowed=True)

    patch.setattr(domain.contact.checks, "decide_calling_window", always)


def never_close_what_is_missing(patch: pytest.MonkeyPatch) -> None:
    async def nothing(_self: Any, _missing: Any) -> None:
        return

    patch.setattr(Reconciler, "_close_missing", nothing)


def tell_the_outcome_again(patch: pytest.MonkeyPatch) -> None:
    close = services.closing.close_attempt

    def twice(uow: Any, end: Any, *, recording_path: str, now: Any) -> Any:
        closed = close(uow, end, recording_path=recording_path, now=now)
        if closed is not None and int(end.attempt_id) % 20 == 0:
            uow.record(uow.recorded[-1])
        return closed

    patch.setattr(dialer.call_tracker, "close_attempt", twice)


def forget_outcomes_while_the_database_is_away(patch: pytest.MonkeyPatch) -> None:
    async def forget(self: Any, batch: Any) -> None:
        for entry in batch:
            self._entries.remove(entry)

    patch.setattr(Journal, "_write_each", forget)


def keep_the_agent_of_a_call_that_is_gone(patch: pytest.MonkeyPatch) -> None:
    def keep(self: Any, call: Any) -> None:
        waiting = self._waiting.pop(call.attempt_id, None)
        if waiting is not None:
            waiting.settled.set()

    patch.setattr(AgentMatcher, "gone", keep)


def leave_stray_legs_up(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Reconciler, "stray", lambda _self, _leg_id: None)


@pytest.mark.timeout(0)
@pytest.mark.parametrize(
    "sabotage",
    [
        dial_again_when_the_answer_is_lost,
        call_whoever_was_claimed,
        call_at_any_hour,
        never_close_what_is_missing,
        tell_the_outcome_again,
        forget_outcomes_while_the_database_is_away,
        keep_the_agent_of_a_call_that_is_gone,
        leave_stray_legs_up,
    ],
)
def test_a_sabotaged_dialer_is_caught(
    sabotage: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    sabotage(monkeypatch)
    for seed in SEEDS:
        try:
            simulate(seed)
        except (AssertionError, ExceptionGroup):
            return
    pytest.fail("the sabotage went unnoticed")
