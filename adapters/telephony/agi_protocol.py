"""FastAGI without I/O: bytes from Asterisk in, events out; a command in, its one line out."""

import re
from dataclasses import dataclass
from enum import Enum, auto

MAX_LINE_BYTES = 16_384
MAX_ENVIRONMENT_LINES = 200
MAX_USAGE_LINES = 500
# Asterisk reads a command into 2048 bytes and splits it into at most 128 words.
MAX_COMMAND_BYTES = 2_000
MAX_ARGUMENTS = 100

_REPLY = re.compile(r"(\d{3})[ -]?(?:result=(\S*))?(.*)", re.DOTALL)
_ENDPOS = re.compile(r"\s*endpos=(-?\d+)\s*\Z")
_WORDS = re.compile(r"[A-Z]+(?: [A-Z]+){0,3}")


class AgiError(Exception):
    """An AGI session cannot go on as asked."""


class AgiProtocolError(AgiError):
    """The peer does not speak AGI, or says more than anyone should."""


class AgiInjection(AgiError, ValueError):
    """An argument holds a line break or a NUL, or the command is longer than Asterisk reads."""


@dataclass(frozen=True, slots=True)
class AgiEnvironment:
    """The session's first words, `agi_uniqueid` and the like."""

    variables: dict[str, str]


@dataclass(frozen=True, slots=True)
class AgiReply:
    """`result` is what follows `result=` (often a number, sometimes empty), `data` what stands in parentheses:
    a variable's value, `timeout`, `hangup`. `usage` is the text of a 520.
    """

    code: int
    result: str = ""
    data: str | None = None
    endpos: int | None = None
    usage: str = ""


@dataclass(frozen=True, slots=True)
class AgiHangup:
    """The channel is gone; the session stays open for what need not be said to a live channel."""


AgiEvent = AgiEnvironment | AgiReply | AgiHangup


class _State(Enum):
    ENVIRONMENT = auto()
    REPLIES = auto()
    USAGE = auto()


class AgiParser:
    """Feed it bytes however they are cut."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._state = _State.ENVIRONMENT
        self._variables: dict[str, str] = {}
        self._variable_lines = 0
        self._usage: list[str] = []

    def feed(self, data: bytes) -> list[AgiEvent]:
        """The events completed by `data`; raises AgiProtocolError, after which the session is to be closed."""
        self._buffer += data
        *lines, rest = self._buffer.split(b"\n")
        self._buffer = rest
        if len(rest) > MAX_LINE_BYTES:
            raise AgiProtocolError("a line without end")
        events: list[AgiEvent] = []
        for line in lines:
            event = self._take(line.decode("utf-8", "replace").removesuffix("\r"))
            if event is not None:
                events.append(event)
        return events

    def _take(self, line: str) -> AgiEvent | None:
        if self._state is _State.ENVIRONMENT:
            return self._take_variable(line)
        if self._state is _State.USAGE:
            return self._take_usage(line)
        if line == "HANGUP":
            return AgiHangup()
        if not line:
            return None
        if line.startswith("520-"):
            self._state = _State.USAGE
            self._usage = [line[4:]]
            return None
        return _reply(line)

    def _take_variable(self, line: str) -> AgiEvent | None:
        if not line:
            if not self._variables:
                return None
            self._state = _State.REPLIES
            return AgiEnvironment(self._variables)
        name, colon, value = line.partition(":")
        self._variable_lines += 1
        if not colon or not name.startswith("agi_") or self._variable_lines > MAX_ENVIRONMENT_LINES:
            raise AgiProtocolError("not an AGI environment")
        self._variables[name] = value.removeprefix(" ")
        return None

    def _take_usage(self, line: str) -> AgiEvent | None:
        if line.startswith("520 "):
            self._state = _State.REPLIES
            return AgiReply(520, usage="\n".join(self._usage))
        if len(self._usage) >= MAX_USAGE_LINES:
            raise AgiProtocolError("a usage text without end")
        self._usage.append(line)
        return None


def command_line(command: str, *arguments: str) -> bytes:
    """`command` is Asterisk's words (`STREAM FILE`); arguments are quoted. Raises AgiInjection."""
    if not _WORDS.fullmatch(command):
        raise AgiInjection("an AGI command is one to four capital words")
    if len(arguments) > MAX_ARGUMENTS:
        raise AgiInjection("more arguments than Asterisk reads")
    line = " ".join((command, *map(_quoted, arguments))).encode() + b"\n"
    if len(line) > MAX_COMMAND_BYTES:
        raise AgiInjection("the command is longer than Asterisk reads")
    return line


def _quoted(argument: str) -> str:
    if any(character in argument for character in "\r\n\0"):
        raise AgiInjection("an argument holds a line break or a NUL")
    return '"' + argument.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _reply(line: str) -> AgiReply | None:
    found = _REPLY.fullmatch(line)
    if found is None:
        raise AgiProtocolError("a reply without a code")
    code, result, rest = int(found.group(1)), found.group(2), found.group(3)
    if code < 200:
        # `100 Trying…` announces the real reply.
        return None
    endpos = None
    if (position := _ENDPOS.search(rest)) is not None:
        endpos, rest = int(position.group(1)), rest[: position.start()]
    start, end = rest.find("("), rest.rfind(")")
    data = rest[start + 1 : end] if 0 <= start < end else None
    return AgiReply(code, result or "", data, endpos)
