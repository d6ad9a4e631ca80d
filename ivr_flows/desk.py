"""What a flow's requests and its progress are done with: the use cases behind the telephone."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from domain.ids import AttemptId
from ivr_flows.contract import Agree, ClaimPaid, Request, ServiceDone, UnlinkNumber
from ivr_flows.prompts import PromptBook
from ivr_flows.talk import Talk
from services.menu import MenuService
from services.ports.repositories.menu import MenuProgress

Handler: TypeAlias = Callable[[Any, Talk, MenuProgress], Awaitable[ServiceDone]]


class Desk(Protocol):
    """All raise StorageError or MenuError when it is not known to be done."""

    async def start(self, attempt_id: AttemptId, *, at: datetime) -> None:
        """The menu speaks since `at`."""
        ...

    async def carry_out(self, request: Request, talk: Talk, progress: MenuProgress) -> ServiceDone: ...

    async def save(self, talk: Talk, progress: MenuProgress) -> None: ...


class MenuDesk:
    """The outbound menu's. A flow with requests of its own hands in `more` handlers, or adds them in a subclass."""

    def __init__(
        self, menu: MenuService, prompts: PromptBook, *, more: Mapping[type[Request], Handler] | None = None
    ) -> None:
        self._menu = menu
        self._prompts = prompts
        self._handlers: dict[type[Request], Handler] = {
            Agree: self._agree,
            ClaimPaid: self._claim_paid,
            UnlinkNumber: self._unlink_number,
            **(more or {}),
        }

    async def start(self, attempt_id: AttemptId, *, at: datetime) -> None:
        await self._menu.start(attempt_id, at=at)

    async def carry_out(self, request: Request, talk: Talk, progress: MenuProgress) -> ServiceDone:
        return await self._handlers[type(request)](request, talk, progress)

    async def save(self, talk: Talk, progress: MenuProgress) -> None:
        await self._menu.save(talk.context, progress)

    async def _agree(self, request: Agree, talk: Talk, progress: MenuProgress) -> ServiceDone:
        text = self._prompts.text(request.read_back)
        return ServiceDone(await self._menu.agree(talk.context, request.offer, read_back=text, progress=progress))

    async def _claim_paid(self, _: ClaimPaid, talk: Talk, progress: MenuProgress) -> ServiceDone:
        return ServiceDone(await self._menu.claim_paid(talk.context, progress))

    async def _unlink_number(self, _: UnlinkNumber, talk: Talk, progress: MenuProgress) -> ServiceDone:
        return ServiceDone(await self._menu.unlink_number(talk.context, progress))
