"""A régua as a TOML file: a name and a table per step. One clear error for whatever is wrong with it."""

import tomllib
from collections.abc import Mapping
from typing import Any

from domain.strategy.expression import ExpressionRefused, parse_expression
from domain.strategy.regua import Regua, ReguaRefused, ReguaStep, StepChannel

_STEP_FIELDS = frozenset({"codigo", "dia", "canal", "quando"})


def parse_regua(text: str) -> Regua:
    """Raises ReguaRefused."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReguaRefused(f"não é um TOML válido: {error}") from error
    for name in told:
        if name not in ("nome", "passo"):
            raise ReguaRefused("não existe; existem nome e [[passo]]", field=name)
    title: object = told.get("nome")
    if not isinstance(title, str) or not 1 <= len(title.strip()) <= 120:
        raise ReguaRefused("falta o nome da régua", field="nome")
    steps = told.get("passo", [])
    if not isinstance(steps, list):
        raise ReguaRefused("escreva cada passo como [[passo]]", field="passo")
    return Regua(name=title.strip(), steps=tuple(_step(step, number) for number, step in enumerate(steps, start=1)))


def write_regua(regua: Regua) -> str:
    """The file that `parse_regua` reads back as the same régua."""
    lines = [f'nome = "{regua.name}"']
    for step in regua.steps:
        lines += ["", "[[passo]]", f'codigo = "{step.code}"', f"dia = {step.day}", f'canal = "{step.channel.value}"']
        if step.when_text:
            lines.append(f"quando = '''{step.when_text}'''")
    return "\n".join(lines) + "\n"


def _step(told: Any, number: int) -> ReguaStep:
    if not isinstance(told, Mapping):
        raise ReguaRefused("escreva o passo como [[passo]]", step=number)
    for name in told:
        if name not in _STEP_FIELDS:
            raise ReguaRefused(f"não existe; existem {', '.join(sorted(_STEP_FIELDS))}", step=number, field=str(name))
    code, day, when = told.get("codigo"), told.get("dia"), told.get("quando", "")
    if not isinstance(code, str) or not 1 <= len(code) <= 60 or not code.replace("_", "").isalnum():
        raise ReguaRefused("use letras, dígitos e _", step=number, field="codigo", value=code)
    if isinstance(day, bool) or not isinstance(day, int):
        raise ReguaRefused("é um número de dias a partir do vencimento", step=number, field="dia", value=day)
    if not isinstance(when, str):
        raise ReguaRefused("é uma expressão entre aspas", step=number, field="quando", value=when)
    try:
        condition = parse_expression(when) if when.strip() else None
    except ExpressionRefused as error:
        raise ReguaRefused(error.reason, step=number, field="quando", value=when) from error
    return ReguaStep(code=code, day=day, channel=_channel(told, number), when=condition, when_text=when.strip())


def _channel(told: Mapping[str, Any], number: int) -> StepChannel:
    try:
        return StepChannel(str(told.get("canal")))
    except ValueError:
        known = ", ".join(channel.value for channel in StepChannel if channel is not StepChannel.PROMISE_CHECK)
        reason = f"não é um canal: {known}"
        raise ReguaRefused(reason, step=number, field="canal", value=told.get("canal")) from None
