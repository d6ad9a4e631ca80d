"""What the menu knows about a call and the facts that a debtor's keys make true; each fact is one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from domain.call.events import AgreementConfirmed, AttemptDisposed
from domain.call.outcome import AttemptFacts, MenuReport, decide_outcome
from domain.errors import DomainError
from domain.ids import AgreementId, AttemptId
from domain.language.names import first_name
from domain.negotiation.agreement import Agreement
from domain.negotiation.build_offers import build_offers
from domain.negotiation.business_days import end_of_pause
from domain.negotiation.default_policy import DEFAULT_POLICY
from domain.negotiation.identity import IdentityChallenge, challenge_for
from domain.negotiation.offer import Offer, OpenDebt
from domain.negotiation.policy import Authority, Policy
from services.evidence.collecting import agreement_made, menu_visited
from services.negotiation.ground import ground_of
from services.negotiation.negotiating import debts_of, profile_of
from services.negotiation.protocols import draw_ids, free_protocol
from services.notices.following import draw_follow_up, follow_agreement
from services.ports.clock import Clock, IdSource
from services.ports.repositories.agreements import ActedBy, Actor, NewAgreement
from services.ports.repositories.menu import MenuCall, MenuProgress
from services.ports.storage import Storage, UnitOfWork

PAUSE_AFTER_CLAIM_BUSINESS_DAYS: Final = 2
SPOKEN_PAYMENTS: Final = 2
"""The menu has words for one payment and for two."""


class MenuError(DomainError):
    """The menu may not do what was asked."""


class DebtsChanged(MenuError):
    """A debt of the offer is not open any more: it was paid or agreed upon meanwhile."""


class UnknownAttempt(MenuError):
    """There is no such attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuContext:
    """All that a call's menu speaks of, read once at its start. `debts` and `offers` are of today."""

    call: MenuCall
    first_name: str
    challenge: IdentityChallenge
    debts: tuple[OpenDebt, ...]
    offers: tuple[Offer, ...]
    tolerance_days: int = 2


class MenuService:
    """The methods that write are idempotent per attempt; all raise StorageError when the database fails."""

    def __init__(
        self,
        storage: Storage,
        *,
        clock: Clock,
        ids: IdSource,
        zone: tzinfo,
        policy: Policy = DEFAULT_POLICY,
    ) -> None:
        """`zone` is where the house's days are counted; `policy` rules the portfolios that have none of their own."""
        self._storage = storage
        self._clock = clock
        self._ids = ids
        self._zone = zone
        self._policy = policy

    async def load(self, attempt_id: AttemptId) -> MenuContext:
        """One read. Raises UnknownAttempt."""
        now = self._clock.now()

        def read(uow: UnitOfWork) -> MenuContext:
            call = uow.menu.find_call(attempt_id)
            if call is None:
                raise UnknownAttempt(attempt_id)
            ground = ground_of(uow, call.debtor_id, call.portfolio_id, now=now, zone=self._zone, default=self._policy)
            debts = debts_of(uow, call.debtor_id, call.portfolio_id, ground)
            return MenuContext(
                call=call,
                first_name=first_name(call.name),
                challenge=challenge_for(birth_date=call.birth_date, document=call.document),
                debts=debts,
                offers=build_offers(
                    debts,
                    ground.policy,
                    Authority.URA,
                    ground.today,
                    profile=profile_of(uow, call.debtor_id),
                    holidays=ground.holidays,
                    longest=SPOKEN_PAYMENTS,
                ),
                tolerance_days=ground.policy.tolerance_days,
            )

        return await self._storage.read(read)

    async def start(self, attempt_id: AttemptId, *, at: datetime) -> None:
        """The menu speaks with the attempt's debtor since `at`."""
        await self._storage.write(lambda uow: uow.menu.start(attempt_id, at))

    async def save(self, context: MenuContext, progress: MenuProgress) -> None:
        """Commit what the menu learned so far: identity confirmed, and in the end its verdict and its steps."""
        await self._storage.write(lambda uow: self._save(uow, context, progress))

    async def agree(self, context: MenuContext, offer: Offer, *, read_back: str, progress: MenuProgress) -> str:
        """Commit the agreement with its debts, installments, first charge and message; gives the protocol number.

        An attempt makes one agreement: asked again, the protocol of the first is given. Raises DebtsChanged.
        """
        agreement_id = AgreementId(self._ids.new_id())
        draws, follow_up = draw_ids(self._ids), draw_follow_up(self._ids, self._zone)
        now = self._clock.now()

        def work(uow: UnitOfWork) -> str:
            earlier = uow.menu.protocol_of(context.call.attempt_id)
            if earlier is not None:
                return earlier
            if uow.menu.lock_open_debts(offer.debt_ids) != frozenset(offer.debt_ids):
                raise DebtsChanged("a debt of the offer is not open any more")
            protocol = self._draw_protocol(uow, draws, now)
            self._save(uow, context, replace(progress, disposition=offer.disposition))
            uow.agreements.add(
                NewAgreement(
                    agreement=Agreement(
                        agreement_id=agreement_id, protocol=protocol, offer=offer, read_back=read_back, confirmed_at=now
                    ),
                    debtor_id=context.call.debtor_id,
                    portfolio_id=context.call.portfolio_id,
                    attempt_id=context.call.attempt_id,
                    tolerance_days=context.tolerance_days,
                    by=ActedBy(actor=Actor.DEBTOR, reason="said_yes"),
                )
            )
            agreement_made(uow, agreement_id, at=now)
            uow.menu.set_protocol(context.call.attempt_id, protocol, agreement_id)
            uow.record(
                AgreementConfirmed(
                    at=now,
                    attempt_id=context.call.attempt_id,
                    campaign_id=context.call.campaign_id,
                    agreement_id=agreement_id,
                )
            )
            follow_agreement(uow, agreement_id, context.call.attempt_id, follow_up, now=now)
            return protocol

        return await self._storage.write(work)

    async def claim_paid(self, context: MenuContext, progress: MenuProgress) -> str:
        """The debtor says it was paid: collection rests for two business days; gives the protocol number."""
        now = self._clock.now()
        draws = draw_ids(self._ids)

        def work(uow: UnitOfWork) -> str:
            protocol = self._protocol(uow, context, progress, draws, now)
            holidays = uow.contact.local_holidays(context.call.debtor_id)
            paused_until = end_of_pause(now, PAUSE_AFTER_CLAIM_BUSINESS_DAYS, zone=self._zone, holidays=holidays)
            uow.menu.claim_paid(context.call, paused_until=paused_until, at=now)
            return protocol

        return await self._storage.write(work)

    async def unlink_number(self, context: MenuContext, progress: MenuProgress) -> str:
        """The number is not the debtor's: it is never dialled for them again; gives the protocol number."""
        now = self._clock.now()
        draws = draw_ids(self._ids)

        def work(uow: UnitOfWork) -> str:
            protocol = self._protocol(uow, context, progress, draws, now)
            uow.menu.unlink_phone(context.call.phone_id, protocol=protocol, at=now)
            return protocol

        return await self._storage.write(work)

    def _protocol(
        self, uow: UnitOfWork, context: MenuContext, progress: MenuProgress, draws: list[str], now: datetime
    ) -> str:
        """Save the progress and give the session's protocol, drawn now if it has none yet."""
        self._save(uow, context, progress)
        attempt_id = context.call.attempt_id
        protocol = uow.menu.protocol_of(attempt_id)
        if protocol is None:
            protocol = self._draw_protocol(uow, draws, now)
            uow.menu.set_protocol(attempt_id, protocol)
        return protocol

    def _save(self, uow: UnitOfWork, context: MenuContext, progress: MenuProgress) -> None:
        attempt_id = progress.attempt_id
        # Locked first: the dialer may be closing the attempt at this very moment, and one of us must see the other.
        attempt = uow.menu.lock_attempt(attempt_id)
        uow.menu.save(progress)
        if progress.trace is not None:
            menu_visited(uow, progress, progress.trace, at=self._clock.now())
        if attempt is None or not attempt.closed or attempt.disposed_by_agent:
            return
        report = MenuReport(
            pressed_keys=progress.pressed_keys,
            identity_confirmed=progress.identity_confirmed_at is not None,
            disposition=progress.disposition,
        )
        outcome = decide_outcome(
            AttemptFacts(
                dialed=attempt.dialed,
                answered=True,
                hangup_cause=attempt.hangup_cause,
                menu=report,
                asked_for_person=attempt.asked_for_person,
                bridged=attempt.bridged,
            )
        )
        if outcome.disposition is not attempt.disposition:
            uow.menu.correct_disposition(attempt_id, outcome.disposition)
            uow.record(
                AttemptDisposed(
                    at=self._clock.now(),
                    attempt_id=attempt_id,
                    campaign_id=context.call.campaign_id,
                    disposition=outcome.disposition,
                )
            )

    def _draw_protocol(self, uow: UnitOfWork, draws: list[str], now: datetime) -> str:
        protocol = free_protocol(uow, draws, now.astimezone(self._zone).date())
        if protocol is None:
            raise MenuError("no free protocol number was drawn")
        return protocol
