"""Renders the names that the menu will have to say, away from any call: a synthesiser costs a quarter of a second."""

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog

from domain.ids import DebtorId
from runtime.processes.foundation import Foundation
from runtime.sounds import sound_builder
from services.ports.storage import StorageError, UnitOfWork

_BATCH = 500
_REST_SECONDS = 0.05
"""Between batches: the same process answers keys."""
_TOPICS = ("campaign/changed/#", "import/progressed/#")
log = structlog.get_logger(__name__)


async def keep_names_rendered(foundation: Foundation) -> None:
    """At the start, and when a campaign or a portfolio changes; until cancelled.

    A name that could not be rendered is left out of what is said, so that a failure here costs courtesy and no call.
    """
    async for news in foundation.bus.subscribe(*_TOPICS):
        if news is not None and not news.data.get("finished", True):
            continue
        try:
            await _render_all(foundation)
        except (StorageError, OSError) as error:
            log.warning("names_not_rendered", error=type(error).__name__)


async def _render_all(foundation: Foundation) -> None:
    builder = sound_builder(foundation.settings, workers=1)
    organisations = await foundation.database.read(lambda uow: uow.spoken_names.organisations())
    await asyncio.to_thread(builder.prepare_names, (), organisations=organisations)
    last = DebtorId(0)
    while batch := await foundation.database.read(partial(_names_after, last)):
        last = batch[-1][0]
        report = await asyncio.to_thread(builder.prepare_names, [name for _, name in batch])
        if report.rendered or report.failed:
            log.info("names_rendered", rendered=report.rendered, failed=len(report.failed))
        await asyncio.sleep(_REST_SECONDS)


def _names_after(last: DebtorId, uow: UnitOfWork) -> Sequence[tuple[DebtorId, str]]:
    return uow.spoken_names.debtors(after=last, limit=_BATCH)
