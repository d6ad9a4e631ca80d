"""Finding an Asterisk that can be run, and running its program once."""

import asyncio
import contextlib
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

OLDEST_MAJOR = 18


class AsteriskError(Exception):
    """Asterisk cannot be run here."""


class AsteriskMissing(AsteriskError):
    """There is no Asterisk where one was expected."""


class AsteriskTooOld(AsteriskError):
    """The Asterisk found is older than 18."""


class AsteriskNotStarted(AsteriskError):
    """Asterisk ended, or did not come up in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskProgram:
    """How to start an Asterisk: the command's first words and where its modules and data are."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    modules: Path
    data: Path


async def find_asterisk(root: Path | None) -> AsteriskProgram:
    """The program at `root`, or on the PATH for None; raises AsteriskMissing or AsteriskTooOld."""
    program = _program_on_path() if root is None else _program_in(root)
    try:
        _, output = await run_asterisk(program, "-V")
    except OSError as error:
        raise AsteriskMissing(f"Asterisk cannot be run: {error.strerror}") from error
    found = re.search(r"Asterisk (?:\D*)(\d+)\.", output)
    if found is None:
        raise AsteriskMissing(f"{program.command[-1]} did not say an Asterisk version: {output.strip()[:200]}")
    if int(found.group(1)) < OLDEST_MAJOR:
        raise AsteriskTooOld(f"Asterisk {found.group(1)} is too old: {OLDEST_MAJOR} or newer is needed")
    return program


def _program_on_path() -> AsteriskProgram:
    command = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    if command is None:
        raise AsteriskMissing("no asterisk on the PATH: install Asterisk 18 or newer, or set the Asterisk root folder")
    usr = Path(command).resolve().parent.parent
    data = usr / "share/asterisk"
    return AsteriskProgram(
        command=(command,),
        environment={},
        modules=_modules_below(usr),
        data=data if data.is_dir() else Path("/var/lib/asterisk"),
    )


def _program_in(root: Path) -> AsteriskProgram:
    root = root.absolute()
    binary = root / "usr/sbin/asterisk"
    loaders = sorted((root / "usr").glob("lib*/ld-linux*.so*")) + sorted((root / "usr/lib").glob("*/ld-linux*.so*"))
    if not binary.is_file() or not loaders:
        raise AsteriskMissing(f"there is no Asterisk in {root}: run the set-up first")
    modules = _modules_below(root / "usr")
    libraries = modules.parent.parent
    return AsteriskProgram(
        command=(str(loaders[0]), "--library-path", str(libraries), "--argv0", "asterisk", str(binary)),
        environment={
            "OPENSSL_CONF": str(root / "etc/ssl/openssl.cnf"),
            "OPENSSL_MODULES": str(libraries / "ossl-modules"),
        },
        modules=modules,
        data=root / "usr/share/asterisk",
    )


def _modules_below(usr: Path) -> Path:
    for pattern in ("lib/*/asterisk/modules", "lib/asterisk/modules", "lib64/asterisk/modules"):
        for folder in sorted(usr.glob(pattern)):
            return folder
    raise AsteriskMissing(f"Asterisk's modules were not found below {usr}")


async def run_asterisk(program: AsteriskProgram, *arguments: str) -> tuple[int, str]:
    """Its exit status and all that it printed."""
    process = await asyncio.create_subprocess_exec(
        *program.command, *arguments,
        env={**os.environ, **program.environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        output, _ = await process.communicate()
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise
    return process.returncode or 0, output.decode("utf-8", "replace")
