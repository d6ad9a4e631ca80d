"""What a robot agent does next: pure, from what its desk shows and how long it has shown it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from domain.call.agent_session import AgentState
from domain.call.disposition import Disposition
from domain.call.disposition_rules import DISPOSITION_RULES, RequiredField


class RobotAct(StrEnum):
    OPEN_SESSION = "open_session"
    CALL_PHONE = "call_phone"
    BECOME_READY = "become_ready"
    CONFIRM_IDENTITY = "confirm_identity"
    HANG_UP = "hang_up"
    DISPOSE = "dispose"


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotPolicy:
    """Ranges that a robot's calls are drawn from, and how often it rests after one."""

    talk_seconds: tuple[float, float] = (5.0, 15.0)
    wrap_up_seconds: tuple[float, float] = (0.5, 2.0)
    pause_seconds: tuple[float, float] = (3.0, 8.0)
    pause_chance: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlan:
    """One call's share of chance, drawn before it begins."""

    talk_seconds: float
    wrap_up_seconds: float
    pause_seconds: float
    disposition: Disposition
    rests_after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSight:
    """What of the desk decides. Equal sights are one situation."""

    state: AgentState | None
    """None before the shift was started."""
    attempt_id: str | None = None
    call_ended: bool = False
    identity_confirmed: bool = False
    disposed: bool = False


_PROMISED_AHEAD = timedelta(days=3)
_CALL_BACK_AFTER, _CALL_BACK_WITHIN = timedelta(hours=5), timedelta(days=6)
_SOME_CENTS = 100_00
"""Promised in a call whose debts were never shown."""
_DISPOSITIONS: Mapping[Disposition, int] = {
    Disposition.PROMESSA: 6,
    Disposition.RETORNO_AGENDADO: 3,
    Disposition.SEM_CONDICOES: 2,
    Disposition.DESEMPREGO: 1,
    Disposition.RECUSA_NEGOCIAR: 2,
    Disposition.CONTESTA_DIVIDA: 1,
    Disposition.ENVIO_2A_VIA: 1,
}
_OF_NOBODY = Disposition.IDENTIDADE_NAO_CONFIRMADA


def see_desk(desk: Mapping[str, Any]) -> DeskSight:
    """Read the desk as the api sends it."""
    session, call = desk["session"], desk["call"]
    if session is None:
        return DeskSight(state=None)
    state = AgentState(session["state"])
    if call is None:
        return DeskSight(state=state)
    return DeskSight(
        state=state,
        attempt_id=call["attempt_id"],
        call_ended=call["ended_at"] is not None,
        identity_confirmed=call["identity_confirmed"],
        disposed=call["disposition"] is not None,
    )


def tell_details(desk: Mapping[str, Any], disposition: Disposition) -> dict[str, Any]:
    """The fields that the disposition requires, as a debtor would have said them on the day that the desk shows."""
    now = datetime.fromisoformat(desk["now"])
    debts = desk["call"]["debts"] if desk["call"] else ()
    said = {
        RequiredField.PROMISE_DATE: (now + _PROMISED_AHEAD).date().isoformat(),
        RequiredField.PROMISE_CENTS: sum(debt["total_cents"] for debt in debts) or _SOME_CENTS,
        RequiredField.CALLBACK_FROM: (now + _CALL_BACK_AFTER).isoformat(),
        # Long enough to hold an hour at which calling is allowed, whatever the day and the debtor's state.
        RequiredField.CALLBACK_UNTIL: (now + _CALL_BACK_WITHIN).isoformat(),
        RequiredField.NOTE: "Diz que não reconhece a compra.",
    }
    return {field.value: said[field] for field in DISPOSITION_RULES[disposition].required}


def draw_plan(policy: RobotPolicy, rng: Random) -> CallPlan:
    """Draw what the next call will be like."""
    return CallPlan(
        talk_seconds=rng.uniform(*policy.talk_seconds),
        wrap_up_seconds=rng.uniform(*policy.wrap_up_seconds),
        pause_seconds=rng.uniform(*policy.pause_seconds),
        disposition=rng.choices(list(_DISPOSITIONS), list(_DISPOSITIONS.values()))[0],
        rests_after=rng.random() < policy.pause_chance,
    )


def fit_plan(plan: CallPlan, desk: Mapping[str, Any]) -> CallPlan:
    """Of a caller whom nobody identified, all that a robot can say is that."""
    call = desk["call"]
    return plan if call is None or call["caller_known"] else replace(plan, disposition=_OF_NOBODY)


def plainer_disposition(refused: Collection[Disposition]) -> Disposition | None:
    """The usual outcome that asks for nothing more, of those that the api did not refuse; None when it refused all.

    Last of all it is that nobody was identified, which is what remains of a caller whom nobody knows.
    """
    plain = [one for one in _DISPOSITIONS if one not in refused and not DISPOSITION_RULES[one].required]
    last = None if _OF_NOBODY in refused else _OF_NOBODY
    return max(plain, key=_DISPOSITIONS.__getitem__, default=last)


def decide_act(sight: DeskSight, plan: CallPlan, *, seen_seconds: float, worked: bool) -> tuple[RobotAct | None, float]:
    """The act that is due, else None and the seconds until one may be (infinite: until the desk changes).

    `seen_seconds` is how long the desk has looked like this; `worked` whether this robot was ready before, without
    which a pause is only the start of its shift and needs no rest.
    """
    due = _next_act(sight, plan, worked=worked)
    if due is None:
        return None, float("inf")
    act, after_seconds = due
    return (act, 0.0) if seen_seconds >= after_seconds else (None, after_seconds - seen_seconds)


def _next_act(sight: DeskSight, plan: CallPlan, *, worked: bool) -> tuple[RobotAct, float] | None:
    match sight.state:
        case None:
            return RobotAct.OPEN_SESSION, 0.0
        case AgentState.OFFLINE:
            return RobotAct.CALL_PHONE, 0.0
        case AgentState.PAUSED:
            return RobotAct.BECOME_READY, plan.pause_seconds if worked else 0.0
        case AgentState.ON_CALL | AgentState.WRAP_UP:
            return _next_act_of_call(sight, plan)
        case _:
            return None


def _next_act_of_call(sight: DeskSight, plan: CallPlan) -> tuple[RobotAct, float] | None:
    if sight.disposed:
        # The disposition's own "and then" was lost with a crash, it seems.
        return RobotAct.BECOME_READY, plan.pause_seconds
    if sight.call_ended:
        return RobotAct.DISPOSE, plan.wrap_up_seconds
    if sight.state is not AgentState.ON_CALL:
        return None
    if not sight.identity_confirmed:
        return RobotAct.CONFIRM_IDENTITY, plan.talk_seconds / 3
    return RobotAct.HANG_UP, plan.talk_seconds
