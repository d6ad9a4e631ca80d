"""The menu's sentences as sound files, made ready before the house opens."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable

from runtime.children import TETHER
from runtime.settings import Settings, process_environment
from runtime.sounds import sound_builder
from sounds.manifest import load_manifest


class PromptsNotReady(Exception):
    """Some sentence of the menu could not be rendered."""


async def ensure_prompts(settings: Settings, tell: Callable[[str], None]) -> None:
    """Render what is missing or stale; a second when nothing is. Raises PromptsNotReady.

    The rendering is a process of its own: a minute of synthesis in threads could not be interrupted by Ctrl-C.
    """
    builder = sound_builder(settings)
    missing = await asyncio.to_thread(builder.check, load_manifest().specs())
    if not missing:
        return
    tell(f"preparando {len(missing)} frases da URA")
    process = await asyncio.create_subprocess_exec(
        *TETHER, sys.executable, "-P", "-m", "runtime.cli", "sounds", "build",
        env=process_environment(settings),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        code = await process.wait()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        raise
    if code != 0:
        raise PromptsNotReady("as frases da URA não puderam ser geradas: `concilia sounds build` diz por quê")
