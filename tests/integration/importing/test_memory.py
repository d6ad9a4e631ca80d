"""A file of any size is imported in the memory of a batch."""

import asyncio
import io
import tracemalloc
from pathlib import Path

from bench.import_rows import GeneratedFile
from domain.ids import ImportId
from runtime.clock import SystemClock
from services.importing import ImportSummary, import_file
from tests.support.storage import sqlite_database

FEW, MANY = 3_000, 12_000


def peak_mib(folder: Path, rows: int) -> float:
    folder.mkdir()
    summaries: list[ImportSummary] = []
    with sqlite_database(folder) as database:
        tracemalloc.start()
        try:
            summary = asyncio.run(
                import_file(
                    database,
                    source=io.BufferedReader(GeneratedFile(rows)),
                    file_name="big.csv",
                    portfolio="Big",
                    import_id=ImportId("big"),
                    clock=SystemClock(),
                    on_progress=summaries.append,
                )
            )
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert summary.rows_read == rows
    assert [told.rows_read for told in summaries] == list(range(1_000, rows + 1, 1_000))
    return peak / 2**20


def test_four_times_the_rows_need_no_more_memory(tmp_path: Path) -> None:
    few = peak_mib(tmp_path / "few", FEW)
    many = peak_mib(tmp_path / "many", MANY)
    # 9,000 more rows held anywhere would be far more than two MiB; caches of bounded size still fill a little.
    assert many < few + 2
