"""Is it the debtor? Something only they are likely to know, typed; two tries, and a person for who cannot."""

from typing import Final

from domain.call.disposition import Disposition
from ivr_flows import wording
from ivr_flows.parts.leaving import person_choice
from ivr_flows.plan import Ask, Branch, Choice, Digits, Go, Steps, prompt
from ivr_flows.talk import Talk

IDENTITY_TRIES: Final = 2


def identity_steps(*, confirmed: str) -> Steps:
    """Entry: `identity`. Who is confirmed goes on to `confirmed`; two wrong answers end the call."""
    return {
        "identity": Ask(
            say=wording.identity,
            help=wording.identity_help,
            # No day of a month begins with 9; a document may.
            choices=(person_choice("*"), Choice("9", person_choice().then, when=_asks_birth)),
            digits=Digits(
                Branch(
                    _check,
                    {
                        "confirmed": Go(
                            confirmed,
                            note=("identity", "confirmed"),
                            do=_confirm,
                            lead=prompt("identity_confirmed"),
                            remember=True,
                        ),
                        "again": Go("identity", note=("identity", "refused"), do=_count, lead=prompt("identity_wrong")),
                        "refused": Go(
                            "farewell",
                            note=("identity", "refused"),
                            verdict=Disposition.IDENTIDADE_NAO_CONFIRMADA,
                            lead=prompt("identity_failed"),
                        ),
                    },
                ),
                most=lambda talk: talk.context.challenge.digits_asked,
            ),
            timeout_seconds=8.0,
        )
    }


def _asks_birth(talk: Talk) -> bool:
    return talk.context.challenge.digits_asked == 4


def _check(talk: Talk) -> str:
    if talk.context.challenge.is_met_by(talk.digits):
        return "confirmed"
    return "again" if talk.identity_tries + 1 < IDENTITY_TRIES else "refused"


def _confirm(talk: Talk) -> None:
    talk.identity_confirmed_ms = talk.at_ms


def _count(talk: Talk) -> None:
    talk.identity_tries += 1
