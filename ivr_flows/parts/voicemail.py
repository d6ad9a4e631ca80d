"""Where nobody acted at all: a message for whoever plays the machine's tape, if the portfolio leaves any.

A machine is not told from somebody who is silent, so nothing is said that not anybody may hear, and a voice that still
speaks gets what everybody gets who does not answer.
"""

from domain.call.disposition import Disposition
from ivr_flows.contract import HeardOut, LeaveMessage
from ivr_flows.plan import Branch, Commit, Decide, End, Go, HearOut, Steps
from ivr_flows.talk import Talk
from ivr_flows.words import opening as words

NOBODY_ACTED = Go("silent_line")
_NO_ANSWER = Go("no_answer")


def voicemail_steps() -> Steps:
    """Entry: `silent_line`. Goes out to `no_answer`, and back to `right_party` for who presses a key after all."""
    return {
        "silent_line": Decide(
            way=Branch(
                lambda talk: "quiet" if _may_be_a_machine(talk) else "other",
                {"quiet": Go("greeting_end"), "other": _NO_ANSWER},
            )
        ),
        # Its greeting is over, or its beep: only then is a message on the tape.
        "greeting_end": HearOut(
            say=(),
            then=Branch(_what_was_heard, {"key": Go("right_party"), "quiet": Go("message"), "voice": _NO_ANSWER}),
            most_seconds=12.0,
            silence_seconds=1.7,
            start_seconds=1.7,
        ),
        "message": Commit(
            request=lambda _: LeaveMessage(),
            done=Branch(
                lambda talk: talk.result,
                {
                    "granted": Go("leave_message", note=("voicemail", "message"), verdict=Disposition.MUDO),
                    "spent": _NO_ANSWER,
                },
            ),
            failed=_NO_ANSWER,
        ),
        "leave_message": End(say=words.voicemail),
    }


def _may_be_a_machine(talk: Talk) -> bool:
    return not talk.pressed_keys and not talk.identity_confirmed and words.can_be_called_back(talk)


def _what_was_heard(talk: Talk) -> str:
    heard: HeardOut | None = talk.heard
    if heard is None or heard.ended_by == "key":
        return "key"
    return "voice" if heard.ended_by == "limit" else "quiet"
