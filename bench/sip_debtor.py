"""Debtors behind a trunk endpoint of our own: SIP and RTP in one small program, so that times are those of the wire.

It answers the product's INVITEs, sends A-law silence every 20 ms as a telephone does, presses keys as RFC 4733 events
and tells when the first packet of a new prompt came. Good for one peer on loopback, and for nothing else.
"""

import asyncio
import random
import re
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

FRAME = 160
FRAME_SECONDS = 0.02
KEY_FRAMES = 5
"""100 ms: below 80 ms Asterisk lengthens a key by itself, and nobody presses shorter ones."""
_SILENCE = b"\xd5" * FRAME
_ALAW, _EVENT = 8, 101
_EVENTS = {**{str(digit): digit for digit in range(10)}, "*": 10, "#": 11}
_SILENT = frozenset(b"\xd5\x55\xd4\x54")
_QUIET_SECONDS = 0.8
"""Longer than any pause within a prompt. While it listens the menu may send silence, which is no prompt."""
_PLAIN_FRAMES = KEY_FRAMES + 10
"""Of the prompt that a key is pressed over: where frames of silence come up it could not be told from the next one."""

Talk = Callable[["Call"], Awaitable[None]]


Position = tuple[int, int]
"""A file of the prompts and a frame in it."""


class Prompts:
    """The product's A-law sound files, frame by frame: tells where in them a stream is, and when it leaves its file."""

    def __init__(self, folder: Path) -> None:
        self._files: list[list[bytes]] = []
        self._places: dict[bytes, set[Position]] = {}
        for path in folder.rglob("*.alaw"):
            data = path.read_bytes()
            frames = [data[start : start + FRAME] for start in range(0, len(data), FRAME)]
            for index, frame in enumerate(frames):
                self._places.setdefault(frame, set()).add((len(self._files), index))
            self._files.append(frames)

    def follow(self, places: set[Position], frame: bytes) -> tuple[set[Position], bool]:
        """Where the stream may be now, and whether it went on in the file it was in."""
        found = self._places.get(frame, set())
        onward = {(file, index + 1) for file, index in places} & found
        return (onward, True) if onward else (found, False)

    def is_plain(self, places: set[Position], count: int) -> bool:
        """Whether it is known where the stream is, and its next `count` frames are like no others."""
        if len(places) != 1:
            return False
        ((file, index),) = places
        ahead = self._files[file][index + 1 : index + 1 + count]
        return len(ahead) == count and all(len(self._places[frame]) == 1 for frame in ahead)


class Call(asyncio.DatagramProtocol):
    """One answered call. Times are `time.perf_counter()`."""

    def __init__(self, call_id: str, uri_user: str, prompts: Prompts) -> None:
        self.call_id = call_id
        self.uri_user = uri_user
        self.answered_at = 0.0
        self.first_audio_at: float | None = None
        self.over = asyncio.Event()
        self.peer: tuple[str, int] = ("127.0.0.1", 0)
        self._prompts = prompts
        self._transport: asyncio.DatagramTransport | None = None
        self._sequence = random.randrange(1000)  # noqa: S311 - no secret
        self._timestamp = 0
        self._ssrc = random.randrange(1 << 31)  # noqa: S311
        self._key: tuple[int, int, int] | None = None
        self._key_done: asyncio.Future[float] | None = None
        self._last_at = 0.0
        self._places: set[Position] = set()
        self._new: asyncio.Future[float] | None = None
        self._quiet = True
        self._key_ended = False
        self._changed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, _address: object) -> None:
        now = time.perf_counter()
        if len(data) < 13 or data[1] & 0x7F != _ALAW:
            return
        if self.first_audio_at is None:
            self.first_audio_at = now
        self._places, goes_on = self._prompts.follow(self._places, data[12:])
        self._changed = self._key_ended and (self._changed or self._quiet or not goes_on)
        if _SILENT.issuperset(data[12:]):
            return
        self._last_at = now
        if self._changed and self._new is not None and not self._new.done():
            self._new.set_result(now)

    async def pause(self, seconds: float) -> None:
        """Hold on; raises ConnectionError when the call is over."""
        try:
            await asyncio.wait_for(self.over.wait(), seconds)
        except TimeoutError:
            return
        raise ConnectionError("the call is over")

    async def press(self, key: str) -> float:
        """When the key was let go: its first packet with the end bit."""
        loop = asyncio.get_running_loop()
        # Made here, for the next prompt may be heard before whoever pressed the key runs again.
        self._key_done, self._new = loop.create_future(), loop.create_future()
        self._key, self._key_ended = (_EVENTS[key], 0, self._timestamp), False
        return await asyncio.wait_for(self._key_done, 2)

    async def press_and_hear(self, key: str, *, within: float = 5.0) -> float | None:
        """Seconds from the key's end to the next prompt's first packet; None: it never came.

        Over a prompt that plays, the key is pressed where what plays cannot be taken for the next one.
        """
        while self._plays and not self._prompts.is_plain(self._places, _PLAIN_FRAMES):
            await self.pause(FRAME_SECONDS)
        ended = await self.press(key)
        assert self._new is not None  # noqa: S101 - press made it
        try:
            return await asyncio.wait_for(self._new, within) - ended
        except TimeoutError:
            return None

    @property
    def _plays(self) -> bool:
        return time.perf_counter() - self._last_at < _QUIET_SECONDS

    def tick(self) -> None:
        """Send this frame's packet."""
        if self._transport is None or self.over.is_set():
            return
        self._timestamp += FRAME
        if self._key is None:
            self._send(_ALAW, self._timestamp, _SILENCE)
            return
        event, frames, started = self._key
        frames += 1
        ends = frames > KEY_FRAMES
        duration = min(frames, KEY_FRAMES) * FRAME
        payload = struct.pack("!BBH", event, 0x8A if ends else 0x0A, duration)
        for _ in range(3 if ends else 1):
            self._send(_EVENT, started, payload, marker=frames == 1)
        self._key = None if ends else (event, frames, started)
        self._key_ended = ends
        if ends and self._key_done is not None and not self._key_done.done():
            self._quiet = not self._plays
            self._key_done.set_result(time.perf_counter())

    def close(self) -> None:
        self.over.set()
        if self._transport is not None:
            self._transport.close()

    def _send(self, kind: int, timestamp: int, payload: bytes, *, marker: bool = False) -> None:
        self._sequence = (self._sequence + 1) & 0xFFFF
        head = struct.pack("!BBHII", 0x80, kind | (0x80 if marker else 0), self._sequence, timestamp, self._ssrc)
        assert self._transport is not None  # noqa: S101 - tick looked
        self._transport.sendto(head + payload, self.peer)


class SipDebtors(asyncio.DatagramProtocol):
    """Answers every call on `port` and lets `talk` have it; when `talk` returns, it hangs up."""

    def __init__(self, port: int, prompts: Prompts, talk: Talk, *, host: str = "127.0.0.1") -> None:
        self._host, self._port = host, port
        self._prompts = prompts
        self._talk = talk
        self._transport: asyncio.DatagramTransport | None = None
        self._calls: dict[str, Call] = {}
        self._dialogs: dict[str, dict[str, str]] = {}
        self._answers: dict[str, bytes] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.failures: list[str] = []
        self.late: list[float] = []
        """Seconds by which each round of packets came late: more than the figures are to show, and we are the brake."""

    @property
    def live(self) -> int:
        return len(self._calls)

    async def run(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        sock.bind((self._host, self._port))
        transport, _ = await loop.create_datagram_endpoint(lambda: self, sock=sock)
        due = loop.time()
        try:
            while True:
                self.late.append(max(0.0, loop.time() - due))
                for call in tuple(self._calls.values()):
                    call.tick()
                due = max(due + FRAME_SECONDS, loop.time() - FRAME_SECONDS)
                await asyncio.sleep(due - loop.time())
        finally:
            for task in tuple(self._tasks):
                task.cancel()
            transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        method = first.split(" ", 1)[0]
        call_id = _header(lines, "Call-ID", "i")
        if method == "INVITE":
            self._invited(first, lines, body, call_id, address)
        elif method in {"BYE", "CANCEL"}:
            self._reply(lines, "200 OK", address)
            if method == "BYE":
                self._forget(call_id)
        elif method == "ACK":
            self._answers.pop(call_id, None)
        elif method != "SIP/2.0":
            self._reply(lines, "200 OK", address)

    def _invited(self, first: str, lines: list[str], body: str, call_id: str, address: tuple[str, int]) -> None:
        if call_id in self._dialogs:
            if call_id in self._answers:
                self._send(self._answers[call_id], address)
            return
        call = Call(call_id, re.findall(r"sip:([^@]+)@", first)[0], self._prompts)
        call.peer = (_media(r"c=IN IP4 (\S+)", body), int(_media(r"m=audio (\d+)", body)))
        self._calls[call_id] = call
        self._dialogs[call_id] = {"remote": _contact(lines), "from": _header(lines, "From", "f")}
        self._reply(lines, "100 Trying", address)
        task = asyncio.get_running_loop().create_task(self._answer(call, lines, address), name=f"debtor-{call_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, call: Call, lines: list[str], address: tuple[str, int]) -> None:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: call, local_addr=(self._host, 0))
        media = transport.get_extra_info("sockname")[1]
        sdp = (
            f"v=0\r\no=- 1 1 IN IP4 {self._host}\r\ns=-\r\nc=IN IP4 {self._host}\r\nt=0 0\r\n"
            f"m=audio {media} RTP/AVP {_ALAW} {_EVENT}\r\na=rtpmap:{_ALAW} PCMA/8000\r\n"
            f"a=rtpmap:{_EVENT} telephone-event/8000\r\na=fmtp:{_EVENT} 0-16\r\na=ptime:20\r\na=sendrecv\r\n"
        )
        dialog = self._dialogs[call.call_id]
        dialog["to"] = f"{_header(lines, 'To', 't')};tag=d{call.call_id[:12]}"
        self._reply(lines, "180 Ringing", address, to=dialog["to"])
        call.answered_at = time.perf_counter()
        self._answers[call.call_id] = self._reply(lines, "200 OK", address, to=dialog["to"], sdp=sdp)
        try:
            await self._talk(call)
        except ConnectionError:
            pass
        except (TimeoutError, OSError) as error:
            self.failures.append(repr(error))
        if call.call_id in self._calls:
            self._hang_up(call, address)

    def _hang_up(self, call: Call, address: tuple[str, int]) -> None:
        dialog = self._dialogs[call.call_id]
        lines = [
            f"BYE {dialog['remote']} SIP/2.0",
            f"Via: SIP/2.0/UDP {self._host}:{self._port};branch=z9hG4bK{time.monotonic_ns()}",
            f"From: {dialog['to']}",
            f"To: {dialog['from']}",
            f"Call-ID: {call.call_id}",
            "CSeq: 1 BYE",
            "Max-Forwards: 70",
            "Content-Length: 0",
        ]
        self._send(("\r\n".join(lines) + "\r\n\r\n").encode(), address)
        self._forget(call.call_id)

    def _forget(self, call_id: str) -> None:
        call = self._calls.pop(call_id, None)
        if call is not None:
            call.close()

    def _reply(self, lines: list[str], status: str, address: tuple[str, int], *, to: str = "", sdp: str = "") -> bytes:
        kept = [line for line in lines if line.split(":", 1)[0].strip().lower() in {"via", "v", "record-route"}]
        answer = [
            f"SIP/2.0 {status}",
            *kept,
            f"From: {_header(lines, 'From', 'f')}",
            f"To: {to or _header(lines, 'To', 't')}",
            f"Call-ID: {_header(lines, 'Call-ID', 'i')}",
            f"CSeq: {_header(lines, 'CSeq', '')}",
            f"Contact: <sip:debtors@{self._host}:{self._port}>",
            *(["Content-Type: application/sdp"] if sdp else []),
            f"Content-Length: {len(sdp)}",
        ]
        data = ("\r\n".join(answer) + "\r\n\r\n" + sdp).encode()
        self._send(data, address)
        return data

    def _send(self, data: bytes, address: tuple[str, int]) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, address)


def _header(lines: list[str], name: str, short: str) -> str:
    wanted = {name.lower(), short}
    return next((line.split(":", 1)[1].strip() for line in lines if line.split(":", 1)[0].lower() in wanted), "")


def _contact(lines: list[str]) -> str:
    return _header(lines, "Contact", "m").partition("<")[2].partition(">")[0]


def _media(pattern: str, body: str) -> str:
    return re.findall(pattern, body)[0]
