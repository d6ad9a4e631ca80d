"""A monthly price index as a versioned table, and the correction that it gives (Lei 14.905/2024: IPCA by default)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from domain.errors import DomainError

_MONTH: Final = re.compile(
    r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])|(?P<month_first>0[1-9]|1[0-2])/(?P<year_last>\d{4})"
)
_VARIATION: Final = re.compile(r"-?\d{1,2}(,\d{1,4})?")
_HEADING: Final = "mes;variacao"
_ONE: Final = Decimal(1)


class IndexTableError(DomainError):
    """The file of an index is refused whole; says in pt-BR the file, the line, the field and the value."""

    def __init__(self, file: str, line: int, field_name: str, value: str, why: str) -> None:
        self.file = file
        self.line = line
        self.field = field_name
        self.value = value
        super().__init__(f"{file}: linha {line}, {field_name} “{value}”: {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexTable:
    """`factors` hold the running product, month by month, so that any span is one division."""

    name: str
    first: int
    """Months since year 0 of the first month."""
    variations: tuple[Decimal, ...]
    """Percent."""
    factors: tuple[Decimal, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        running = [_ONE]
        for variation in self.variations:
            running.append(running[-1] * (1 + variation / 100))
        object.__setattr__(self, "factors", tuple(running))

    @property
    def begins(self) -> str:
        """Its first month, `2020-01`."""
        return f"{self.first // 12:04d}-{self.first % 12 + 1:02d}"

    @property
    def version(self) -> str:
        """The last month that was published, `2025-12`."""
        year, month = divmod(self.first + len(self.variations) - 1, 12)
        return f"{year:04d}-{month + 1:02d}"

    def factor(self, since: date, until: date) -> Decimal:
        """The product of the variations from the month of `since` up to the one before `until`.

        Months that the table does not have, earlier or later, count as no variation: nobody is corrected by a guess.
        Never below 1: a fall of prices does not reduce what was owed.
        """
        last = len(self.variations)
        begin, end = (min(max(_months(day) - self.first, 0), last) for day in (since, until))
        return max(_ONE, self.factors[end] / self.factors[begin]) if end > begin else _ONE


def parse_index_table(text: str, *, name: str, file: str) -> IndexTable:
    """Read `mes;variacao` lines such as `2025-12;0,33`, months in order without a gap. Raises IndexTableError."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    rows = [(number, line) for number, line in lines if line and not line.startswith("#")]
    if not rows or rows[0][1] != _HEADING:
        number, line = rows[0] if rows else (1, "")
        raise IndexTableError(file, number, "cabeçalho", line, f"deve ser {_HEADING}")
    if len(rows) == 1:
        raise IndexTableError(file, rows[0][0], "mes", "", "a tabela não tem nenhum mês")
    months: dict[int, Decimal] = {}
    for number, line in rows[1:]:
        month, variation = _read_row(file, number, line)
        if months and month != max(months) + 1:
            raise IndexTableError(file, number, "mes", line.split(";")[0], "os meses devem vir em ordem, sem falhas")
        months[month] = variation
    return IndexTable(name=name, first=min(months), variations=_in_order(months))


def _read_row(file: str, number: int, line: str) -> tuple[int, Decimal]:
    cells = [cell.strip() for cell in line.split(";")]
    if len(cells) != 2:
        raise IndexTableError(file, number, "linha", line, "deve ter duas colunas: mes;variacao")
    month = _MONTH.fullmatch(cells[0])
    if month is None:
        raise IndexTableError(file, number, "mes", cells[0], "deve ser AAAA-MM ou MM/AAAA")
    if not _VARIATION.fullmatch(cells[1]):
        raise IndexTableError(file, number, "variacao", cells[1], "deve ser um percentual como 0,33")
    year, of_year = month["year"] or month["year_last"], month["month"] or month["month_first"]
    return int(year) * 12 + int(of_year) - 1, Decimal(cells[1].replace(",", "."))


def _in_order(months: Mapping[int, Decimal]) -> tuple[Decimal, ...]:
    return tuple(months[month] for month in sorted(months))


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1
