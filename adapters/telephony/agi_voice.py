"""One debtor's call as the menu hears it, over a FastAGI session."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from adapters.telephony.agi_keys import KeyLedger
from adapters.telephony.agi_protocol import MAX_COMMAND_BYTES, AgiError, AgiReply
from adapters.telephony.agi_server import AgiHandler
from adapters.telephony.agi_session import AgiHungUp, AgiSession
from domain.call.inbound import attempt_of_channel
from domain.call.waiting import QueuePlace
from domain.ids import AttemptId
from services.ports.voice import CallEnded, Clip, Heard, VoiceChannel, VoiceFailed

log = structlog.get_logger(__name__)

ALL_KEYS = frozenset("0123456789*#")
PLAY_LIMIT_SECONDS = 300.0
# A key is lost only while nobody reads the channel; a shorter pause than this is covered by the look after each key.
IDLE_SECONDS = 0.003
SILENT_MS, LATE_MS = 900, 300
# Asterisk counts it by the ticks of whole seconds: two of them are more than one and less than two.
HEARS_SECONDS = 2
FILES_BYTES = MAX_COMMAND_BYTES - 100
NEXT, STORE, QUEUE = "CONCILIA_NEXT", "CONCILIA_KEYS", "CONCILIA_QUEUE"
LEFT_QUEUE = "ConciliaLeftQueue"
WAIT_PATH, INBOUND_PATH = "wait", "inbound"

MenuHandler = Callable[[VoiceChannel], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A rendered silence. It is sent while a key is awaited: a line on which nobody sends anything stops the clock of
    the recording, and to the debtor's carrier it looks dead.
    """

    clip: Clip
    seconds: float


def voice_handler(
    menu: MenuHandler,
    *,
    sounds_root: str,
    silence: Silence | None = None,
    waiting: MenuHandler | None = None,
    inbound: MenuHandler | None = None,
) -> AgiHandler:
    """A FastAGI handler that runs `menu`, `inbound` for who calls us, or `waiting` for who waits for a person (without
    it the dialplan's own comfort is heard); `sounds_root` is the sounds folder as Asterisk sees it.

    Each may return normally (the dialplan then hangs up) or end with CallEnded. Anything else it raises leaves
    the verdict empty, at which the dialplan plays its own apology.
    """

    async def handle(session: AgiSession) -> None:
        channel = AgiVoiceChannel(session, sounds_root=sounds_root, silence=silence)
        speak = {WAIT_PATH: waiting, INBOUND_PATH: inbound}.get(session.path, menu)
        if speak is None:
            return
        try:
            await speak(channel)
        except CallEnded:
            return
        await channel.leave()

    return handle


class AgiVoiceChannel:
    """Implements `services.ports.voice.VoiceChannel`."""

    def __init__(self, session: AgiSession, *, sounds_root: str, silence: Silence | None = None) -> None:
        self._session = session
        self._silence = silence
        self._sounds_root = sounds_root.rstrip("/")
        self._keys = KeyLedger()
        self._left = False

    @property
    def attempt_id(self) -> AttemptId:
        channel = self._session.environment.get("agi_uniqueid", "")
        return attempt_of_channel(channel) or AttemptId(channel)

    @property
    def caller_number(self) -> str:
        return self._session.environment.get("agi_callerid", "")

    @property
    def reason(self) -> str:
        return self._session.argument(1) or "answered"

    @property
    def recording_ms(self) -> int | None:
        told = self._session.argument(2)
        return int(told) if told.isascii() and told.isdigit() else None

    async def play(self, clips: Sequence[Clip], *, stop_keys: str = "0123456789*#") -> str | None:
        key = await self._key_pressed_before(stop_keys)
        if key is not None or not clips:
            return key
        if set(stop_keys) >= ALL_KEYS:
            return await self._play_at_once(clips)
        for clip in clips:
            key = await self._stream(clip, stop_keys)
            if key is not None:
                return key
        return None

    async def read_key(self, *, timeout_seconds: float) -> str | None:
        key = await self._key_pressed_before("0123456789*#")
        if key is not None:
            return key
        if self._silence is None:
            return await self._wait_for_key(timeout_seconds)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_seconds
        key = await self._play_at_once([self._silence.clip] * math.ceil(timeout_seconds / self._silence.seconds))
        left = deadline - loop.time()
        if key is not None or left < self._silence.seconds:
            return key
        # A silence that is not there is skipped at once.
        return await self._wait_for_key(left)

    async def hear(self) -> Heard:
        key = await self._key_pressed_before("0123456789*#")
        if key is not None:
            return Heard(voice=False, key=key)
        clock = asyncio.get_running_loop().time
        began = clock()
        await self._execute("EXEC", "WaitForSilence", f"{SILENT_MS},1,{HEARS_SECONDS}", limit_seconds=HEARS_SECONDS + 5)
        silent = (await self._execute("GET VARIABLE", "WAITSTATUS")).data == "SILENCE"
        # Whoever stopped speaking within the moment was heard all the same.
        voice = not silent or clock() - began > (SILENT_MS + LATE_MS) / 1000
        await self._sync_keys()
        return Heard(voice=voice, silent_seconds=SILENT_MS / 1000 if silent else 0.0, key=self._keys.next())

    async def forget_keys(self) -> None:
        await self._sync_keys()
        self._keys.forget()

    async def request_person(self) -> None:
        await self._execute("SET VARIABLE", NEXT, "person")
        self._left = True

    async def queue_place(self) -> QueuePlace | None:
        reply = await self._execute("GET VARIABLE", QUEUE)
        return _place_of(reply.data) if reply.result == "1" else None

    async def leave_queue(self) -> None:
        await self._execute("EXEC", "UserEvent", LEFT_QUEUE)

    async def return_to_menu(self) -> None:
        await self._execute("SET VARIABLE", NEXT, "menu")
        self._left = True

    async def hang_up(self) -> None:
        await self._execute("SET VARIABLE", NEXT, "done")
        await self._execute("HANGUP")
        self._left = True

    async def leave(self) -> None:
        """The menu is through: tell the dialplan so, unless it was told where to go already."""
        if not self._left and not self._session.hung_up:
            try:
                await self._execute("SET VARIABLE", NEXT, "done")
            except CallEnded:
                return

    async def _play_at_once(self, clips: Sequence[Clip]) -> str | None:
        """Many clips in one command: between them Asterisk goes on by itself, and any key stops the rest."""
        for files in _joined([self._file(clip) for clip in clips]):
            reply = await self._execute("EXEC", "Background", files, limit_seconds=PLAY_LIMIT_SECONDS)
            if reply.result == "-2":
                raise VoiceFailed("this Asterisk has no Background application")
            heard = _key_of(reply)
            if heard is not None:
                await self._sync_keys()
                return self._keys.next(heard=heard)
        return None

    async def _stream(self, clip: Clip, stop_keys: str) -> str | None:
        reply = await self._execute("STREAM FILE", self._file(clip), stop_keys, limit_seconds=PLAY_LIMIT_SECONDS)
        heard = _key_of(reply)
        if heard is None:
            return None
        await self._sync_keys()
        key = self._keys.next(heard=heard)
        while key is not None and key not in stop_keys:
            key = self._keys.skip()
        return key

    async def _key_pressed_before(self, wanted: str) -> str | None:
        """The first unread key that is wanted; unwanted ones before it are dropped, as they stop nothing."""
        if self._session.hung_up or self._left:
            raise CallEnded
        idle = asyncio.get_running_loop().time() - self._session.last_reply_at
        if idle > IDLE_SECONDS and not self._keys.waiting:
            await self._sync_keys()
        key = self._keys.next()
        while key is not None and key not in wanted:
            key = self._keys.skip()
        return key

    async def _sync_keys(self) -> None:
        reply = await self._execute("GET VARIABLE", STORE)
        self._keys.sync(reply.data if reply.result == "1" else None)

    async def _wait_for_key(self, timeout_seconds: float) -> str | None:
        milliseconds = max(1, round(timeout_seconds * 1000))
        reply = await self._execute("WAIT FOR DIGIT", str(milliseconds), limit_seconds=timeout_seconds + 5)
        heard = _key_of(reply)
        await self._sync_keys()
        return self._keys.next(heard=heard)

    def _file(self, clip: Clip) -> str:
        if any(character in clip.path for character in '&,()"\\\r\n') or ".." in clip.path:
            raise VoiceFailed("a clip's path has characters that Asterisk would read otherwise")
        return f"{self._sounds_root}/{clip.path}" if self._sounds_root else clip.path

    async def _execute(self, command: str, *arguments: str, limit_seconds: float = 5.0) -> AgiReply:
        if self._left:
            raise CallEnded
        try:
            reply = await self._session.execute(command, *arguments, timeout_seconds=limit_seconds)
        except AgiHungUp:
            raise CallEnded from None
        except AgiError as error:
            raise VoiceFailed(str(error)) from error
        if reply.result == "-1":
            await self._explain_failure(command)
        return reply

    async def _explain_failure(self, command: str) -> None:
        """`-1` means a hang-up or, for a file, that it cannot be played: the channel itself knows which."""
        try:
            status = await self._session.execute("CHANNEL STATUS")
        except AgiError:
            raise CallEnded from None
        if status.result in ("-1", ""):
            raise CallEnded
        raise VoiceFailed(f"{command} could not be carried out")


def _joined(files: Sequence[str]) -> list[str]:
    """As few lists as fit into a command line: an amount read aloud is made of a dozen files with long paths."""
    lists: list[str] = []
    for file in files:
        if lists and len(lists[-1].encode()) + len(file.encode()) + 1 <= FILES_BYTES:
            lists[-1] += f"&{file}"
        else:
            lists.append(file)
    return lists


def _place_of(told: str | None) -> QueuePlace | None:
    """`2/90` is the second place and about ninety seconds, `2/` the second place and no telling how long."""
    position, _, seconds = (told or "").partition("/")
    if not position.isdigit():
        return None
    return QueuePlace(position=int(position), wait_seconds=int(seconds) if seconds.isdigit() else None)


def _key_of(reply: AgiReply) -> str | None:
    code = reply.result
    return chr(int(code)) if code.isascii() and code.isdigit() and chr(int(code)) in ALL_KEYS else None
