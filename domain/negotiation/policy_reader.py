"""Reading one table of a policy file: typed fields, and errors that name file, line, field and value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from domain.errors import DomainError

_PERCENT: Final = re.compile(r"(\d{1,3})(?:,(\d{1,2}))?\s*%")
_REAIS: Final = re.compile(r"(?:R\$\s*)?(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{2}))?")
_TABLE: Final = re.compile(r"^\s*\[{1,2}\s*([\w.]+)\s*\]{1,2}")
_KEY: Final = re.compile(r"^\s*(\w+)\s*=")


class PolicyRefused(DomainError):
    """A policy file is refused whole. The words are pt-BR; `law` is the article that it breaks, if it breaks one."""

    def __init__(self, file: str, line: int | None, field_name: str, value: str, why: str, law: str = "") -> None:
        self.file = file
        self.line = line
        self.field = field_name
        self.value = value
        self.why = why
        self.law = law
        place = f"{file}: linha {line}" if line else file
        article = f" ({law})" if law else ""
        shown = f" = {value}" if value else ""
        super().__init__(f"{place}, {field_name}{shown}: {why}{article}")


@dataclass(frozen=True, slots=True)
class PolicyText:
    """Where each field stands in the file, so that an error can say its line."""

    file: str
    lines: Mapping[tuple[str, int, str], int]

    @classmethod
    def of(cls, text: str, file: str) -> "PolicyText":
        lines: dict[tuple[str, int, str], int] = {}
        seen: dict[str, int] = {}
        table = ""
        for number, line in enumerate(text.splitlines(), start=1):
            if heading := _TABLE.match(line):
                table = heading[1]
                seen[table] = seen.get(table, -1) + 1
                lines[table, seen[table], ""] = number
            elif key := _KEY.match(line):
                lines.setdefault((table, seen.get(table, 0), key[1]), number)
        return cls(file, lines)


@dataclass(slots=True)
class Section:
    """One table of the file; `name` as it is written there, `index` which of several. `done` refuses what is left."""

    text: PolicyText
    name: str
    values: Mapping[str, Any]
    index: int = 0
    _read: set[str] = field(default_factory=set)

    def refuse(self, key: str, why: str, law: str = "") -> PolicyRefused:
        line = self.text.lines.get((self.name, self.index, key)) or self.text.lines.get((self.name, self.index, ""))
        label = f"{self.name}[{self.index + 1}]" if self.name in {"faixas", "campanhas"} else self.name
        return PolicyRefused(
            self.text.file,
            line,
            ".".join(part for part in (label, key) if part),
            _shown(self.values.get(key)),
            why,
            law,
        )

    def percent(self, key: str, default: int | None = None) -> int:
        """Basis points, 0 to 100 %."""
        value = self._get(key, default)
        if key not in self.values:
            return int(value)
        match = _PERCENT.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise self.refuse(key, 'deve ser um percentual entre aspas, como "1,5%"')
        points = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
        if points > 10_000:
            raise self.refuse(key, "não passa de 100%")
        return points

    def reais(self, key: str, default: int) -> int:
        """Cents."""
        value = self._get(key, default)
        if key not in self.values:
            return default
        match = _REAIS.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise self.refuse(key, 'deve ser um valor em reais entre aspas, como "50,00"')
        return int(match[1].replace(".", "")) * 100 + int(match[2] or 0)

    def whole(self, key: str, default: int | None = None, *, least: int = 0, most: int = 999) -> int:
        value = self._get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.refuse(key, f"deve ser um número inteiro de {least} a {most}")
        return value

    def words(self, key: str, default: str | None = None, *, most: int = 60) -> str:
        value = self._get(key, default)
        if not isinstance(value, str) or len(value) > most or (default is None and not value.strip()):
            raise self.refuse(key, f"deve ser um texto de até {most} letras")
        return value.strip()

    def flag(self, key: str) -> bool:
        value = self._get(key, default=False)
        if not isinstance(value, bool):
            raise self.refuse(key, "deve ser true ou false")
        return value

    def day(self, key: str) -> date:
        value = self._get(key, None)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refuse(key, "deve ser uma data AAAA-MM-DD, sem aspas")
        return value

    def optional_day(self, key: str) -> date | None:
        self._read.add(key)
        return self.day(key) if key in self.values else None

    def section(self, key: str) -> "Section":
        """A table within this one; empty when it is not there."""
        value = self._get(key, {})
        if not isinstance(value, dict):
            raise self.refuse(key, "deve ser uma tabela")
        return Section(self.text, f"{self.name}.{key}" if self.name else key, value)

    def sections(self, key: str) -> "list[Section]":
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.refuse(key, f"deve ser uma lista de tabelas [[{key}]]")
        return [Section(self.text, key, one, index) for index, one in enumerate(value)]

    def has(self, key: str) -> bool:
        return key in self.values

    def done(self) -> None:
        """Raises PolicyRefused for a field that nobody knows: it is a misspelt one."""
        for key in self.values:
            if key not in self._read:
                known = ", ".join(sorted(self._read))
                raise self.refuse(key, f"campo desconhecido; os desta tabela são {known}")

    def _get(self, key: str, default: Any) -> Any:
        self._read.add(key)
        value = self.values.get(key, default)
        if value is None:
            raise self.refuse(key, "falta este campo")
        return value


def _shown(value: object) -> str:
    return "" if value is None else str(value)[:60]
