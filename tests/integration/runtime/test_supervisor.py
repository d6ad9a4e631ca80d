"""Real child processes: kept running, ended in order, and never left behind."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from runtime.children import Child
from runtime.supervisor import ChildNeverReady, Supervisor


def child(name: str, code: str, *, ready: Callable[[], Awaitable[bool]] | None = None, **fields: object) -> Child:
    async def at_once() -> bool:
        return True

    argv = (sys.executable, "-c", textwrap.dedent(code))
    return Child(name=name, argv=argv, environment=dict(os.environ), ready=ready or at_once, **fields)


def exists(path: Path) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return path.exists()  # noqa: ASYNC240 - a local look

    return look


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def until(condition: Callable[[], bool], *, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - other processes set no event of ours
            await asyncio.sleep(0.02)


def test_a_child_killed_by_force_is_started_again(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with Supervisor(logs=tmp_path) as supervisor:
            await supervisor.start(child("sleeper", "import time; time.sleep(600)"))
            first = supervisor.pid_of("sleeper")
            assert first is not None
            os.kill(first, signal.SIGKILL)
            await until(lambda: supervisor.pid_of("sleeper") not in {None, first})

    asyncio.run(scenario())


def test_leaving_the_block_ends_every_child(tmp_path: Path) -> None:
    async def scenario() -> list[int | None]:
        async with Supervisor(logs=tmp_path) as supervisor:
            await supervisor.start_all([child(name, "import time; time.sleep(600)") for name in ("a", "b")])
            return [supervisor.pid_of("a"), supervisor.pid_of("b")]

    pids = asyncio.run(scenario())
    assert not any(pid is None or alive(pid) for pid in pids)


def test_a_child_that_ignores_sigterm_is_ended_all_the_same_with_what_it_started(tmp_path: Path) -> None:
    stubborn = """
        import pathlib, signal, subprocess, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        path = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "{path}")
        path.write_text(str(grandchild.pid)); path.rename(path.with_suffix(".ready"))
        time.sleep(600)
    """.replace("{path}", str(tmp_path / "grandchild.tmp"))
    told = tmp_path / "grandchild.ready"

    async def scenario() -> int | None:
        async with Supervisor(logs=tmp_path) as supervisor:
            await supervisor.start(child("stubborn", stubborn, ready=exists(told), stop_seconds=0.3))
            return supervisor.pid_of("stubborn")

    pid = asyncio.run(scenario())
    assert pid is not None
    assert not alive(pid)
    grandchild = int(told.read_text())
    asyncio.run(until(lambda: not alive(grandchild)))


def test_children_of_a_higher_stage_end_first(tmp_path: Path) -> None:
    order = tmp_path / "order"
    code = """
        import pathlib, signal, sys, time
        def end(*_):
            with open("{order}", "a") as file: file.write("{name} ")
            sys.exit(0)
        signal.signal(signal.SIGTERM, end)
        pathlib.Path("{order}.{name}").touch()
        time.sleep(600)
    """.replace("{order}", str(order))

    async def scenario() -> None:
        async with Supervisor(logs=tmp_path) as supervisor:
            for name, stage in (("low", 0), ("high", 2), ("middle", 1)):
                ready = exists(Path(f"{order}.{name}"))
                await supervisor.start(child(name, code.replace("{name}", name), ready=ready, stage=stage))

    asyncio.run(scenario())
    assert order.read_text().split() == ["high", "middle", "low"]


def test_a_child_that_never_gets_ready_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    async def scenario() -> None:
        never = exists(tmp_path / "never")
        async with Supervisor(logs=tmp_path) as supervisor:
            await supervisor.start(child("broken", "raise SystemExit('port taken')", ready=never))

    with pytest.raises(ChildNeverReady, match=r"broken: it ends as soon as it is started: .*port taken"):
        asyncio.run(scenario())


def test_the_first_of_several_children_that_fails_is_the_error(tmp_path: Path) -> None:
    async def scenario() -> None:
        never = exists(tmp_path / "never")
        async with Supervisor(logs=tmp_path) as supervisor:
            await supervisor.start_all(
                [child("broken", "raise SystemExit(1)", ready=never), child("fine", "import time; time.sleep(600)")]
            )

    with pytest.raises(ChildNeverReady, match="broken"):
        asyncio.run(scenario())


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    async def scenario() -> None:
        async def never() -> bool:
            return False

        missing = Child(name="missing", argv=("/no/such/program",), environment={}, ready=never)
        async with Supervisor(logs=tmp_path) as supervisor:
            await supervisor.start(missing)

    with pytest.raises(ChildNeverReady, match="missing"):
        asyncio.run(scenario())


def test_killing_the_supervisor_by_force_leaves_no_child(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    code = f"""
        import asyncio, os, pathlib, sys
        from runtime.children import Child
        from runtime.supervisor import Supervisor
        async def ready(): return True
        async def main():
            async with Supervisor(logs=pathlib.Path({str(tmp_path)!r})) as supervisor:
                await supervisor.start(Child(name="x", argv=("sleep", "600"), environment=os.environ, ready=ready))
                pathlib.Path({str(told)!r}).write_text(str(supervisor.pid_of("x")))
                await asyncio.sleep(600)
        asyncio.run(main())
    """
    supervisor = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)])
    try:
        asyncio.run(until(lambda: told.exists() and told.read_text() != ""))
        pid = int(told.read_text())
        assert alive(pid)
    finally:
        supervisor.kill()
        supervisor.wait()
    asyncio.run(until(lambda: not alive(pid)))


def test_an_ended_child_is_not_started_again(tmp_path: Path) -> None:
    lives = tmp_path / "lives"
    code = f"""
        import time
        with open({str(lives)!r}, "a") as file: file.write(".")
        time.sleep(600)
    """

    async def scenario() -> None:
        async def lives_once() -> bool:
            # A file is there before what is written to it.
            return lives.exists() and lives.read_text() == "."

        async with Supervisor(logs=tmp_path) as supervisor:
            await supervisor.start(child("x", code, ready=lives_once))
            await supervisor.stop("x")
            await asyncio.sleep(0.5)  # longer than the first backoff

    asyncio.run(scenario())
    assert lives.read_text() == "."
