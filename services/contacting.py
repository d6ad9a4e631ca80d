"""Why somebody may be contacted or not; holds; a portfolio's own rules."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.contact.ddd import zones_of
from domain.contact.decide_contact import RuleVerdict, explain_contact
from domain.contact.document import DocumentRefused, parse_document
from domain.contact.facts import Channel, PastDial, PhoneFacts
from domain.contact.policy import ContactPolicy, tightened
from domain.ids import DebtorId, PortfolioId, UserId
from services.contact_policy import PolicyUnreadable, contact_policy
from services.errors import ServiceError
from services.ports.clock import Clock
from services.ports.repositories.contact import (
    ContactScope,
    ContactSubject,
    HoldFacts,
    NewHold,
    PolicyFacts,
)
from services.ports.storage import Storage, UnitOfWork


class NoSuchDebtor(ServiceError):
    """Nobody has this document or id."""


class NoSuchHold(ServiceError):
    """No hold in force has this id."""


class NoPortfolio(ServiceError):
    """No portfolio has this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWhy:
    """`phone` None: the person has no number. The first verdict that refuses decides."""

    phone: PhoneFacts | None
    verdicts: Sequence[RuleVerdict]

    @property
    def first(self) -> RuleVerdict | None:
        return next((verdict for verdict in self.verdicts if verdict.refused is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeWhy:
    """`policy_broken`: what is stored for the portfolio is no policy, so nobody is called; rules as the house's."""

    scope: ContactScope
    policy_broken: bool
    numbers: Sequence[NumberWhy]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    debtor_id: DebtorId
    at: datetime
    scopes: Sequence[ScopeWhy]
    dials: Sequence[PastDial] = ()
    """The contacts that the rules count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactService:
    storage: Storage
    clock: Clock

    async def why(self, reference: str, *, at: datetime | None = None, channel: Channel = Channel.CALL) -> Why:
        """`reference` is a document, however punctuated, or an id. Raises NoSuchDebtor."""
        now = at or self.clock.now()

        return await self.storage.read(lambda uow: _why(uow, uow.contact.find_debtor(_clean(reference)), channel, now))

    async def why_found(
        self, *, document: str = "", contract: str = "", at: datetime | None = None, channel: Channel = Channel.CALL
    ) -> Why:
        """By a document, however punctuated, or else by a contract. Raises NoSuchDebtor."""
        now = at or self.clock.now()

        def read(uow: UnitOfWork) -> Why:
            if document:
                return _why(uow, uow.contact.find_debtor(_document(document)), channel, now)
            return _why(uow, uow.contact.find_by_contract(contract), channel, now)

        return await self.storage.read(read)

    async def holds(self, debtor_id: int) -> Sequence[HoldFacts]:
        return await self.storage.read(lambda uow: uow.contact.holds(DebtorId(debtor_id)))

    async def hold(self, hold: NewHold) -> int:
        """Raises NoSuchDebtor."""

        def work(uow: UnitOfWork) -> int:
            if hold.debtor_id is not None and uow.contact.subject(hold.debtor_id, at=hold.starts_at) is None:
                raise NoSuchDebtor
            return uow.contact.add_hold(hold, at=self.clock.now())

        return await self.storage.write(work)

    async def lift(self, hold_id: int, *, by: UserId | None) -> None:
        """Raises NoSuchHold."""

        def work(uow: UnitOfWork) -> None:
            if not uow.contact.lift_hold(hold_id, by=by, at=self.clock.now()):
                raise NoSuchHold

        await self.storage.write(work)

    async def policy(self, portfolio_id: int) -> PolicyFacts | None:
        return await self.storage.read(lambda uow: uow.contact.policy(PortfolioId(portfolio_id)))

    async def set_policy(self, portfolio_id: int, settings: Mapping[str, Any], *, by: UserId | None) -> int:
        """Gives the version. Raises ContactPolicyRefused (BelowFloor when looser than the floor), NoPortfolio."""
        tightened(ContactPolicy(max_attempts=1), settings)
        stored = json.dumps(dict(settings), sort_keys=True, default=str)

        def work(uow: UnitOfWork) -> int:
            if not uow.campaigns.portfolio_exists(PortfolioId(portfolio_id)):
                raise NoPortfolio
            return uow.contact.replace_policy(PortfolioId(portfolio_id), stored, by=by, at=self.clock.now())

        return await self.storage.write(work)


def _why(uow: UnitOfWork, debtor_id: DebtorId | None, channel: Channel, now: datetime) -> Why:
    subject = None if debtor_id is None else uow.contact.subject(debtor_id, at=now)
    if subject is None:
        raise NoSuchDebtor
    scopes = [_scope_why(subject, scope, channel, now) for scope in subject.scopes]
    return Why(debtor_id=subject.debtor_id, at=now, scopes=scopes, dials=subject.dials)


def _document(text: str) -> str:
    try:
        return parse_document(text)
    except DocumentRefused:
        raise NoSuchDebtor from None


def _clean(reference: str) -> str:
    digits = reference.strip()
    if digits.isdecimal() and len(digits) < 11:
        return digits
    try:
        return parse_document(digits)
    except DocumentRefused:
        return digits


def _scope_why(subject: ContactSubject, scope: ContactScope, channel: Channel, now: datetime) -> ScopeWhy:
    broken = False
    try:
        policy = contact_policy(scope.max_attempts, scope.retry_delay, scope.policy_settings)
    except PolicyUnreadable:
        broken, policy = True, contact_policy(scope.max_attempts, scope.retry_delay, "")
    phones: Sequence[PhoneFacts | None] = subject.phones or (None,)
    numbers = [
        NumberWhy(
            phone=phone,
            verdicts=explain_contact(scope.person, phone, subject.dials, policy, now=now, channel=channel),
        )
        for phone in phones
    ]
    return ScopeWhy(scope=scope, policy_broken=broken, numbers=numbers)


def debtor_zone(phone: PhoneFacts | None) -> str:
    """Whose clock the explanation's hours are told on."""
    zones = zones_of(phone.number) if phone is not None else ()
    return zones[0] if zones else "America/Sao_Paulo"
