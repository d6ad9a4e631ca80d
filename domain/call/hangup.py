"""Why the network ended a call (ITU-T Q.850 cause values) and who seems to have answered it."""

from enum import IntEnum, StrEnum


class HangupCause(IntEnum):
    """The Q.850 causes that decide something here; any other value is kept as a plain number."""

    UNKNOWN = 0
    UNALLOCATED = 1
    NORMAL = 16
    BUSY = 17
    NO_USER_RESPONSE = 18
    NO_ANSWER = 19
    REJECTED = 21
    NUMBER_CHANGED = 22
    DESTINATION_OUT_OF_ORDER = 27
    INVALID_NUMBER = 28
    CONGESTION = 34
    NETWORK_OUT_OF_ORDER = 38
    TEMPORARY_FAILURE = 41
    SWITCH_CONGESTION = 42
    INTERWORKING = 127


class AnswerClass(StrEnum):
    HUMAN = "human"
    """A key was pressed or a person spoke with the agent."""
    MACHINE = "machine"
    SCREENING = "screening"
    """An assistant of the telephone asked who calls."""
    NETWORK = "network"
    """An announcement of the carrier."""
    FAX = "fax"
    SILENCE = "silence"
    UNKNOWN = "unknown"
    """Answered, and nothing told what answered."""
