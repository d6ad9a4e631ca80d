"""All the use cases that a menu needs, put together once for a process."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from domain.ids import DebtorId
from domain.negotiation.default_policy import DEFAULT_POLICY
from domain.negotiation.policy import Policy
from services.menu import MenuContext, MenuService
from services.menu_facts import MenuFacts
from services.notices.requesting import NoticeService
from services.payments.watching import paid_since
from services.ports.clock import Clock, IdSource
from services.ports.storage import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuHouse:
    storage: Storage
    menu: MenuService
    facts: MenuFacts
    notices: NoticeService

    async def look(self, context: MenuContext) -> MenuContext:
        """What is owed at this moment, and where a payment code may be sent. Raises StorageError."""
        looked = await self.menu.look(context)
        if not looked.offers:
            return looked
        call = context.call
        return replace(looked, contacts=await self.notices.contacts(call.debtor_id, line=call.phone_number))

    async def has_paid(self, debtor_id: DebtorId, *, since: datetime) -> bool:
        """Whether a payment arrived that leaves no doubt. Raises StorageError."""
        news = await self.storage.read(lambda uow: paid_since(uow, debtor_id, since))
        return news is not None and not news.in_doubt


def menu_house(
    storage: Storage, *, clock: Clock, ids: IdSource, zone: tzinfo, policy: Policy = DEFAULT_POLICY
) -> MenuHouse:
    """`zone` is where the house's days are counted; `policy` rules the portfolios that have none of their own."""
    return MenuHouse(
        storage=storage,
        menu=MenuService(storage, clock=clock, ids=ids, zone=zone, policy=policy),
        facts=MenuFacts(storage=storage, clock=clock, ids=ids, zone=zone),
        notices=NoticeService(storage=storage, clock=clock, ids=ids, timezone=zone),
    )
