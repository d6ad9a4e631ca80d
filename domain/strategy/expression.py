"""A small language for segments: `atraso >= 30 e (valor > 500 ou ltv_por_divida >= 20) e não uf em ("SP", "PA")`.

Comparisons of fields with constants, joined by e, ou, não and parentheses; nothing can be called. Errors say what
is wrong and where, in pt-BR. What is not known is neither true nor false, as in SQL.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NoReturn

from domain.errors import DomainError
from domain.strategy.fields import FIELDS, Field, FieldType, Value

MAX_LENGTH = 2000
MAX_DEPTH = 40


class Operator(StrEnum):
    EQUAL = "="
    DIFFERENT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


class ExpressionRefused(DomainError):
    """`position` counts characters from 1; `reason` is for the user, in Portuguese."""

    def __init__(self, reason: str, position: int) -> None:
        self.position = position
        self.reason = f"posição {position}: {reason}"
        super().__init__(self.reason)


@dataclass(frozen=True, slots=True)
class Compare:
    field: Field
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    field: Field
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Not:
    of: "Expression"


@dataclass(frozen=True, slots=True)
class All:
    of: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    of: tuple["Expression", ...]


Expression = Compare | OneOf | Not | All | AnyOf


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d{3})*(?:,\d+)?)|(?P<word>[^\W\d]\w*)|(?P<text>\"[^\"]*\"|'[^']*')"
    r"|(?P<op><=|>=|!=|<>|=|<|>)|(?P<mark>[(),])|(?P<bad>\S))"
)
_AND, _OR, _NOT = frozenset({"e", "and"}), frozenset({"ou", "or"}), frozenset({"não", "nao", "not"})
_IN, _BETWEEN = frozenset({"em", "in"}), frozenset({"entre", "between"})
_YES, _NO = frozenset({"sim", "true"}), frozenset({"não", "nao", "false"})
_KEYWORDS = _AND | _OR | _NOT | _IN | _BETWEEN
_OPERATORS: Mapping[str, Operator] = {**{one.value: one for one in Operator}, "<>": Operator.DIFFERENT}
_ORDERED = frozenset({Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST})


def parse_expression(text: str) -> Expression:
    """Raises ExpressionRefused."""
    if len(text) > MAX_LENGTH:
        raise ExpressionRefused(f"a expressão passa de {MAX_LENGTH} caracteres", MAX_LENGTH + 1)
    return _Parser(text).whole()


def fields_of(expression: Expression) -> frozenset[str]:
    """The names of the fields that it asks about."""
    if isinstance(expression, Compare | OneOf):
        return frozenset({expression.field.name})
    if isinstance(expression, Not):
        return fields_of(expression.of)
    return frozenset(name for part in expression.of for name in fields_of(part))


def evaluate(expression: Expression, facts: Mapping[str, Value | None]) -> bool | None:
    """None when what is not known decides. Money in facts is in cents; a field that is not there is not known."""
    if isinstance(expression, Compare):
        known = facts.get(expression.field.name)
        return None if known is None else _compare(known, expression.operator, expression.value)
    if isinstance(expression, OneOf):
        known = facts.get(expression.field.name)
        return None if known is None else known in expression.values
    if isinstance(expression, Not):
        inner = evaluate(expression.of, facts)
        return None if inner is None else not inner
    answers = [evaluate(part, facts) for part in expression.of]
    decisive = isinstance(expression, AnyOf)
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive


def _compare(known: Value, operator: Operator, value: Value) -> bool:
    if operator is Operator.EQUAL:
        return known == value
    if operator is Operator.DIFFERENT:
        return known != value
    left, right = Decimal(known), Decimal(value)
    return {
        Operator.LESS: left < right,
        Operator.AT_MOST: left <= right,
        Operator.MORE: left > right,
    }.get(operator, left >= right)


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while match := _TOKEN.match(text, place):
        kind = str(match.lastgroup)
        if kind == "bad":
            raise ExpressionRefused(f"não entendi {match[kind]!r}", match.start(kind) + 1)
        yield _Token(kind, match[kind], match.start(kind) + 1)
        place = match.end()
    yield _Token("end", "", len(text) + 1)


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._depth = 0

    def whole(self) -> Expression:
        expression = self._either()
        if self._next.kind != "end":
            self._refuse(f"sobra {self._next.text!r}; faltou e ou ou?")
        return expression

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _takes(self, words: frozenset[str]) -> bool:
        if self._next.kind == "word" and self._next.text.lower() in words:
            self._at += 1
            return True
        return False

    def _takes_mark(self, mark: str) -> bool:
        if self._next.kind == "mark" and self._next.text == mark:
            self._at += 1
            return True
        return False

    def _refuse(self, reason: str, token: _Token | None = None) -> NoReturn:
        raise ExpressionRefused(reason, (token or self._next).position)

    def _either(self) -> Expression:
        parts = [self._both()]
        while self._takes(_OR):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _both(self) -> Expression:
        parts = [self._one()]
        while self._takes(_AND):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._refuse(f"mais de {MAX_DEPTH} parênteses ou nãos, um dentro do outro")
        try:
            if self._takes(_NOT):
                return Not(self._one())
            if self._takes_mark("("):
                inside = self._either()
                if not self._takes_mark(")"):
                    self._refuse("falta fechar o parêntese")
                return inside
            return self._condition()
        finally:
            self._depth -= 1

    def _condition(self) -> Expression:
        field = self._field()
        if self._takes(_IN):
            return OneOf(field, self._listed(field))
        if self._takes(_BETWEEN):
            return self._between(field)
        if self._next.kind != "op":
            if field.type is FieldType.FLAG:
                return Compare(field, Operator.EQUAL, value=True)
            self._refuse(f"depois de {field.name} falta uma comparação (=, !=, <, <=, >, >=, em, entre)")
        operator = _OPERATORS[self._next.text]
        self._check_ordered(field, operator in _ORDERED)
        self._take()
        return Compare(field, operator, self._value(field))

    def _field(self) -> Field:
        token = self._next
        if token.kind != "word" or token.text.lower() in _KEYWORDS:
            self._refuse(
                f"esperava um campo, veio {token.text!r}" if token.text else "a expressão acabou antes da hora"
            )
        name = token.text.lower()
        if name not in FIELDS:
            near = difflib.get_close_matches(name, FIELDS, n=1)
            hint = f"; você quis dizer {near[0]}?" if near else f". Campos: {', '.join(FIELDS)}"
            self._refuse(f"{token.text!r} não é um campo{hint}")
        self._take()
        return FIELDS[name]

    def _between(self, field: Field) -> Expression:
        self._check_ordered(field, ordered=True)
        low = self._value(field)
        if not self._takes(_AND):
            self._refuse("entre pede dois valores: entre 10 e 30")
        return All((Compare(field, Operator.AT_LEAST, low), Compare(field, Operator.AT_MOST, self._value(field))))

    def _check_ordered(self, field: Field, ordered: bool) -> None:  # noqa: FBT001 - the caller's own condition
        if ordered and field.type in (FieldType.WORD, FieldType.FLAG):
            self._refuse(f"{field.name} não é um número: compare com =, != ou em")

    def _listed(self, field: Field) -> tuple[Value, ...]:
        if not self._takes_mark("("):
            self._refuse("depois de em vem uma lista entre parênteses")
        values = [self._value(field)]
        while self._takes_mark(","):
            values.append(self._value(field))
        if not self._takes_mark(")"):
            self._refuse("falta fechar o parêntese da lista")
        return tuple(values)

    def _value(self, field: Field) -> Value:
        token = self._next
        if field.type is FieldType.FLAG:
            return self._flag(field, token)
        if field.type is FieldType.WORD:
            return self._word(field, token)
        if token.kind != "number":
            self._refuse(f"{field.name} pede um número, veio {token.text!r}")
        self._take()
        number = Decimal(token.text.replace(".", "").replace(",", "."))
        return number * 100 if field.type is FieldType.MONEY else number

    def _flag(self, field: Field, token: _Token) -> bool:
        if token.text.lower() not in _YES | _NO:
            self._refuse(f"{field.name} pede sim ou não, veio {token.text!r}")
        self._take()
        return token.text.lower() in _YES

    def _word(self, field: Field, token: _Token) -> str:
        if token.kind not in ("text", "word"):
            self._refuse(f"{field.name} pede um texto, veio {token.text!r}")
        word = token.text.strip("\"'")
        word = word.upper() if field.name == "uf" else word
        if field.words and word not in field.words:
            self._refuse(f"{word!r} não é um valor de {field.name}: {', '.join(field.words)}")
        self._take()
        return word
