"""The debtor's channel as the menu hears it: what is said to Asterisk, and no key lost or given twice."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from adapters.telephony.agi_keys import KeyLedger
from adapters.telephony.agi_server import FastAgiServer
from adapters.telephony.agi_voice import IDLE_SECONDS, Silence, voice_handler
from services.ports.voice import CallEnded, Clip, Heard, VoiceChannel, VoiceFailed
from tests.support.aio import run
from tests.support.fake_channel import FakeChannel, fake_channel

SOUNDS = "/sounds"
NO_STORE = "200 result=0"
DONE = 'SET VARIABLE "CONCILIA_NEXT" "done"'


def test_clips_are_played_by_one_command():
    async def menu(channel: VoiceChannel) -> None:
        assert (channel.attempt_id, channel.reason) == ("A1", "answered")
        assert await channel.play([Clip("pt_BR/a"), Clip("pt_BR/b")]) is None

    async def asterisk(channel: FakeChannel) -> None:
        await skip_look(channel)
        assert await channel.answer("200 result=0") == 'EXEC "Background" "/sounds/pt_BR/a&/sounds/pt_BR/b"'
        assert await channel.answer("200 result=1") == DONE

    converse(menu, asterisk)


def test_more_clips_than_a_command_holds_are_played_by_several():
    paths = [f"pt_BR/word/{'x' * 60}{number:03d}" for number in range(60)]

    async def menu(channel: VoiceChannel) -> None:
        assert await channel.play([Clip(path) for path in paths]) is None

    async def asterisk(channel: FakeChannel) -> None:
        await skip_look(channel)
        played: list[str] = []
        while len(played) < len(paths):
            command = await channel.answer("200 result=0")
            assert len(command) <= 2000
            played += command.removeprefix('EXEC "Background" "').removesuffix('"').split("&")
        assert played == [f"/sounds/{path}" for path in paths]
        assert await channel.answer("200 result=1") == DONE

    converse(menu, asterisk)


def test_a_key_stops_the_clips_and_is_returned():
    async def menu(channel: VoiceChannel) -> None:
        assert await channel.play([Clip("a")]) == "5"

    async def asterisk(channel: FakeChannel) -> None:
        await skip_look(channel)
        await channel.answer(f"200 result={ord('5')}")
        assert await channel.answer("200 result=1 (5)") == 'GET VARIABLE "CONCILIA_KEYS"'
        await channel.answer("200 result=1")

    converse(menu, asterisk)


def test_an_asterisk_without_a_key_store_still_gives_the_keys_it_heard():
    async def menu(channel: VoiceChannel) -> None:
        assert await channel.play([Clip("a")]) == "*"
        assert await channel.read_key(timeout_seconds=2) == "7"

    async def asterisk(channel: FakeChannel) -> None:
        await skip_look(channel)
        await channel.answer(f"200 result={ord('*')}")
        await channel.answer(NO_STORE)
        await skip_look_if_late(channel, then=f"200 result={ord('7')}")
        await channel.answer(NO_STORE)
        await channel.answer("200 result=1")

    converse(menu, asterisk)


def test_keys_typed_while_the_menu_thought_come_first_and_in_order():
    async def menu(channel: VoiceChannel) -> None:
        await asyncio.sleep(IDLE_SECONDS * 3)
        assert await channel.play([Clip("a")]) == "1"
        assert await channel.read_key(timeout_seconds=1) == "2"
        assert await channel.read_key(timeout_seconds=1) == "3"

    async def asterisk(channel: FakeChannel) -> None:
        assert await channel.answer("200 result=1 (123)") == 'GET VARIABLE "CONCILIA_KEYS"'
        assert await channel.answer("200 result=1") == DONE

    converse(menu, asterisk)


def test_a_moment_of_listening_tells_a_voice_a_silence_and_a_key_apart():
    told: list[Heard] = []

    async def menu(channel: VoiceChannel) -> None:
        told.extend([await channel.hear() for _ in range(3)])

    async def asterisk(channel: FakeChannel) -> None:
        for status, store in (("TIMEOUT", NO_STORE), ("SILENCE", NO_STORE), ("TIMEOUT", "200 result=1 (#)")):
            listens = await skip_look_if_late(channel, then="200 result=0")
            assert listens == 'EXEC "WaitForSilence" "900,1,2"'
            assert await channel.answer(f"200 result=1 ({status})") == 'GET VARIABLE "WAITSTATUS"'
            assert await channel.answer(store) == 'GET VARIABLE "CONCILIA_KEYS"'
        assert await channel.answer("200 result=1") == DONE

    converse(menu, asterisk)
    assert told == [Heard(voice=True), Heard(voice=False, silent_seconds=0.9), Heard(voice=True, key="#")]


def test_a_key_pressed_before_is_heard_at_once():
    async def menu(channel: VoiceChannel) -> None:
        await asyncio.sleep(IDLE_SECONDS * 3)
        assert await channel.hear() == Heard(voice=False, key="5")

    async def asterisk(channel: FakeChannel) -> None:
        assert await channel.answer("200 result=1 (5)") == 'GET VARIABLE "CONCILIA_KEYS"'
        assert await channel.answer("200 result=1") == DONE

    converse(menu, asterisk)


def test_forgotten_keys_answer_nothing_and_later_ones_do():
    async def menu(channel: VoiceChannel) -> None:
        await channel.forget_keys()
        assert await channel.play([Clip("a")]) == "3"

    async def asterisk(channel: FakeChannel) -> None:
        assert await channel.answer("200 result=1 (12)") == 'GET VARIABLE "CONCILIA_KEYS"'
        await skip_look_if_late(channel, then=f"200 result={ord('3')}")
        await channel.answer("200 result=1 (123)")
        await channel.answer("200 result=1")

    converse(menu, asterisk)


def test_a_key_lost_between_two_commands_is_found_before_the_later_one():
    async def menu(channel: VoiceChannel) -> None:
        assert await channel.play([Clip("a")]) == "1"
        assert await channel.read_key(timeout_seconds=1) == "2"

    async def asterisk(channel: FakeChannel) -> None:
        await skip_look(channel)
        await channel.answer(f"200 result={ord('2')}")
        await channel.answer("200 result=1 (12)")
        assert await channel.answer("200 result=1") == DONE

    converse(menu, asterisk)


def test_no_key_in_time_is_none():
    async def menu(channel: VoiceChannel) -> None:
        assert await channel.read_key(timeout_seconds=1.5) is None

    async def asterisk(channel: FakeChannel) -> None:
        await skip_look(channel)
        assert await channel.answer("200 result=0") == 'WAIT FOR DIGIT "1500"'
        await channel.answer(NO_STORE)
        await channel.answer("200 result=1")

    converse(menu, asterisk)


def test_while_a_key_is_awaited_silence_is_sent_and_a_key_stops_it():
    async def menu(channel: VoiceChannel) -> None:
        assert await channel.read_key(timeout_seconds=1.2) == "4"

    async def asterisk(channel: FakeChannel) -> None:
        await skip_look(channel)
        command = await channel.answer(f"200 result={ord('4')}")
        assert command == 'EXEC "Background" "/sounds/pause/500&/sounds/pause/500&/sounds/pause/500"'
        await channel.answer(NO_STORE)
        await channel.answer("200 result=1")

    converse(menu, asterisk, silence=Silence(clip=Clip("pause/500"), seconds=0.5))


def test_a_silence_that_is_missing_does_not_shorten_the_wait():
    async def menu(channel: VoiceChannel) -> None:
        assert await channel.read_key(timeout_seconds=30) is None

    async def asterisk(channel: FakeChannel) -> None:
        await skip_look(channel)
        assert (await channel.answer("200 result=0")).startswith('EXEC "Background"')
        waited = await channel.answer("200 result=0")
        assert waited.startswith("WAIT FOR DIGIT")
        assert 29_000 <= int(waited.split('"')[1]) <= 30_000
        await channel.answer(NO_STORE)
        await channel.answer("200 result=1")

    converse(menu, asterisk, silence=Silence(clip=Clip("pause/500"), seconds=0.5))


def test_with_few_stop_keys_each_clip_is_streamed_and_others_do_not_stop_it():
    async def menu(channel: VoiceChannel) -> None:
        assert await channel.play([Clip("a"), Clip("b")], stop_keys="12") == "2"

    async def asterisk(channel: FakeChannel) -> None:
        await skip_look(channel)
        assert await channel.answer("200 result=0 endpos=800") == 'STREAM FILE "/sounds/a" "12"'
        assert await channel.answer(f"200 result={ord('2')} endpos=80") == 'STREAM FILE "/sounds/b" "12"'
        await channel.answer("200 result=1 (92)")
        await channel.answer("200 result=1")

    converse(menu, asterisk)


@pytest.mark.parametrize("last", ["200 result=-1\nHANGUP", "HANGUP\n200 result=-1", "511 dead"])
def test_a_hang_up_while_playing_ends_the_call(last: str):
    ends: list[str] = []

    async def menu(channel: VoiceChannel) -> None:
        try:
            await channel.play([Clip("a")])
        except CallEnded:
            ends.append("ended")
            with pytest.raises(CallEnded):
                await channel.play([Clip("a")])
            raise

    async def asterisk(channel: FakeChannel) -> None:
        await skip_look(channel)
        await channel.answer(last)
        # Depending on how the packets fell, the channel may be asked once whether it lives.
        try:
            await channel.answer("511 dead")
        except EOFError:
            return

    converse(menu, asterisk)
    assert ends == ["ended"]


def test_a_clip_that_cannot_be_played_on_a_living_call_is_a_failure():
    async def menu(channel: VoiceChannel) -> None:
        with pytest.raises(VoiceFailed):
            await channel.play([Clip("missing")], stop_keys="1")

    async def asterisk(channel: FakeChannel) -> None:
        await skip_look(channel)
        await channel.answer("200 result=-1 endpos=0")
        assert await channel.answer("200 result=6") == "CHANNEL STATUS"
        await channel.answer("200 result=1")

    converse(menu, asterisk)


@pytest.mark.parametrize("path", ["a&b", "a,b", 'a"b', "../etc/passwd", "a\nb"])
def test_a_clips_path_cannot_be_more_than_a_path(path: str):
    async def menu(channel: VoiceChannel) -> None:
        with pytest.raises(VoiceFailed):
            await channel.play([Clip(path)])

    async def asterisk(channel: FakeChannel) -> None:
        await skip_look(channel)
        await channel.answer("200 result=1")

    converse(menu, asterisk)


def test_asking_for_a_person_leaves_the_menu_with_that_word():
    async def menu(channel: VoiceChannel) -> None:
        await channel.request_person()
        with pytest.raises(CallEnded):
            await channel.read_key(timeout_seconds=1)

    async def asterisk(channel: FakeChannel) -> None:
        assert await channel.answer("200 result=1") == 'SET VARIABLE "CONCILIA_NEXT" "person"'
        assert await channel.closed()

    converse(menu, asterisk)


def test_hanging_up_ends_the_call_from_our_side():
    async def menu(channel: VoiceChannel) -> None:
        await channel.hang_up()
        with pytest.raises(CallEnded):
            await channel.play([Clip("a")])

    async def asterisk(channel: FakeChannel) -> None:
        assert await channel.answer("200 result=1") == DONE
        assert await channel.answer("200 result=1") == "HANGUP"
        assert await channel.closed()

    converse(menu, asterisk)


def test_a_menu_that_fails_leaves_the_verdict_to_the_dialplan():
    async def menu(_channel: VoiceChannel) -> None:
        raise KeyError("bug")

    async def asterisk(channel: FakeChannel) -> None:
        assert await channel.closed()

    converse(menu, asterisk)


def test_the_ledger_never_gives_a_key_twice():
    ledger = KeyLedger()
    ledger.sync("12")
    assert [ledger.next(), ledger.next(), ledger.next()] == ["1", "2", None]
    ledger.sync("12")
    assert ledger.next() is None
    ledger.sync("123")
    assert ledger.next(heard="3") == "3"
    ledger.sync("123")
    assert ledger.next() is None


async def skip_look(channel: FakeChannel) -> None:
    """The first action of a menu looks for keys pressed since the answer."""
    assert await channel.answer(NO_STORE) == 'GET VARIABLE "CONCILIA_KEYS"'


async def skip_look_if_late(channel: FakeChannel, *, then: str) -> str:
    """The command after it. On a slow machine the pause between two commands is long enough for another look."""
    command = await channel.next_command()
    if command.startswith("GET VARIABLE"):
        channel.say(NO_STORE)
        command = await channel.next_command()
    channel.say(then)
    return command


def converse(
    menu: Callable[[VoiceChannel], Awaitable[Any]],
    asterisk: Callable[[FakeChannel], Awaitable[Any]],
    *,
    silence: Silence | None = None,
) -> None:
    failures: list[BaseException] = []

    async def watched(channel: VoiceChannel) -> None:
        try:
            await menu(channel)
        except AssertionError as failure:
            failures.append(failure)

    async def main() -> None:
        handler = voice_handler(watched, sounds_root=SOUNDS, silence=silence)
        async with FastAgiServer(handler, host="127.0.0.1", port=0) as server, fake_channel(server.port) as channel:
            await asterisk(channel)
            assert await channel.closed()

    run(main())
    assert not failures
