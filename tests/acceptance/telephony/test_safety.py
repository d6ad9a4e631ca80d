"""What the switch must not let anybody do."""

import asyncio

import pytest

from adapters.telephony.ami_client import AmiClient, AmiConnected, AmiSettings
from adapters.telephony.ami_errors import AmiRejected
from tests.support.aio import run
from tests.support.asterisk import AMI_SECRET
from tests.support.standing_board import StandingBoard

pytestmark = pytest.mark.asterisk

LOCAL = {"Channel": "Local/nobody_free@concilia-return", "Async": "true"}


@pytest.mark.parametrize(
    ("name", "headers"),
    [
        ("Command", {"Command": "core show version"}),
        ("Originate", {**LOCAL, "Application": "System", "Data": "touch /tmp/x"}),
        ("GetConfig", {"Filename": "pjsip.conf"}),
        ("Setvar", {"Variable": "SHELL(touch /tmp/x)", "Value": "1"}),
        ("ModuleLoad", {"LoadType": "unload", "Module": "res_agi.so"}),
    ],
)
def test_the_managers_account_can_run_nothing_on_the_machine(line: StandingBoard, name: str, headers: dict[str, str]):
    async def main():
        port = line.board.line.settings.ami_port
        client = AmiClient(
            AmiSettings(host="127.0.0.1", port=port, username="concilia", secret=AMI_SECRET), uniform=lambda: 0.0
        )
        running = asyncio.create_task(client.run(), name="ami")
        try:
            assert isinstance(await client.next_item(), AmiConnected)
            with pytest.raises(AmiRejected):
                await client.send(name, headers)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    run(main(), deadline_seconds=60)
