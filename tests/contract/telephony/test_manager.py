"""One conversation, held by our client and by pyst2, with the fake manager and with a real Asterisk: same answers.

pyst2 is an AMI client written by others. Where the two agree on a real Asterisk and on the fake, the fake may be
believed by the tests that use it.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.telephony.ami_client import AmiClient, AmiConnected, AmiSettings
from adapters.telephony.ami_errors import AmiRejected
from tests.support import asterisk
from tests.support.aio import run
from tests.support.asterisk import telephone_line
from tests.support.fake_ami import fake_ami

pytestmark = [
    pytest.mark.asterisk,
    # pyst2 uses names of the threading module that Python has deprecated.
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::SyntaxWarning"),
]

USER = "concilia"
ORIGINATE = {
    "Channel": f"PJSIP/{asterisk.BUSY}@trunk",
    "Context": "concilia-outbound",
    "Exten": "s",
    "Priority": "1",
    "Async": "true",
}
CONVERSATION: list[tuple[str, dict[str, str]]] = [
    ("Ping", {}),
    ("Originate", {**ORIGINATE, "ChannelId": "01JD00000000000000000CNTRC"}),
    ("Hangup", {"Channel": "01JD0000000000000000000000"}),
    ("Redirect", {"Channel": "01JD0000000000000000000000", "Context": "x", "Exten": "s", "Priority": "1"}),
    ("NoSuchAction", {}),
    ("CoreShowChannels", {}),
]
Answers = list[tuple[str, str]]


@pytest.mark.parametrize("manager", ["fake", "real"])
@pytest.mark.parametrize("client", ["ours", "pyst2"])
def test_the_conversation_has_the_same_answers_everywhere(tmp_path: Path, manager: str, client: str):
    async def main() -> Answers:
        async with MANAGERS[manager](tmp_path) as port:
            return await CLIENTS[client](port)

    assert run(main(), deadline_seconds=110) == [
        ("Success", ""),
        ("Success", "Originate successfully queued"),
        ("Error", "No such channel"),
        ("Error", "Channel does not exist: 01JD0000000000000000000000"),
        ("Error", "Invalid/unknown command: NoSuchAction. Use Action: ListCommands to show available commands."),
        ("Success", "Channels will follow"),
    ]


@pytest.mark.parametrize("manager", ["fake", "real"])
@pytest.mark.parametrize("client", ["ours", "pyst2"])
def test_a_wrong_secret_is_refused_with_the_same_words(tmp_path: Path, manager: str, client: str):
    async def main() -> str:
        async with MANAGERS[manager](tmp_path) as port:
            return await REFUSALS[client](port)

    assert run(main(), deadline_seconds=110) == "Authentication failed"


@asynccontextmanager
async def the_fake(_folder: Path) -> AsyncIterator[int]:
    async with fake_ami(secret=asterisk.AMI_SECRET) as ami:
        ami.channels = set()
        yield ami.port


@asynccontextmanager
async def the_real(folder: Path) -> AsyncIterator[int]:
    async with telephone_line(folder) as line:
        yield line.settings.ami_port


async def by_our_client(port: int) -> Answers:
    client = our_client(port, asterisk.AMI_SECRET)
    running = asyncio.create_task(client.run(), name="ami")
    try:
        while not isinstance(await client.next_item(), AmiConnected):
            pass
        return [await answer_to(client, name, headers) for name, headers in CONVERSATION]
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def answer_to(client: AmiClient, name: str, headers: dict[str, str]) -> tuple[str, str]:
    try:
        answer, *_ = await client.send(name, headers)
    except AmiRejected as refusal:
        return "Error", str(refusal)
    return answer["Response"], answer.get("Message", "")


async def by_pyst2(port: int) -> Answers:
    def converse() -> Answers:
        manager = pyst2_manager()
        manager.connect("127.0.0.1", port)
        manager.login(USER, asterisk.AMI_SECRET)
        answers = [manager.send_action({"Action": name, **headers}) for name, headers in CONVERSATION]
        manager.close()
        return [(answer.get_header("Response"), answer.get_header("Message", "")) for answer in answers]

    return await in_thread(converse)


async def our_refusal(port: int) -> str:
    client = our_client(port, "wrong")
    running = asyncio.create_task(client.run(), name="ami")
    try:
        while not client.last_error:  # noqa: ASYNC110 - the run loop tells it in no other way
            await asyncio.sleep(0.01)
        return client.last_error
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def pyst2_refusal(port: int) -> str:
    def try_in() -> str:
        from asterisk.manager import ManagerAuthException

        manager = pyst2_manager()
        manager.connect("127.0.0.1", port)
        with pytest.raises(ManagerAuthException) as refusal:
            manager.login(USER, "wrong")
        # The manager closes the connection itself; saying goodbye to it would wait for ever.
        while manager.connected():
            time.sleep(0.01)
        manager.close()
        return str(refusal.value)

    return await in_thread(try_in)


def our_client(port: int, secret: str) -> AmiClient:
    settings = AmiSettings(host="127.0.0.1", port=port, username=USER, secret=secret)
    return AmiClient(settings, uniform=lambda: 0.0)


def pyst2_manager() -> Any:
    from asterisk.manager import Manager

    class WithoutFinaliser(Manager):
        def __del__(self) -> None:
            """pyst2's own says goodbye on whatever thread collects the garbage, and may raise or block there."""

    return WithoutFinaliser()


async def in_thread(work: Callable[[], Any]) -> Any:
    """A daemon thread: pyst2 has no timeouts, and a conversation that hangs must not hang the run."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Any] = loop.create_future()

    def body() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - raised again where it is awaited
            loop.call_soon_threadsafe(done.set_exception, error)
        else:
            loop.call_soon_threadsafe(done.set_result, result)

    threading.Thread(target=body, name="pyst2", daemon=True).start()
    return await done


MANAGERS = {"fake": the_fake, "real": the_real}
CLIENTS = {"ours": by_our_client, "pyst2": by_pyst2}
REFUSALS = {"ours": our_refusal, "pyst2": pyst2_refusal}
