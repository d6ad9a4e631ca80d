"""What a debtor does, one act at a time. A script is plain data: it can be read, tested and drawn without a call."""

from dataclasses import dataclass
from enum import StrEnum


class Clip(StrEnum):
    """What debtors and robot agents say; the texts are in `simulator/clips.py`."""

    ALO = "alo"
    SIM = "sim"
    NAO_ESTA = "nao_esta"
    ENGANO = "engano"
    QUERO_PESSOA = "quero_pessoa"
    TALK_1 = "talk_1"
    TALK_2 = "talk_2"
    TALK_3 = "talk_3"
    OBRIGADO = "obrigado"
    OPINIAO = "opiniao"
    VOICEMAIL = "voicemail"
    BEEP = "beep"
    AGENT_1 = "agent_1"
    AGENT_2 = "agent_2"
    AGENT_3 = "agent_3"


class Keys(StrEnum):
    """What a press means; only the meaning is logged, never the digits."""

    RIGHT_PARTY = "right_party"
    NOT_IN = "not_in"
    WRONG_NUMBER = "wrong_number"
    BIRTH_DATE = "birth_date"
    DOCUMENT = "document"
    HALF_BIRTH_DATE = "half_birth_date"
    WRONG_BIRTH_DATE = "wrong_birth_date"
    OPTION = "option"
    HOW_MANY = "how_many"
    FIRST_DUE = "first_due"
    PAID_WHEN = "paid_when"
    PAID_WAY = "paid_way"
    DISAGREES = "disagrees"
    MEANINGLESS = "meaningless"
    AGREES = "agrees"
    REPEAT = "repeat"
    OTHER_CONTACT = "other_contact"
    WAITS = "waits"
    """To wait for a payment."""
    MARKS = "marks"
    """How good the call was."""
    TELLS = "tells"
    """An answer to what is asked about a trouble, a wish or an amount."""
    EVERYTHING = "everything"
    """The keys of a whole call in one go."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Let it ring before the next step."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Refuse:
    """End an unanswered call with this Q.850 cause."""

    cause: int


@dataclass(frozen=True, slots=True)
class Answer:
    pass


@dataclass(frozen=True, slots=True)
class HearPrompt:
    """Wait for the product to speak and, if patient, for the end of what it says.

    `patient=None` leaves it to the behaviour's patience; True listens to the end in any case.
    """

    limit_seconds: float = 60.0
    patient: bool | None = None


@dataclass(frozen=True, slots=True)
class Speak:
    clip: Clip


@dataclass(frozen=True, slots=True)
class Press:
    digits: str
    meaning: Keys
    between_ms: int = 80


@dataclass(frozen=True, slots=True)
class PressUntilGone:
    """Press on and on; the call is hung up from this end in the middle of it."""

    digits: str
    gone_after_seconds: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Do nothing for a while, still on the line."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Converse:
    """Speak in turns with whoever is on the other side: one clip, listen to the reply's end, next clip.

    Where no reply begins within the limit, the next clip follows: nobody may have been there to hear the last one.
    """

    clips: tuple[Clip, ...]
    no_reply_seconds: float = 5.0
    reply_limit_seconds: float = 15.0


@dataclass(frozen=True, slots=True)
class StayUntilHungUp:
    """Remain on the line until the product ends the call, or hang up after the limit."""

    limit_seconds: float


@dataclass(frozen=True, slots=True)
class PayCode:
    """Wait for the message with the payment code, and pay it; go on without where none comes or nobody can pay."""

    limit_seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class HangUp:
    pass


Step = (
    Ring
    | Refuse
    | Answer
    | HearPrompt
    | Speak
    | Press
    | PressUntilGone
    | Pause
    | Converse
    | PayCode
    | StayUntilHungUp
    | HangUp
)
