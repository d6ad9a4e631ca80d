"""The menu of an outbound call, put together from its parts.

Nothing about a debt is said before identity is confirmed. docs/flows.md draws the steps.
"""

from functools import lru_cache

from ivr_flows.parts.comment import comment_steps
from ivr_flows.parts.identity import identity_steps
from ivr_flows.parts.leaving import FAILED, GAVE_UP, TOO_LONG, leaving_steps
from ivr_flows.parts.opening import opening_steps
from ivr_flows.parts.settling import settling_steps
from ivr_flows.parts.telling import telling_steps
from ivr_flows.parts.voicemail import NOBODY_ACTED, voicemail_steps
from ivr_flows.plan import RETRIES, Branch, FlowPlan, Go, Tell, prompt
from ivr_flows.settings import DEFAULT_SETTINGS, FlowSettings
from ivr_flows.talk import Talk
from ivr_flows.waiting import QUEUE
from ivr_flows.words.opening import greeting
from services.ports.repositories.menu import EarlierMenu
from sounds.pieces import Pieces


@lru_cache(maxsize=64)
def _plan(
    options: tuple[str, ...],
    others: tuple[str, ...],
    answer_seconds: float,
    *,
    survey: bool,
    comment: bool,
    voicemail: bool,
) -> FlowPlan:
    settings = FlowSettings(options=options, others=others, answer_seconds=answer_seconds, survey=survey)
    return FlowPlan(
        name="outbound",
        entry=Branch(
            _coming,
            {
                "answered": Go("greeting"),
                "unserved": Go("greeting_unserved"),
                "ungreeted": Go("greeting_unserved", do=_resume),
                "unidentified": Go("right_party", do=_resume, lead=_why_back),
                "identified": Go("look", do=_resume, lead=_why_back),
                "agreed": Go("protocol", do=_resume, lead=prompt("already_agreed")),
            },
        ),
        steps={
            # A tape runs for a minute, not for the whole of three questions.
            **opening_steps(confirmed="identity_gate", retries=1 if voicemail else RETRIES),
            # Who calls, then why a menu speaks.
            "greeting_unserved": Tell(say=greeting, then=Go("right_party", lead=_why_back)),
            **identity_steps(confirmed="look"),
            **settling_steps(settings),
            **telling_steps(settings),
            **leaving_steps(survey=survey, rated="comment" if comment else "farewell"),
            **(comment_steps() if comment else {}),
            **(voicemail_steps() if voicemail else {}),
        },
        gave_up=NOBODY_ACTED if voicemail else GAVE_UP,
        failed=FAILED,
        too_long=TOO_LONG,
    )


def outbound_plan(settings: FlowSettings = DEFAULT_SETTINGS) -> FlowPlan:
    """Portfolios that want the same menu share one plan."""
    return _plan(
        settings.options,
        settings.others,
        settings.answer_seconds,
        survey=settings.survey,
        comment=settings.comment,
        voicemail=settings.voicemail,
    )


def _coming(talk: Talk) -> str:
    """From where: a fresh call, one meant for an agent when none was free, or back because no person came."""
    earlier = talk.context.call.earlier
    if earlier is None:
        return "unserved" if talk.reason == "nobody_free" else "answered"
    if earlier.identity_confirmed_at is None:
        return "unidentified" if _was_greeted(earlier) else "ungreeted"
    return "agreed" if earlier.agreement_id is not None and earlier.protocol is not None else "identified"


def _was_greeted(earlier: EarlierMenu) -> bool:
    """Not who was called for an agent: of this call they know the waiting room alone."""
    return any(step["step"] != QUEUE for step in earlier.steps)


def _resume(talk: Talk) -> None:
    earlier = talk.context.call.earlier
    assert earlier is not None  # noqa: S101 - taken by who comes back only
    talk.pressed_keys = earlier.pressed_keys
    talk.disposition = earlier.disposition
    talk.steps[:0] = [dict(step) for step in earlier.steps]
    talk.protocol = earlier.protocol or ""
    # Who asks for a person between two tries, and comes back because nobody is free, has not three.
    talk.identity_tries = sum((step["step"], step["result"]) == ("identity", "refused") for step in earlier.steps)
    if earlier.identity_confirmed_at is not None:
        talk.identity_confirmed_ms = round((earlier.identity_confirmed_at - earlier.started_at).total_seconds() * 1000)


def _why_back(talk: Talk) -> Pieces:
    return prompt("nobody_free") if talk.reason == "nobody_free" else ()
