"""`concilia why`: may this person be called, and if not, by which rule and until when."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from runtime.cli.common import HomeOption, open_database, settings_or_die
from runtime.cli.errors import CommandError
from runtime.cli.why_campaign import why_campaign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.contact.facts import PhoneFacts
    from domain.contact.refused import Refused
    from services.answer_chances import PhoneChance
    from services.contacting import NumberWhy, ScopeWhy, Why


def register(app: typer.Typer) -> None:
    app.command("why")(why)


def why(
    debtor: Annotated[str, typer.Argument(help="CPF, CNPJ ou número interno do devedor; ou a palavra campaign.")],
    name: Annotated[str, typer.Argument(help="Com campaign: o nome da campanha.")] = "",
    at: Annotated[
        str, typer.Option("--at", help="Em que instante: 2026-11-24T10:00 (hora de Brasília se não disser o fuso).")
    ] = "",
    home: HomeOption = None,
) -> None:
    """Explica se o devedor pode ser chamado: cada regra, com a lei e até quando.

    `concilia why campaign NOME` explica por que uma campanha disca ou espera.
    """
    if debtor in ("campaign", "campanha"):
        why_campaign(name, home)
        return
    from services.answer_chances import explain_chances
    from services.contacting import ContactService, NoSuchDebtor

    instant = _instant(at) if at else None
    with open_database(settings_or_die(home=home)) as (database, clock):
        try:
            found = asyncio.run(ContactService(storage=database, clock=clock).why(debtor, at=instant))
        except NoSuchDebtor as error:
            raise CommandError("nenhum devedor tem este CPF, CNPJ ou número") from error
        phones = list({one.phone.phone_id: one.phone for s in found.scopes for one in s.numbers if one.phone}.values())
        chances = asyncio.run(explain_chances(database, phones, found.dials, at=found.at))
    lines = [*explain(found), *explain_answers(phones, chances)]
    for line in lines:
        typer.echo(line)


def explain(why: "Why") -> list[str]:
    """The explanation, line by line."""
    from domain.contact.rules import RULE_TEXTS

    zone = ZoneInfo("America/Sao_Paulo")
    lines = [f"Devedor {why.debtor_id}, em {why.at.astimezone(zone):%d/%m/%Y %H:%M} (Brasília)"]
    if not why.scopes:
        lines.append("Não tem dívida em nenhuma carteira: não há por que ligar.")
    for scope in why.scopes:
        lines += ["", _title(scope)]
        if scope.policy_broken:
            lines.append("  NÃO PODE: a política da carteira não pôde ser lida; na dúvida, não se liga.")
        for number in scope.numbers:
            lines.append(_summary(number, broken=scope.policy_broken))
            for verdict in number.verdicts:
                text = RULE_TEXTS[verdict.rule]
                mark = "✔" if verdict.refused is None else "✘"
                lines.append(f"    {mark} {verdict.rule.value}{_reason(verdict.refused)}  [{text.law}]")
    return lines


def _instant(text: str) -> datetime:
    try:
        told = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--at {text!r}: não é um instante; use 2026-11-24T10:00") from error
    return told if told.tzinfo is not None else told.replace(tzinfo=ZoneInfo("America/Sao_Paulo"))


def explain_answers(phones: "Sequence[PhoneFacts]", chances: "Sequence[PhoneChance]") -> list[str]:
    """How likely each number answers at that hour, how that was found, and which is tried first."""
    from services.masking import mask_phone

    lines = ["", "Chance de atender a esta hora (aprendida das ligações feitas; nenhum dado pessoal entra):"]
    for phone, chance in zip(phones, chances, strict=True):
        steps = ", ".join(f"{_LEVELS[one.level]} {100 * one.chance:.0f} %" for one in chance.steps)
        lines.append(f"  Número {mask_phone(phone.number)}: {100 * chance.chance:.0f} % ({steps})")
        lines.append(f"    {_turn(chance)}")
    return lines if phones else []


def _turn(chance: "PhoneChance") -> str:
    """Why it is its turn, or not yet."""
    ranked = chance.ranked
    first = f"{chance.place}º a tentar"
    if ranked.bad:
        return f"{first}: o último resultado diz que não existe ou é de outra pessoa"
    answers = f"{100 * chance.chance:.0f} % de atender"
    debtor = f"{100 * ranked.right_party:.0f} % de ser o devedor ({_SHOWN[ranked.best.name]})"
    reached = f"{100 * ranked.worth:.0f} % de falar com ele"
    return f"{first}: {answers} × {debtor} = {reached}; parecidos se alternam, discado {ranked.dialled} vez(es)"


_SHOWN = {
    "RIGHT_PARTY": "o devedor já falou por ele",
    "ANSWERED": "já atenderam, sem ser o devedor",
    "UNKNOWN": "ninguém atendeu ainda",
}
_LEVELS = {
    "all": "em geral",
    "hour": "nesta hora",
    "place": "neste estado",
    "history": "com histórico parecido",
    "number": "este número",
    "number_hour": "este número nesta hora",
}


def _title(scope: "ScopeWhy") -> str:
    campaign = f", campanha {scope.scope.campaign}" if scope.scope.campaign else ", sem campanha"
    last = f" (última decisão gravada: {scope.scope.last_verdict})" if scope.scope.last_verdict else ""
    return f"Carteira {scope.scope.portfolio}{campaign}{last}"


def _summary(number: "NumberWhy", *, broken: bool) -> str:
    from services.masking import mask_phone

    name = "Sem número" if number.phone is None else f"Número {mask_phone(number.phone.number)}"
    first = number.first
    if first is None and number.phone is not None and not broken:
        return f"  {name}: PODE ser chamado"
    rule = "no_number" if first is None else first.rule.value
    return f"  {name}: NÃO PODE ser chamado; decide a regra {rule}"


def _reason(refused: "Refused | None") -> str:
    from domain.contact.rules import RULE_TEXTS

    if refused is None:
        return ""
    says = RULE_TEXTS[refused.rule].says
    if refused.until is None:
        return f": {says}, sem prazo para mudar"
    return f": {says}, até {refused.until.astimezone(ZoneInfo('America/Sao_Paulo')):%d/%m/%Y %H:%M}"
