"""One running Asterisk with folders and ports of its own; several live side by side."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from asterisk_conf.layout import AsteriskLayout, render_asterisk_conf
from runtime.asterisk_program import (
    AsteriskError,
    AsteriskMissing,
    AsteriskNotStarted,
    AsteriskProgram,
    AsteriskTooOld,
    find_asterisk,
    run_asterisk,
)

__all__ = (
    "AsteriskError",
    "AsteriskInstance",
    "AsteriskMissing",
    "AsteriskNotStarted",
    "AsteriskTooOld",
    "Port",
    "find_asterisk",
    "running",
)

log = structlog.get_logger(__name__)

# Speech must not stutter because something else is busy; `nice` goes on without the right to it, only saying so.
AHEAD = ("nice", "-n", "-10")
START_SECONDS = 60.0
STOP_SECONDS = 10.0
# A Unix socket's path has at most 107 characters, and Asterisk adds "/asterisk.ctl" to the folder.
LONGEST_RUN_FOLDER = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A port that the instance will listen on, checked before the start so that a clash has a clear message."""

    purpose: str
    number: int
    host: str = "127.0.0.1"
    udp: bool = False


class AsteriskInstance:
    """Starts and stops one Asterisk whose folders are below `state_dir`.

    `files` are the rendered configuration files but `asterisk.conf`, which is written here. `root` is a folder with
    an unpacked Asterisk; None means the `asterisk` on the PATH. The unpacked one is run by its own loader, so it needs
    neither chroot nor root rights and sees the host's files (recordings, sounds, /etc/hosts) under their own names.
    """

    def __init__(
        self, *, state_dir: Path, files: Mapping[str, str], root: Path | None = None, ports: Sequence[Port] = ()
    ) -> None:
        self._state_dir = state_dir.absolute()
        self._files = files
        self._root = root
        self._ports = tuple(ports)
        self._process: asyncio.subprocess.Process | None = None
        self._program: AsteriskProgram | None = None
        self._short_run: Path | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    @property
    def conf_path(self) -> Path:
        return self._state_dir / "etc" / "asterisk.conf"

    async def start(self) -> None:
        """Return once Asterisk is fully booted; raises AsteriskError with a sentence that says what to mend."""
        if self.pid is not None:
            raise AsteriskError("this Asterisk is already running")
        program = await self.prepare()
        self._process = await asyncio.create_subprocess_exec(
            *self.command(program),
            env={**os.environ, **program.environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            # Ctrl-C in the terminal is for the supervisor, which then stops its children in order.
            start_new_session=True,
        )  # fmt: skip
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._booted()
        except TimeoutError:
            await self.kill()
            raise AsteriskNotStarted(f"Asterisk was not up after {START_SECONDS:.0f} s; see {self._log_file}") from None
        except BaseException:
            await self.kill()
            raise
        log.info("asterisk_started", pid=self.pid, state_dir=str(self._state_dir))

    async def prepare(self) -> AsteriskProgram:
        """Write the configuration, for a caller that runs `command` itself; raises AsteriskError."""
        program = self._program = await find_asterisk(self._root)
        self._end_leftover()
        for port in self._ports:
            _refuse_taken(port)
        self._lay_out(program)
        return program

    def command(self, program: AsteriskProgram) -> tuple[str, ...]:
        """What runs this instance in the foreground, together with the program's own environment."""
        return (*AHEAD, *program.command, "-f", "-C", str(self.conf_path))

    async def stop(self) -> None:
        """Hang everything up and end; what does not end in time is killed. Stopping twice is harmless."""
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(AsteriskError, TimeoutError):
                async with asyncio.timeout(STOP_SECONDS / 2):
                    await self.cli("core stop now")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await process.wait()
        await self.kill()

    async def kill(self) -> None:
        """End it at once, as a crash would, and remove what it left in its run folder."""
        process = self._process
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
            await process.wait()
        self._process = None
        if self._short_run is not None:
            shutil.rmtree(self._short_run, ignore_errors=True)
            self._short_run = None

    async def wait(self) -> int:
        """The exit status, once the process ended by itself or was stopped."""
        if self._process is None:
            raise AsteriskError("this Asterisk was not started")
        return await self._process.wait()

    async def cli(self, command: str) -> str:
        """The output of a console command, through the control socket."""
        if self._program is None:
            raise AsteriskError("this Asterisk was not started")
        status, output = await run_asterisk(self._program, "-C", str(self.conf_path), "-r", "-x", command)
        if status != 0:
            raise AsteriskError(f"Asterisk's console refused a command: {output.strip()[:200]}")
        return output

    @property
    def _log_file(self) -> Path:
        return self._state_dir / "log" / "messages"

    def _end_leftover(self) -> None:
        """Kill the Asterisk of this very state folder that a killed supervisor left running."""
        own = [b"-f", b"-C", str(self.conf_path).encode()]
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                # As `start` runs it, and no console or editor that looks at the same file.
                if words[-4:-1] == own:
                    os.kill(int(folder.name), signal.SIGKILL)
                    log.warning("asterisk_leftover_killed", pid=int(folder.name))
            except OSError:
                # It ended while we looked, or is not ours.
                continue

    def _lay_out(self, program: AsteriskProgram) -> None:
        folders = {name: self._state_dir / name for name in ("etc", "varlib", "spool", "run", "log")}
        for folder in folders.values():
            folder.mkdir(parents=True, exist_ok=True)
        (folders["varlib"] / "keys").mkdir(exist_ok=True)
        if len(str(folders["run"])) > LONGEST_RUN_FOLDER:
            folders["run"] = self._short_run = Path(tempfile.mkdtemp(prefix="concilia-asterisk-"))
        for name in ("asterisk.ctl", "asterisk.pid"):
            (folders["run"] / name).unlink(missing_ok=True)
        layout = AsteriskLayout(**folders, modules=program.modules, data=program.data)
        # Secrets are in these files.
        folders["etc"].chmod(0o700)
        for name, text in {**self._files, "asterisk.conf": render_asterisk_conf(layout)}.items():
            (folders["etc"] / name).write_text(text, encoding="utf-8")

    async def _booted(self) -> None:
        process = self._process
        assert process is not None  # noqa: S101 - set by start, the only caller
        while True:
            if process.returncode is not None:
                raise AsteriskNotStarted(f"Asterisk ended at its start ({process.returncode}); see {self._log_file}")
            with contextlib.suppress(AsteriskError):
                # An Asterisk that gives up at its start also ends the command, with success but without these words.
                if "fully booted" in await self.cli("core waitfullybooted"):
                    return
            await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def running(instance: AsteriskInstance) -> AsyncIterator[AsteriskInstance]:
    """Started on the way in, stopped on the way out."""
    await instance.start()
    try:
        yield instance
    finally:
        await asyncio.shield(instance.stop())


def _refuse_taken(port: Port) -> None:
    kind = socket.SOCK_DGRAM if port.udp else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as probe:
        if not port.udp:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((port.host, port.number))
        except OSError as error:
            raise AsteriskError(f"port {port.number} ({port.purpose}) cannot be used: {error.strerror}") from error
