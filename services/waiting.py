"""Waiting for news or for a while, whichever comes first; never asyncio.wait_for, see `heard_within`."""

import asyncio
import contextlib


async def heard_within(event: asyncio.Event, seconds: float) -> bool:
    """Whether the event was set in time.

    asyncio.wait_for is no good here: before Python 3.12 it swallows a cancellation that comes together with the event.
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()
