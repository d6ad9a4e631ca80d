"""Messages as a supervisor looks at them, and the texts of a portfolio."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.ids import NoticeId, PortfolioId, UserId
from domain.notice.notice import NoticeState
from domain.notice.template_file import DEFAULT_TEXTS, parse_templates
from services.contacting import NoPortfolio
from services.notices.errors import NoSuchNotice
from services.ports.clock import Clock
from services.ports.repositories.notices import ListedNotice, NoticeFacts, NoticeQuery
from services.ports.storage import Storage, UnitOfWork

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """`counts` are of all messages, by state."""

    items: Sequence[ListedNotice]
    page_size: int
    total: int
    counts: Mapping[NoticeState, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeBook:
    storage: Storage
    clock: Clock

    async def page(self, query: NoticeQuery, *, page: int) -> NoticePage:
        def read(uow: UnitOfWork) -> NoticePage:
            return NoticePage(
                items=uow.notices.page(query, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE),
                page_size=PAGE_SIZE,
                total=uow.notices.count(query),
                counts=uow.notices.counts(),
            )

        return await self.storage.read(read)

    async def get(self, notice_id: str) -> NoticeFacts:
        """With its words. Raises NoSuchNotice."""
        found = await self.storage.read(lambda uow: uow.notices.get(NoticeId(notice_id)))
        if found is None:
            raise NoSuchNotice
        return found

    async def templates(self, portfolio_id: int) -> tuple[int, str]:
        """Version and file in force; version 0: the house's. Raises NoPortfolio."""

        def read(uow: UnitOfWork) -> tuple[int, str]:
            found = uow.notices.templates(_portfolio(uow, portfolio_id))
            return (0, DEFAULT_TEXTS) if found is None else (found.version, found.source)

        return await self.storage.read(read)

    async def set_templates(self, portfolio_id: int, source: str, *, by: UserId) -> int:
        """Gives the version. Raises TemplateRefused, NoPortfolio."""
        parse_templates(source)
        now = self.clock.now()

        def work(uow: UnitOfWork) -> int:
            return uow.notices.replace_templates(_portfolio(uow, portfolio_id), source, by=by, at=now)

        return await self.storage.write(work)


def _portfolio(uow: UnitOfWork, portfolio_id: int) -> PortfolioId:
    if not uow.campaigns.portfolio_exists(PortfolioId(portfolio_id)):
        raise NoPortfolio
    return PortfolioId(portfolio_id)
