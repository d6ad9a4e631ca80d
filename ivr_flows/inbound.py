"""The menu of who calls us: a person and a complaint at once, and the rest once it is known who they are.

The calling number is a hint and no more: it saves typing and opens nothing. What is asked does not depend on it, so
that nobody learns from us whether a number is that of somebody who owes (docs/decisions/0006).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from domain.call.disposition import Disposition
from domain.negotiation.caller_identity import BIRTH_DIGITS, CPF_DIGITS, DOCUMENT_START
from domain.notice.contact import Contact
from ivr_flows import inbound_words as words
from ivr_flows.contract import Request
from ivr_flows.parts.leaving import FAILED, GAVE_UP, PERSON, TOO_LONG, leaving_steps, person_choice
from ivr_flows.parts.settling import settling_steps
from ivr_flows.parts.telling import telling_steps
from ivr_flows.plan import Ask, Branch, Choice, Commit, Decide, Digits, FlowPlan, Go, Steps, Tell, prompt
from ivr_flows.settings import DEFAULT_SETTINGS, FlowSettings
from ivr_flows.talk import Talk
from ivr_flows.words.common import option
from services.inbound_account import AgreementStanding
from services.ports.repositories.inbound import Candidate

LOOKING_FOR_DIGITS_SECONDS: Final = 8.0
"""Between two digits of a CPF, which not everybody knows by heart."""
_OWN_MATTER: Final = {
    "fresh": Go("document", note=("reception", "own_matter")),
    "tried": Go("document_whole", note=("reception", "own_matter")),
}
COMPLAINT: Final = Go("complaint", note=("complaint", "registered"), verdict=Disposition.INSATISFACAO_SERVICO)


@dataclass(slots=True, repr=False)
class InboundTalk(Talk):
    """No repr, as every Talk."""

    hint: Candidate | None = None
    document: str = ""
    birth: str = ""
    may_identify: bool = True
    """Whether this call may (still) tell by keys who calls: too many wrong answers came from it or from its number."""
    tried: bool = False
    """An answer of this call was wrong: from then on the whole CPF is asked of everybody."""
    standing: AgreementStanding | None = None
    copy_to: Contact | None = None
    """Where the code of the agreement would be sent again."""


@dataclass(frozen=True, slots=True, repr=False)
class ProveIdentity(Request):
    """`result`: `confirmed`, with the facts of who it is as context, `again` for one more try, or `refused`."""

    document: str
    birth: str


@dataclass(frozen=True, slots=True)
class LookAtAccount(Request):
    """The agreement under way, and where a code may go; `result`: `standing` or `none`."""


@dataclass(frozen=True, slots=True)
class SendSecondCopy(Request):
    """`result`: `sent` or `nothing` (nothing is open, or nothing can be sent)."""


@dataclass(frozen=True, slots=True)
class Complain(Request):
    pass


@lru_cache(maxsize=64)
def _plan(options: tuple[str, ...], others: tuple[str, ...], answer_seconds: float, *, survey: bool) -> FlowPlan:
    settings = FlowSettings(options=options, others=others, answer_seconds=answer_seconds, survey=survey)
    return FlowPlan(
        name="inbound",
        entry=Branch(
            _coming,
            {
                "answered": Go("welcome"),
                "unidentified": Go("reception", do=_resume, lead=words.why_back),
                "identified": Go("account_look", do=_resume, lead=words.why_back),
            },
        ),
        steps={
            **_reception_steps(),
            **_identity_steps(),
            **_account_steps(),
            **settling_steps(settings, settled="account"),
            **telling_steps(settings),
            **leaving_steps(survey=survey),
        },
        gave_up=GAVE_UP,
        failed=FAILED,
        too_long=TOO_LONG,
    )


def inbound_plan(settings: FlowSettings = DEFAULT_SETTINGS) -> FlowPlan:
    """What is settled is settled by the portfolio's own menu, whoever called whom."""
    return _plan(settings.options, settings.others, settings.answer_seconds, survey=settings.survey)


def _reception_steps() -> Steps:
    return {
        "welcome": Tell(say=words.welcome, then=Go("reception")),
        "reception": Ask(
            say=words.reception,
            help=words.reception_help,
            choices=(
                Choice("1", Branch(_whether_tried, _OWN_MATTER), when=_may_identify),
                Choice("8", COMPLAINT),
                person_choice(),
            ),
            repeat_key="0",
        ),
        "complaint": Commit(request=lambda _: Complain(), done=Go("protocol_only", lead=prompt("inbound_complaint"))),
    }


def _identity_steps() -> Steps:
    return {
        "document": Ask(
            say=prompt("inbound_document"),
            choices=(person_choice("*"),),
            digits=Digits(
                Go("birth", do=_keep_document),
                most=CPF_DIGITS,
                least=DOCUMENT_START,
                pause_seconds=LOOKING_FOR_DIGITS_SECONDS,
            ),
            timeout_seconds=10.0,
        ),
        "document_whole": Ask(
            say=prompt("inbound_document_whole"),
            choices=(person_choice("*"),),
            digits=Digits(Go("birth", do=_keep_document), most=CPF_DIGITS, pause_seconds=LOOKING_FOR_DIGITS_SECONDS),
            timeout_seconds=10.0,
        ),
        "birth": Ask(
            say=prompt("identity_birth"),
            help=prompt("identity_birth_help"),
            choices=(person_choice("*"),),
            digits=Digits(Go("proof", do=_keep_birth), most=BIRTH_DIGITS),
            timeout_seconds=10.0,
        ),
        "proof": Commit(
            request=lambda talk: ProveIdentity(talk.document, talk.birth),
            done=Branch(
                lambda talk: talk.result,
                {
                    "confirmed": Go("account_look", note=("identity", "confirmed"), do=_confirm, remember=True),
                    "again": Go(
                        "document_whole", note=("identity", "refused"), do=_forget, lead=prompt("identity_wrong")
                    ),
                    "refused": Go("unproved", note=("identity", "refused"), do=_forget),
                },
            ),
        ),
        # Who cannot prove it by keys is never sent away: a person can ask.
        "unproved": Ask(
            say=prompt("inbound_unproved"), choices=(person_choice(), Choice("8", COMPLAINT)), repeat_key="0"
        ),
    }


def _account_steps() -> Steps:
    agreed = _has_agreement
    return {
        "account_look": Commit(request=lambda _: LookAtAccount(), done=Go("account")),
        "account": Ask(
            say=prompt("identity_confirmed"),
            help=prompt("options_help"),
            choices=(
                Choice("1", Go("look", note=("account", "debts")), say=prompt("account_debts")),
                Choice("2", Go("copy", note=("account", "copy")), say=prompt("account_copy"), when=agreed),
                Choice("3", Go("standing", note=("account", "standing")), say=prompt("account_standing"), when=agreed),
                Choice("8", COMPLAINT, say=prompt("account_complaint")),
                Choice("9", PERSON, say=option("option_person", "9")),
            ),
            repeat_key="0",
        ),
        "standing": Tell(say=words.standing, then=Go("account")),
        "copy": Decide(
            way=Branch(
                lambda talk: "ask" if talk.copy_to is not None else "nowhere",
                {"ask": Go("where"), "nowhere": Go("account", lead=prompt("copy_nowhere"))},
            )
        ),
        "where": Ask(
            say=words.where,
            choices=(
                Choice("1", Go("send", note=("copy", "asked"), verdict=Disposition.ENVIO_2A_VIA)),
                Choice("2", Go("account", note=("copy", "refused"))),
                person_choice(),
            ),
            repeat_key="0",
        ),
        "send": Commit(
            request=lambda _: SendSecondCopy(),
            done=Branch(
                lambda talk: talk.result,
                {
                    "sent": Go("account", note=("copy", "sent"), lead=prompt("copy_sent")),
                    "nothing": Go("account", note=("copy", "nothing"), lead=prompt("copy_nothing")),
                },
            ),
        ),
    }


def _coming(talk: InboundTalk) -> str:
    earlier = talk.context.call.earlier
    if earlier is None:
        return "answered"
    return "unidentified" if earlier.identity_confirmed_at is None else "identified"


def _resume(talk: InboundTalk) -> None:
    earlier = talk.context.call.earlier
    assert earlier is not None  # noqa: S101 - taken by who comes back only
    talk.pressed_keys, talk.disposition = earlier.pressed_keys, earlier.disposition
    talk.steps[:0] = [dict(step) for step in earlier.steps]
    talk.protocol = earlier.protocol or ""
    if earlier.identity_confirmed_at is not None:
        talk.identity_confirmed_ms = round((earlier.identity_confirmed_at - earlier.started_at).total_seconds() * 1000)


def _whether_tried(talk: InboundTalk) -> str:
    return "tried" if talk.tried else "fresh"


def _keep_document(talk: InboundTalk) -> None:
    talk.document = talk.digits


def _keep_birth(talk: InboundTalk) -> None:
    talk.birth = talk.digits


def _may_identify(talk: InboundTalk) -> bool:
    return talk.may_identify


def _confirm(talk: InboundTalk) -> None:
    talk.identity_confirmed_ms = talk.at_ms
    talk.document = talk.birth = ""


def _forget(talk: InboundTalk) -> None:
    """The number may be somebody else's by now: from here on only what is typed counts."""
    talk.hint, talk.tried = None, True
    talk.document = talk.birth = ""


def _has_agreement(talk: InboundTalk) -> bool:
    return talk.standing is not None
