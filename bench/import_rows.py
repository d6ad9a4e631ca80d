"""Rows per second of an import, and its memory: `python bench/import_rows.py [ROWS] [URL]` prints one line of JSON.

The file is made as it is read: a fifth of the rows bring a second debt of somebody, some cells are wrong.
"""

import asyncio
import io
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from adapters.storage.database import Database
from adapters.storage.migrate import upgrade
from domain.ids import ImportId
from runtime.clock import SystemClock, UlidSource
from services.importing import ImportSummary, import_file

HEADING = "CPF;Nome;Data de Nascimento;E-mail;UF;Cidade;DDD;Telefone 1;Celular;Valor;Vencimento;Contrato;Produto\r\n"


class GeneratedFile(io.RawIOBase):
    """A file that exists only while it is read; it goes back to its beginning and nowhere else."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self.seek(0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, _offset: int, _whence: int = 0, /) -> int:
        self._lines = islice(lines(), self._rows + 1)
        self._rest = b""
        return 0

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while len(self._rest) < len(buffer):
            line = next(self._lines, None)
            if line is None:
                break
            self._rest += line.encode("cp1252")
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def lines() -> Iterator[str]:
    yield HEADING
    number = 0
    while True:
        person = number - number % 5 if number % 5 == 4 else number
        phone = "190" if number % 50 == 0 else f"9{70000000 + person % 20000000}"
        yield (
            f"{cpf(person)};José da Silva {person};{1 + person % 28:02d}/{1 + person % 12:02d}/19{50 + person % 50};"
            f"p{person}@exemplo.com.br;SP;São Paulo;11;3{person % 10000000:07d};{phone};"
            f'"1.{number % 1000:03d},{number % 100:02d}";{1 + number % 28:02d}/0{1 + number % 9}/2026;C{number};'
            "Cartão\r\n"
        )
        number += 1


def cpf(number: int) -> str:
    digits = [int(digit) for digit in f"{100_000_000 + number:09d}"]
    for weight in (10, 11):
        total = sum(factor * digit for factor, digit in zip(range(weight, 1, -1), digits, strict=True))
        digits.append(total * 10 % 11 % 10)
    return "".join(map(str, digits))


async def run(database: Database, rows: int, import_id: str) -> tuple[ImportSummary, float]:
    began = time.perf_counter()
    summary = await import_file(
        database,
        source=io.BufferedReader(GeneratedFile(rows)),  # type: ignore[type-var]
        file_name="bench.csv",
        portfolio="Bench",
        import_id=ImportId(import_id),
        clock=SystemClock(),
    )
    return summary, rows / (time.perf_counter() - began)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/bench.sqlite"
        upgrade(url)
        database = Database(url, ids=UlidSource())
        try:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            summary, first = asyncio.run(run(database, rows, "first"))
            _, second = asyncio.run(run(database, rows, "second"))
        finally:
            database.close()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    figures = {"rows": rows, "rows_per_second": round(first), "reimport_rows_per_second": round(second)}
    counts = {"rejected": summary.rows_rejected, "debts": summary.debts_created, "debtors": summary.debtors_created}
    print(json.dumps({"bench": "import_rows", **figures, "memory_grown_mib": round(grown / 1024, 1), **counts}))


if __name__ == "__main__":
    main()
