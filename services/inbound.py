"""Calls that come in: taken down at once, whoever it is, and given to the debtor once that is known."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.call.inbound import attempt_of_channel
from domain.contact.document import DocumentRefused, parse_document
from domain.contact.phone import PhoneRefused, parse_phone
from domain.ids import AttemptId, DebtorId, PortfolioId
from services.ports.clock import Clock
from services.ports.repositories.inbound import Candidate, InboundAttempt
from services.ports.storage import Storage, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundService:
    """`dialer` owns the calls of the switch that they arrive at."""

    storage: Storage
    clock: Clock
    dialer: str
    trunk: str

    async def arrive(self, channel: str, number: str) -> AttemptId | None:
        """Take down a call to `number`; None when it is not a published number, or the channel is none of the trunk's.

        Raises StorageError.
        """
        attempt_id, dialled = attempt_of_channel(channel), _spellings(number)
        if attempt_id is None or not dialled:
            return None
        now = self.clock.now()

        def work(uow: UnitOfWork) -> AttemptId | None:
            portfolio_id = uow.inbound.portfolio_of(dialled)
            if portfolio_id is None:
                return None
            line = uow.inbound.line(portfolio_id, at=now)
            uow.inbound.add(
                InboundAttempt(attempt_id=attempt_id, line=line, dialer=self.dialer, trunk=self.trunk, at=now)
            )
            return attempt_id

        return await self.storage.write(work)

    async def who_calls_from(self, attempt_id: AttemptId, number: str) -> Candidate | None:
        """A hint, and no more: numbers change hands, and what a call shows may be anything."""
        calling = _e164(number)
        if not calling:
            return None
        return await self.storage.read(
            lambda uow: _in_portfolio(uow, attempt_id, lambda portfolio: uow.inbound.by_phone(calling, portfolio))
        )

    async def who_has(self, attempt_id: AttemptId, document: str) -> Candidate | None:
        """None as well for a document that is none: whoever asks learns nothing from the difference."""
        try:
            parsed = parse_document(document)
        except DocumentRefused:
            return None
        return await self.storage.read(
            lambda uow: _in_portfolio(uow, attempt_id, lambda portfolio: uow.inbound.by_document(parsed, portfolio))
        )

    async def assign(self, attempt_id: AttemptId, debtor_id: DebtorId, *, number: str) -> None:
        """They have proved who they are."""
        calling = _e164(number)
        await self.storage.write(lambda uow: uow.inbound.assign(attempt_id, debtor_id, number=calling))


def _in_portfolio(
    uow: UnitOfWork, attempt_id: AttemptId, find: Callable[[PortfolioId], Candidate | None]
) -> Candidate | None:
    portfolio_id = uow.inbound.portfolio_of_attempt(attempt_id)
    return None if portfolio_id is None else find(portfolio_id)


def _e164(number: str) -> str:
    try:
        return parse_phone(number).number
    except PhoneRefused:
        return ""


def _spellings(number: str) -> list[str]:
    """As carriers write a number that was dialled: with the country, without it, with a trunk zero, or a service."""
    digits = "".join(character for character in number if character.isascii() and character.isdigit())
    if not digits:
        return []
    return [f"+{digits}", f"+55{digits.removeprefix('0')}", digits]
