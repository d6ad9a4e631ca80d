"""Is it the debtor? Things only they are likely to know, typed; two tries, and a person for who cannot."""

from typing import Final

from domain.call.disposition import Disposition
from domain.negotiation.identity import IdentityQuestion
from ivr_flows.contract import CountWrongAnswer
from ivr_flows.parts.leaving import PERSON, person_choice
from ivr_flows.plan import Ask, Branch, Choice, Commit, Decide, Digits, Go, Steps, prompt
from ivr_flows.talk import Talk
from ivr_flows.words import opening as words

IDENTITY_TRIES: Final = 2
_GOODBYE: Final = Go("farewell", lead=prompt("identity_failed"))


def identity_steps(*, confirmed: str) -> Steps:
    """Entry: `identity_gate`. Who is confirmed goes on to `confirmed`; two wrong answers end the call.

    All that is asked is asked before anything is judged, so that nobody learns which answer was wrong; and what was
    wrong is counted before it is answered.
    """
    return {
        "identity_gate": Decide(
            way=Branch(
                lambda talk: "locked" if talk.context.identity_locked else "open",
                {
                    "locked": Go(PERSON.to, note=("identity", "locked"), lead=prompt("identity_locked")),
                    "open": Go("identity"),
                },
            )
        ),
        "identity": Ask(
            say=words.identity,
            help=words.identity_help,
            # No day of a month begins with 9; a document may.
            choices=(person_choice("*"), Choice("9", PERSON, when=_asks_birth)),
            digits=Digits(
                Branch(
                    _check,
                    {
                        "next": Go("identity", do=_keep),
                        "confirmed": Go(
                            confirmed,
                            note=("identity", "confirmed"),
                            do=_confirm,
                            lead=prompt("identity_confirmed"),
                            remember=True,
                        ),
                        "again": Go("identity_again", note=("identity", "refused"), do=_anew),
                        "refused": Go(
                            "identity_refused",
                            note=("identity", "refused"),
                            verdict=Disposition.IDENTIDADE_NAO_CONFIRMADA,
                        ),
                    },
                ),
                most=lambda talk: talk.challenge.digits_asked,
            ),
            timeout_seconds=8.0,
        ),
        "identity_again": Commit(request=_count, done=Go("identity", lead=prompt("identity_wrong"))),
        # The verdict counts the call too.
        "identity_refused": Commit(request=_count, done=_GOODBYE, failed=_GOODBYE),
    }


def _count(_: Talk) -> CountWrongAnswer:
    return CountWrongAnswer()


def _asks_birth(talk: Talk) -> bool:
    return talk.challenge.question is IdentityQuestion.BIRTH_DAY_AND_MONTH


def _check(talk: Talk) -> str:
    if len(talk.challenges_met) + 1 < len(talk.context.challenges):
        return "next"
    if all(talk.challenges_met) and talk.challenge.is_met_by(talk.digits):
        return "confirmed"
    return "again" if talk.identity_tries + 1 < IDENTITY_TRIES else "refused"


def _keep(talk: Talk) -> None:
    talk.challenges_met += (talk.challenge.is_met_by(talk.digits),)


def _anew(talk: Talk) -> None:
    talk.identity_tries += 1
    talk.challenges_met = ()


def _confirm(talk: Talk) -> None:
    talk.identity_confirmed_ms = talk.at_ms
