"""The whole house on one machine: broker, Asterisk, database, prompts, and the three processes over them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from adapters.storage.migrate import upgrade
from runtime.asterisk_instance import AsteriskError
from runtime.home import HomeInUse, logs_of, owned, prepare_home
from runtime.mosquitto import MosquittoMissing
from runtime.ports import is_taken
from runtime.prompts import PromptsNotReady, ensure_prompts
from runtime.settings import Settings
from runtime.stack import broker_child, process_children, product_asterisk_child
from runtime.supervisor import Supervisor, SupervisorError
from services.ports.storage import StorageError

Tell = Callable[[str], None]


class HouseError(Exception):
    """The house cannot stand; the message is for the person at the terminal, in Portuguese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """`settings` are complete: secrets made, broker chosen."""

    settings: Settings
    supervisor: Supervisor
    tell: Tell

    async def lay_ground(self) -> None:
        """Broker, Asterisk, migrated database and prompts; all at once, for they do not need one another."""
        with plain_errors():
            async with asyncio.TaskGroup() as group:
                group.create_task(self._start_servers(), name="start-servers")
                group.create_task(asyncio.to_thread(upgrade, self.settings.database), name="migrate")
                group.create_task(ensure_prompts(self.settings, self.tell), name="prompts")

    async def open(self) -> None:
        """The three processes; the house works when this returns."""
        with plain_errors():
            await self.supervisor.start_all(process_children(self.settings))

    async def _start_servers(self) -> None:
        children = [await product_asterisk_child(self.settings)] if self.settings.asterisk_managed else []
        if self.settings.mqtt_managed:
            children.append(broker_child(self.settings))
        await self.supervisor.start_all(children)


@asynccontextmanager
async def house(
    settings: Settings, tell: Tell, *, arrange: Callable[[Settings], Settings] = lambda settings: settings
) -> AsyncIterator[House]:
    """The house of this state folder, to be laid and opened; leaving ends everything. Raises HouseError.

    `arrange` gives the settings their last form, once the state folder is ours alone.
    """
    try:
        with owned(settings.home):
            arranged = arrange(settings)
            refuse_taken_ports(arranged)
            complete = with_own_broker(prepare_home(arranged))
            async with Supervisor(logs=logs_of(complete.home), on_restart=_tell_restart(tell)) as supervisor:
                yield House(settings=complete, supervisor=supervisor, tell=tell)
    except HomeInUse as error:
        raise HouseError(f"já há uma Concilia de pé com o estado em {error}") from error


@contextmanager
def plain_errors() -> Iterator[None]:
    """What can go wrong outside of us becomes a HouseError, the first of several that went wrong together."""
    # Python 3.11 up to its early patch releases puts what is raised inside except* into a group again.
    plain: list[HouseError] = []
    try:
        yield
    except* HouseError as failures:
        plain.append(HouseError(str(_first(failures))))
    except* StorageError as failures:
        plain.append(HouseError(f"o banco de dados não respondeu: {_first(failures)}"))
    except* (SupervisorError, AsteriskError, MosquittoMissing, PromptsNotReady, OSError) as failures:
        plain.append(HouseError(str(_first(failures))))
    if plain:
        raise plain[0]


def with_own_broker(settings: Settings) -> Settings:
    """Unless a broker is set, ours on loopback."""
    if settings.mqtt_host:
        return settings
    return settings.model_copy(update={"mqtt_host": "127.0.0.1", "mqtt_managed": True})


def refuse_taken_ports(settings: Settings) -> None:
    """Raises HouseError naming the first port that something else holds, and the setting that moves it."""
    wanted = [("http_port", settings.http_host), ("fastagi_port", settings.fastagi_bind)]
    if not settings.mqtt_host:
        wanted.append(("mqtt_port", "127.0.0.1"))
    if settings.asterisk_managed:
        wanted += [("ami_port", settings.ami_bind), ("asterisk_http_port", settings.asterisk_http_bind)]
    for name, host in wanted:
        port = getattr(settings, name)
        if is_taken(port, host=host):
            raise HouseError(f"a porta {port} está em uso: libere-a ou escolha outra com CONCILIA_{name.upper()}")


def _tell_restart(tell: Tell) -> Callable[[str, int], None]:
    return lambda name, code: tell(f"{name} caiu (código {code}); levantando de novo")


def _first(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = failures
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
