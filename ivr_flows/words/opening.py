"""What anybody may hear, before it is known who listens."""

from domain.language.names import plain_key
from domain.negotiation.identity import IdentityQuestion
from ivr_flows.talk import Talk
from ivr_flows.words.common import press
from sounds.pieces import Digits, Organisation, Pause, Person, Pieces, Prompt


def greeting(talk: Talk) -> Pieces:
    company = talk.context.call.company_name
    hello: Pieces = (Prompt("greeting"), Organisation(company)) if plain_key(company) else (Prompt("greeting_plain"),)
    return (*hello, Pause(150), Prompt("recording_notice"), Pause(150))


def right_party(talk: Talk) -> Pieces:
    if not talk.context.first_name:
        return (Prompt("right_party_plain"),)
    return (Prompt("right_party"), Person(talk.context.first_name), Prompt("right_party_options"))


def right_party_help(talk: Talk) -> Pieces:
    if not talk.context.first_name:
        return (Prompt("right_party_help_plain"),)
    return (Prompt("right_party_help"), Person(talk.context.first_name), Prompt("right_party_help_options"))


def identity(talk: Talk) -> Pieces:
    first = not talk.challenges_met
    if talk.challenge.question is IdentityQuestion.BIRTH_DAY_AND_MONTH:
        return (Prompt("identity_birth"),)
    return (Prompt("identity_document" if first else "identity_document_next"),)


def identity_help(talk: Talk) -> Pieces:
    by_birth = talk.challenge.question is IdentityQuestion.BIRTH_DAY_AND_MONTH
    return (Prompt("identity_birth_help" if by_birth else "identity_document_help"),)


def can_be_called_back(talk: Talk) -> bool:
    return _national(talk).isdigit()


def third_party(talk: Talk) -> Pieces:
    if not can_be_called_back(talk):
        return (Prompt("third_party"),)
    return (Prompt("third_party"), Prompt("third_party_number"), *_our_number(talk))


def voicemail(talk: Talk) -> Pieces:
    """Who called and where to call back; not for whom, and nothing of why."""
    company = talk.context.call.company_name
    hello: Pieces = (Prompt("greeting"), Organisation(company)) if plain_key(company) else (Prompt("greeting_plain"),)
    return (*hello, Pause(150), Prompt("voicemail_number"), *_our_number(talk), Pause(150), Prompt("voicemail_end"))


def wish(_: Talk) -> Pieces:
    return (Pause(150), Prompt("wish"))


def wish_period(period: str, key: str) -> Pieces:
    return (Prompt(f"period_{period}"), press(key))


def _our_number(talk: Talk) -> Pieces:
    national = _national(talk)
    return (Digits(national, _phone_groups(national), slow=True),)


def _national(talk: Talk) -> str:
    return talk.context.call.callback_number.removeprefix("+55")


def _phone_groups(national: str) -> tuple[int, ...]:
    # 0800 and the like are said as 4-3-4; a number with DDD as 2-5-4 or 2-4-4.
    return (4, 3, 4) if national.startswith("0") else (2, len(national) - 6, 4)
