"""FastAGI's wire, without a wire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telephony.agi_protocol import (
    AgiEnvironment,
    AgiEvent,
    AgiHangup,
    AgiInjection,
    AgiParser,
    AgiProtocolError,
    AgiReply,
    command_line,
)

ENVIRONMENT = b"agi_network: yes\nagi_uniqueid: A1\nagi_arg_1: answered\nagi_callerid: \n\n"
USAGE = (
    b"520-Invalid command syntax.  Proper usage follows:\n"
    b"Usage: STREAM FILE\n\n 200 result=0\n520 End of proper usage.\n"
)
CONVERSATION = (
    ENVIRONMENT
    + b"200 result=0 endpos=4800\n"
    + b"100 result=0 Trying...\n"
    + b"200 result=1 (hangup)\n"
    + b"200 result= (timeout)\n"
    + b"200 result=49 endpos=1200\n"
    + USAGE
    + b"510 Invalid or unknown command\n"
    + b"HANGUP\n"
    + '200 result=1 (José (o "filho"))\n'.encode()
    + b"511 Command Not Permitted on a dead channel or intercept routine\n"
)
EVENTS: list[AgiEvent] = [
    AgiEnvironment({"agi_network": "yes", "agi_uniqueid": "A1", "agi_arg_1": "answered", "agi_callerid": ""}),
    AgiReply(200, "0", endpos=4800),
    AgiReply(200, "1", "hangup"),
    AgiReply(200, "", "timeout"),
    AgiReply(200, "49", endpos=1200),
    AgiReply(520, usage="Invalid command syntax.  Proper usage follows:\nUsage: STREAM FILE\n\n 200 result=0"),
    AgiReply(510),
    AgiHangup(),
    AgiReply(200, "1", 'José (o "filho")'),
    AgiReply(511),
]


def test_a_whole_conversation_is_understood():
    assert AgiParser().feed(CONVERSATION) == EVENTS


@given(cuts=st.lists(st.integers(0, len(CONVERSATION)), max_size=40))
def test_however_the_bytes_are_cut_the_events_are_the_same(cuts: list[int]):
    parser, events, start = AgiParser(), [], 0
    for end in [*sorted(cuts), len(CONVERSATION)]:
        events += parser.feed(CONVERSATION[start:end])
        start = end
    assert events == EVENTS


@given(st.binary(max_size=300))
def test_garbage_is_an_error_or_nothing_but_never_anything_else(data: bytes):
    parser = AgiParser()
    try:
        parser.feed(data)
        parser.feed(data)
    except AgiProtocolError:
        pass


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\n",
        b"agi_network\n",
        b"agi_x: 1\n" * 201,
        b"x" * 20_000,
        ENVIRONMENT + b"hello\n",
        ENVIRONMENT + b"520-\n" + b"usage\n" * 600,
    ],
)
def test_a_peer_that_does_not_speak_agi_is_refused(data: bytes):
    with pytest.raises(AgiProtocolError):
        AgiParser().feed(data)


def test_a_lone_line_break_before_the_environment_is_passed_over():
    assert AgiParser().feed(b"\n" + ENVIRONMENT) == EVENTS[:1]


@given(st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8"), max_size=200))
def test_any_argument_comes_out_as_asterisk_reads_it(argument: str):
    line = command_line("SET VARIABLE", "X", argument).decode()
    assert as_asterisk_splits(line) == ["SET", "VARIABLE", "X", argument]


@pytest.mark.parametrize("bad", ["a\nHANGUP", "a\rb", "a\0b"])
def test_a_line_break_in_an_argument_is_refused(bad: str):
    with pytest.raises(AgiInjection):
        command_line("SET VARIABLE", "X", bad)


@pytest.mark.parametrize("bad", ["", "stream file", "STREAM FILE x", "EXEC\nHANGUP", "A B C D E"])
def test_only_capital_words_are_a_command(bad: str):
    with pytest.raises(AgiInjection):
        command_line(bad)


def test_a_command_longer_than_asterisk_reads_is_refused():
    with pytest.raises(AgiInjection):
        command_line("STREAM FILE", "x" * 2_000)
    with pytest.raises(AgiInjection):
        command_line("STREAM FILE", *["x"] * 101)


def as_asterisk_splits(line: str) -> list[str]:
    """As parse_args of res_agi.c does: blanks split outside quotes, a backslash takes the next character."""
    words: list[str] = []
    word, quoted, escaped, begun = "", False, False, False
    for character in line.removesuffix("\n"):
        if escaped:
            word, escaped = word + character, False
        elif character == "\\":
            escaped = True
        elif character == '"':
            quoted, begun = not quoted, True
        elif character in " \t" and not quoted:
            if word or begun:
                words.append(word)
            word, begun = "", False
        else:
            word, begun = word + character, True
    return [*words, word] if word or begun else words
