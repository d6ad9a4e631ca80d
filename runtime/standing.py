"""`concilia up`: keep the house standing until told to end."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from time import monotonic

from runtime.house import Tell, house
from runtime.logging import configure_logging
from runtime.settings import Settings
from runtime.trunks import trunks_of


def run_until_told(work: Callable[[], Awaitable[None]]) -> bool:
    """Run the work; Ctrl-C, SIGTERM or SIGHUP cancel it, once. Whether it came to its end by itself."""

    async def main() -> bool:
        told = False
        working = asyncio.current_task()
        assert working is not None  # noqa: S101 - inside a coroutine there is always one

        def tell_to_end() -> None:
            # Only the first time: impatience must not interrupt the orderly end.
            nonlocal told
            if not told:
                told = True
                working.cancel()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, tell_to_end)
        try:
            await work()
        except asyncio.CancelledError:
            if not told:
                raise
            return False
        return True

    return asyncio.run(main())


async def stand(settings: Settings, tell: Tell) -> None:
    """Lay the house, open it, say where it is, and wait. Raises HouseError."""
    configure_logging(process="supervisor", style=settings.log_format, level="warning")
    began = monotonic()
    async with house(settings, tell) as standing:
        await standing.lay_ground()
        await standing.open()
        tell(f"de pé em {monotonic() - began:.0f} s: {standing.settings.web_url}")
        if not trunks_of(settings):
            tell("sem tronco (CONCILIA_TRUNK_HOST): as telas funcionam, mas nenhuma ligação sai")
        tell(f"logs em {standing.settings.home / 'logs'}; Ctrl-C encerra")
        try:
            await asyncio.Event().wait()
        finally:
            tell("encerrando")
