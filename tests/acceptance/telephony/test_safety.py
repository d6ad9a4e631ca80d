"""What the switch must not let anybody do."""

import asyncio
from pathlib import Path

import pytest

from adapters.telephony.ami_client import AmiClient, AmiConnected, AmiSettings
from adapters.telephony.ami_errors import AmiRejected
from tests.support.aio import run
from tests.support.asterisk import AMI_SECRET, telephone_line

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
def test_the_managers_account_can_run_nothing_on_the_machine(tmp_path: Path, name: str, headers: dict[str, str]):
    async def main():
        async with telephone_line(tmp_path) as line:
            settings = AmiSettings(
                host="127.0.0.1", port=line.settings.ami_port, username="concilia", secret=AMI_SECRET
            )
            client = AmiClient(settings, uniform=lambda: 0.0)
            running = asyncio.create_task(client.run(), name="ami")
            try:
                assert isinstance(await client.next_item(), AmiConnected)
                with pytest.raises(AmiRejected):
                    await client.send(name, headers)
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

    run(main(), deadline_seconds=60)
