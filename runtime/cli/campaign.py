"""`concilia campaign`: campaigns from the command line, on the services that the screens use."""

# ruff: noqa: PLC0415
# Imported when the command runs: `concilia --help` must not load a database driver.

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.call.dial_mode import DialMode, PacingGoal
from runtime.cli.campaign_words import line_of, settings_of
from runtime.cli.common import HomeOption, open_database, settings_or_die, tell
from runtime.cli.errors import CommandError
from runtime.cli.why_campaign import why_campaign

if TYPE_CHECKING:
    from domain.call.dial_mode import PacingSettings
    from domain.ids import UserId
    from services.campaigns import CampaignService
    from services.ports.repositories.campaigns import CampaignFacts
    from services.ports.repositories.users import UserAccount
    from services.ports.storage import UnitOfWork

_app = typer.Typer(
    help=(
        "Campanhas: criar de uma carteira, discar, pausar, encerrar e entender.\n\n"
        'O caminho comum: `concilia campaign create "Outubro" --portfolio Loja`, depois '
        "`concilia campaign start Outubro` com a operação no ar (`concilia up`), e `concilia campaign why Outubro` "
        "para saber por que disca ou espera. As mudanças valem desde a próxima decisão do discador."
    ),
    no_args_is_help=True,
)
NameArgument = Annotated[str, typer.Argument(help="Nome da campanha; maiúsculas e minúsculas tanto faz.")]
ModeOption = Annotated[
    DialMode,
    typer.Option(
        help="menu_first: o menu atende e o agente recebe quem pede; predictive: direto ao agente; power: chamadas "
        "fixas por agente livre; progressive: uma por agente livre; preview: o agente vê antes; ivr: só o menu."
    ),
]
ConcurrentOption = Annotated[int, typer.Option(min=1, max=1000, help="Modo ivr: chamadas ao mesmo tempo.")]
TargetOption = Annotated[
    float, typer.Option(min=0, max=5, help="Abandono máximo, em % de quem atende (predictive e menu_first).")
]
GoalOption = Annotated[
    PacingGoal,
    typer.Option(help="menu_first: strict conta como perdido quem espera mais de 2 s; relaxed, só quem desliga."),
]
RatioOption = Annotated[float, typer.Option(min=1, max=10, help="Modo power: chamadas por agente livre.")]
MaxWaitOption = Annotated[
    int | None, typer.Option(min=1, max=120, help="Segundos de espera por um agente. Padrão: o do modo.")
]
RingOption = Annotated[int, typer.Option(min=10, max=60, help="Segundos que o telefone toca.")]
WeightOption = Annotated[int, typer.Option(min=1, max=100, help="Parte das linhas, ante as outras campanhas.")]
CancelOption = Annotated[
    bool,
    typer.Option(
        "--cancel-surplus",
        help="Solta chamadas que tocam quando não haveria agente (modos diretos). Contam como tentativa.",
    ),
]
AgentOption = Annotated[
    list[str] | None,
    typer.Option("--agent", help="Quem trabalha só nela (usuário). Repita. Padrão: quem não é de outra."),
]


def register(app: typer.Typer) -> None:
    app.add_typer(_app, name="campaign")


@_app.command("list")
def show(home: HomeOption = None) -> None:
    """As campanhas, da mais nova à mais velha: situação, modo, carteira e quanto da lista está feito."""
    with _service(home) as service:
        found = asyncio.run(service.campaigns())
    if not found:
        tell("nenhuma campanha ainda: `concilia campaign create NOME --portfolio CARTEIRA` faz a primeira")
    for one in found:
        tell(line_of(one))


@_app.command("show")
def details(name: NameArgument, home: HomeOption = None) -> None:
    """Como uma campanha disca: modo, limite de abandono, tentativas, espera, agentes."""
    with _service(home) as service:
        campaign = _named(service, name)
    tell(line_of(campaign))
    for line in settings_of(campaign):
        tell(line)


@_app.command("create")
def create(  # noqa: PLR0913, PLR0917 - the options of a command
    name: Annotated[str, typer.Argument(help="Como vai se chamar; só uma pode ter o nome.")],
    portfolio: Annotated[str, typer.Option(help="A carteira (`concilia portfolio list`).")],
    mode: ModeOption = DialMode.MENU_FIRST,
    attempts: Annotated[int, typer.Option(min=1, max=50, help="Tentativas por devedor.")] = 3,
    retry_minutes: Annotated[
        int, typer.Option(min=1, max=43200, help="Minutos entre elas (nunca antes de 4 h).")
    ] = 240,
    caller_id: Annotated[str, typer.Option(help="Número de origem, +55…; padrão: o do tronco.")] = "",
    concurrent: ConcurrentOption = 10,
    target: TargetOption = 3.0,
    goal: GoalOption = PacingGoal.STRICT,
    ratio: RatioOption = 1.5,
    max_wait: MaxWaitOption = None,
    ring: RingOption = 30,
    weight: WeightOption = 1,
    cancel_surplus: CancelOption = False,
    agent: AgentOption = None,
    start: Annotated[bool, typer.Option("--start", help="Já começa a discar; sem isto nasce pausada.")] = False,
    home: HomeOption = None,
) -> None:
    """Cria uma campanha com cada devedor da carteira que tem dívida aberta. Nasce pausada: ninguém é chamado ainda."""
    from services.campaigns import CampaignNameTaken, CampaignPlan

    name = _checked(name, caller_id)
    pacing = _pacing(target, goal, ratio, max_wait, ring, weight, cancel_surplus=cancel_surplus)
    with _service(home) as service:
        plan = CampaignPlan(
            name=name,
            portfolio_id=_portfolio(service, portfolio),
            dial_mode=mode,
            concurrent_calls=concurrent,
            max_attempts=attempts,
            retry_delay_minutes=retry_minutes,
            caller_id=caller_id,
            pacing=pacing,
            agents=_agents(service, agent or []),
        )
        try:
            campaign = asyncio.run(service.create(plan))
        except CampaignNameTaken as error:
            raise CommandError(f"já existe a campanha {name!r}; escolha outro nome") from error
        if start:
            campaign = asyncio.run(service.set_status(campaign.id, "running"))
    tell(line_of(campaign))
    if not start:
        tell(f'pausada: `concilia campaign start "{name}"` começa a discar')


@_app.command("dialing")
def dialing(  # noqa: PLR0913, PLR0917 - the options of a command
    name: NameArgument,
    mode: ModeOption,
    concurrent: ConcurrentOption = 10,
    target: TargetOption = 3.0,
    goal: GoalOption = PacingGoal.STRICT,
    ratio: RatioOption = 1.5,
    max_wait: MaxWaitOption = None,
    ring: RingOption = 30,
    weight: WeightOption = 1,
    cancel_surplus: CancelOption = False,
    agent: AgentOption = None,
    home: HomeOption = None,
) -> None:
    """Muda como a campanha disca, mesmo no ar. Vale o que for dito aqui: o que não for volta ao padrão."""
    from services.campaigns import CampaignDialing

    pacing = _pacing(target, goal, ratio, max_wait, ring, weight, cancel_surplus=cancel_surplus)
    with _service(home) as service:
        campaign = _named(service, name)
        wishes = CampaignDialing(
            dial_mode=mode, concurrent_calls=concurrent, pacing=pacing, agents=_agents(service, agent or [])
        )
        campaign = asyncio.run(service.set_dialing(campaign.id, wishes))
    for line in settings_of(campaign):
        tell(line)


@_app.command("start")
def start(name: NameArgument, home: HomeOption = None) -> None:
    """Começa a discar, ou recomeça; devedores que importações trouxeram entram na lista."""
    _set_status(name, "running", home)


@_app.command("pause")
def pause(name: NameArgument, home: HomeOption = None) -> None:
    """Para de discar já na próxima decisão; as conversas em curso seguem até o fim."""
    _set_status(name, "paused", home)


@_app.command("stop")
def stop(name: NameArgument, home: HomeOption = None) -> None:
    """Encerra: para de discar e sai das listas de trabalho. `start` a reabre."""
    _set_status(name, "finished", home)


@_app.command("why")
def why(name: NameArgument, home: HomeOption = None) -> None:
    """Por que disca ou espera: o abandono e as últimas decisões, em palavras (o mesmo que `concilia why campaign`)."""
    why_campaign(name, home)


@contextmanager
def _service(home: Path | None) -> "Iterator[CampaignService]":
    from services.campaigns import CampaignService

    with open_database(settings_or_die(home=home)) as (database, clock):
        yield CampaignService(storage=database, clock=clock)


def _set_status(name: str, status: str, home: Path | None) -> None:
    from services.campaigns import CampaignFinished

    with _service(home) as service:
        campaign = _named(service, name)
        try:
            campaign = asyncio.run(service.set_status(campaign.id, status))
        except CampaignFinished as error:
            raise CommandError(f"a campanha {campaign.name} está encerrada: só `start` a reabre") from error
    tell(line_of(campaign))


def _named(service: "CampaignService", name: str) -> "CampaignFacts":
    wanted = name.strip().casefold()
    found = [one for one in asyncio.run(service.campaigns()) if one.name.casefold() == wanted]
    if not found:
        raise CommandError(f"não existe a campanha {name!r}; veja `concilia campaign list`")
    return found[0]


def _portfolio(service: "CampaignService", name: str) -> int:
    wanted = name.strip().casefold()
    for one in asyncio.run(service.portfolios()):
        if one.name.casefold() == wanted:
            return one.id
    raise CommandError(f"não existe a carteira {name!r}; veja `concilia portfolio list`")


def _agents(service: "CampaignService", usernames: Sequence[str]) -> "frozenset[UserId]":
    from domain.access import Role

    def read(uow: "UnitOfWork") -> "list[UserAccount | None]":
        return [uow.users.by_username(username) for username in usernames]

    found: set[UserId] = set()
    for username, account in zip(usernames, asyncio.run(service.storage.read(read)), strict=True):
        if account is None or account.role is not Role.AGENT or not account.active:
            raise CommandError(f"{username} não é um agente com acesso; veja `concilia user add --help`")
        found.add(account.id)
    return frozenset(found)


def _checked(name: str, caller_id: str) -> str:
    """The name as it is kept."""
    from domain.contact.phone import PhoneRefused, parse_phone

    name = name.strip()
    if not 1 <= len(name) <= 120:
        raise CommandError("o nome precisa de 1 a 120 caracteres")
    if caller_id and not caller_id.startswith("+"):
        raise CommandError(f"--caller-id {caller_id!r}: escreva com +55 e DDD, como +551132654321")
    try:
        if caller_id:
            parse_phone(caller_id)
    except PhoneRefused as error:
        raise CommandError(f"--caller-id {caller_id!r} não serve: {error.reason}") from error
    return name


def _pacing(
    target: float, goal: PacingGoal, ratio: float, max_wait: int | None, ring: int, weight: int, *, cancel_surplus: bool
) -> "PacingSettings":
    from domain.call.dial_mode import PacingSettings

    return PacingSettings(
        abandonment_target=round(target / 100, 4),
        goal=goal,
        ratio=ratio,
        max_wait_seconds=max_wait,
        ring_timeout_seconds=ring,
        weight=weight,
        cancel_surplus=cancel_surplus,
    )
