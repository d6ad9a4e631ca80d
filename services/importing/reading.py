"""A stream of rows from whatever a spreadsheet exported, a line at a time."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from services.importing.errors import ImportRefused
from services.importing.headings import Columns, recognise, recognised_count

_SAMPLE_BYTES = 65_536
_LONGEST_LINE = 1_000_000
_LONGEST_HEADING = 20_000
_HEADING_LINES = 10
_DELIMITERS = (";", ",", "\t", "|")
_CP1252_FALLBACK = "concilia-cp1252"


@dataclass(frozen=True, slots=True, repr=False)
class RawRow:
    """`line` is where the row starts in the file, 1 for the first; `cells` may be fewer or more than the headings."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    columns: Columns
    rows: Iterator[RawRow]


def read_table(source: BinaryIO, mapping: Mapping[str, object] | None = None) -> Table:
    """Recognise encoding, separator and headings. Raises ImportRefused, also later from the iterator of the rows."""
    sample = source.read(_SAMPLE_BYTES)
    _refuse_other_formats(sample)
    source.seek(0)
    lines = _lines(source, _encoding(sample))
    first = _first_lines(lines)
    delimiter, heading_line = _find_heading(first)
    rest = _chain(first[heading_line:], lines)
    rows = _rows(rest, delimiter, skipped=heading_line)
    columns = recognise(next(rows).cells, mapping)
    return Table(columns, rows)


def _refuse_other_formats(sample: bytes) -> None:
    if not sample.strip(b"\xef\xbb\xbf\r\n\t ;,"):
        raise ImportRefused("O arquivo está vazio.")
    if sample.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ImportRefused("O arquivo é uma planilha (XLS, XLSX ou ODS). Salve como CSV e envie de novo.")
    if sample.startswith(b"%PDF"):
        raise ImportRefused("O arquivo é um PDF. Envie um CSV.")
    if b"\x00" in sample and not sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ImportRefused("O arquivo não é um texto. Envie um CSV.")


def _encoding(sample: bytes) -> str:
    # Excel's "Unicode text" is UTF-16; everything else is UTF-8 with a fallback for each byte that is not.
    return "utf-16" if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


def _lines(source: BinaryIO, encoding: str) -> Iterator[str]:
    text = io.TextIOWrapper(source, encoding=encoding, errors=_CP1252_FALLBACK, newline="")
    try:
        while line := text.readline(_LONGEST_LINE):
            if len(line) == _LONGEST_LINE and not line.endswith(("\n", "\r")):
                raise ImportRefused("O arquivo tem uma linha de mais de um milhão de caracteres. Envie um CSV.")
            yield line
    finally:
        # The wrapper would close the caller's file.
        text.detach()


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """The bytes that are not UTF-8, as Windows meant them: a file may be mostly ASCII and turn out so a gigabyte in."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error(_CP1252_FALLBACK, _as_cp1252)


def _first_lines(lines: Iterator[str]) -> list[str]:
    first: list[str] = []
    for line in lines:
        first.append(line)
        if len(first) == _HEADING_LINES:
            break
    return first


def _find_heading(first: list[str]) -> tuple[str, int]:
    """The separator and the line in which the most headings are recognised: reports put titles above the table."""
    best, found = (";", 0), -1
    for number, line in enumerate(first):
        for delimiter in _DELIMITERS:
            cells = next(csv.reader([line[:_LONGEST_HEADING]], delimiter=delimiter), [])
            score = recognised_count(cells) * 100 + min(len(cells), 99)
            if line.strip() and not line.lower().startswith("sep=") and score > found:
                best, found = (delimiter, number), score
    return best


def _chain(first: list[str], rest: Iterator[str]) -> Iterator[str]:
    yield from first
    yield from rest


def _rows(lines: Iterator[str], delimiter: str, *, skipped: int) -> Iterator[RawRow]:
    reader = csv.reader(lines, delimiter=delimiter)
    start = skipped + 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise ImportRefused(
                f"A partir da linha {start} o arquivo não pode ser lido: há aspas abertas que nunca se fecham."
            ) from error
        if cells is None:
            return
        if any(cell and not cell.isspace() for cell in cells):
            yield RawRow(start, cells)
        start = skipped + reader.line_num + 1
