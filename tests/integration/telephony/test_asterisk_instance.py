"""Starting and stopping real Asterisks: side by side, and with nothing left behind."""

import asyncio
import socket
from pathlib import Path

import pytest

from asterisk_conf.modules import render_modules_conf
from runtime.asterisk_instance import (
    AsteriskError,
    AsteriskInstance,
    AsteriskMissing,
    AsteriskNotStarted,
    AsteriskTooOld,
    Port,
    find_asterisk,
    running,
)
from tests.support.aio import run
from tests.support.asterisk import asterisk_root, free_ports

pytestmark = pytest.mark.asterisk

BARE = {"modules.conf": render_modules_conf() + "noload = chan_pjsip.so\nnoload = res_pjsip.so\n"}


def test_several_run_side_by_side_and_leave_no_process(tmp_path: Path):
    async def main():
        # The second state folder is too long for a Unix socket's path.
        folders = [tmp_path / "a", tmp_path / ("b" * 100)]
        instances = [AsteriskInstance(state_dir=folder, files=BARE, root=asterisk_root()) for folder in folders]
        async with running(instances[0]), running(instances[1]):
            pids = [instance.pid for instance in instances]
            assert len(set(pids)) == 2
            for instance in instances:
                assert "Asterisk" in await instance.cli("core show version")
        assert [instance.pid for instance in instances] == [None, None]
        return pids

    pids = run(main(), deadline_seconds=110)
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert not list(tmp_path.glob("*/run/asterisk.ctl"))


def test_one_that_was_killed_can_be_started_again(tmp_path: Path):
    async def main():
        instance = AsteriskInstance(state_dir=tmp_path, files=BARE, root=asterisk_root())
        await instance.start()
        await instance.kill()
        await instance.start()
        await instance.stop()
        await instance.stop()

    run(main(), deadline_seconds=110)


def test_one_left_by_a_killed_supervisor_is_ended_before_the_start(tmp_path: Path):
    async def main():
        lost = AsteriskInstance(state_dir=tmp_path, files=BARE, root=asterisk_root())
        await lost.start()
        async with running(AsteriskInstance(state_dir=tmp_path, files=BARE, root=asterisk_root())) as instance:
            assert await asyncio.wait_for(lost.wait(), 30) != 0
            assert instance.pid is not None
        await lost.stop()

    run(main(), deadline_seconds=110)


def test_secrets_are_readable_by_nobody_else(tmp_path: Path):
    async def main():
        async with running(AsteriskInstance(state_dir=tmp_path, files=BARE, root=asterisk_root())) as instance:
            assert instance.conf_path.parent.stat().st_mode & 0o077 == 0

    run(main(), deadline_seconds=110)


def test_a_taken_port_is_told_by_number_and_purpose(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        instance = AsteriskInstance(
            state_dir=tmp_path,
            files=BARE,
            root=asterisk_root(),
            ports=(Port(purpose="HTTP", number=free_ports(1)[0]), Port(purpose="AMI", number=port)),
        )
        with pytest.raises(AsteriskError, match=rf"port {port} \(AMI\) cannot be used: Address already in use"):
            run(instance.start())


def test_a_configuration_that_asterisk_rejects_is_told_with_the_log_to_read(tmp_path: Path):
    # Without modules.conf Asterisk gives up.
    instance = AsteriskInstance(state_dir=tmp_path, files={}, root=asterisk_root())
    with pytest.raises(AsteriskNotStarted, match=r"see .*/log/messages"):
        run(instance.start(), deadline_seconds=110)
    assert instance.pid is None


def test_a_root_without_asterisk_says_what_to_do(tmp_path: Path):
    with pytest.raises(AsteriskMissing, match="run the set-up first"):
        run(find_asterisk(tmp_path))


def test_no_asterisk_on_the_path_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shutil.which", lambda *_args, **_kwargs: None)
    with pytest.raises(AsteriskMissing, match="install Asterisk 18 or newer"):
        run(find_asterisk(None))


@pytest.mark.parametrize("version", ["Asterisk 16.28.0", "Asterisk certified/13.21-cert6"])
def test_an_old_asterisk_is_refused_by_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str):
    program = tmp_path / "sbin/asterisk"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)
    (tmp_path / "lib/asterisk/modules").mkdir(parents=True)
    monkeypatch.setenv("PATH", str(program.parent))
    with pytest.raises(AsteriskTooOld, match="18 or newer is needed"):
        run(find_asterisk(None))
