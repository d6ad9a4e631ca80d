"""What is made true for somebody who waits for a person: the promise to call back instead."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from domain.call.disposition import Disposition
from domain.call.disposition_details import DispositionDetails
from domain.contact.facts import HoldKind
from domain.contact.soonest import SoonestCallback, soonest_callback
from domain.errors import DomainError
from domain.ids import AttemptId
from services.disposing import Saying, plan_next_call, standard
from services.negotiation.protocols import draw_ids, free_protocol
from services.ports.clock import Clock, IdSource
from services.ports.repositories.contact import NewHold
from services.ports.repositories.menu import MenuProgress
from services.ports.storage import Storage, UnitOfWork


class NoCallback(DomainError):
    """Nobody may call this person, or no free protocol number was drawn."""


@dataclass(frozen=True, slots=True)
class Promised:
    protocol: str
    disposition: Disposition


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRoom:
    storage: Storage
    clock: Clock
    ids: IdSource
    zone: tzinfo

    async def soonest(self, attempt_id: AttemptId) -> SoonestCallback | None:
        """When this person could be called back; None when nobody may call them."""
        now = self.clock.now()
        return await self.storage.read(lambda uow: _soonest(uow, attempt_id, now))

    async def promise(self, attempt_id: AttemptId, callback: SoonestCallback, progress: MenuProgress) -> Promised:
        """They are called then, and not before. Asked twice, it is one promise.

        Who has not said who they are leaves a message: it counts for this number only. Raises NoCallback.
        """
        now, draws = self.clock.now(), draw_ids(self.ids)

        def work(uow: UnitOfWork) -> Promised:
            subject = uow.contact.attempt_subject(attempt_id)
            if subject is None:
                raise NoCallback("nobody is on the line")
            known = progress.identity_confirmed_at is not None
            verdict = Disposition.RETORNO_AGENDADO if known else Disposition.RECADO_TERCEIRO
            uow.menu.save(replace(progress, disposition=progress.disposition or verdict))
            protocol = uow.menu.protocol_of(attempt_id)
            if protocol is None:
                protocol = free_protocol(uow, draws, now.astimezone(self.zone).date())
                if protocol is None:
                    raise NoCallback("no free protocol number was drawn")
                uow.menu.set_protocol(attempt_id, protocol)
            if not uow.contact.has_callback(attempt_id):
                hold = NewHold(
                    kind=HoldKind.CALLBACK,
                    debtor_id=subject.debtor_id,
                    number=None if known else subject.number,
                    starts_at=callback.starts_at,
                    ends_at=callback.ends_at,
                    reason="queue",
                    attempt_id=attempt_id,
                )
                uow.contact.add_hold(hold, at=now)
            if known:
                told = DispositionDetails(callback_from=callback.starts_at, callback_until=callback.ends_at)
                saying = Saying(by=None, now=now, zone=self.zone, promise_id="")
                plan_next_call(uow, subject, standard(verdict), told, saying)
            return Promised(protocol, verdict)

        return await self.storage.write(work)


def _soonest(uow: UnitOfWork, attempt_id: AttemptId, now: datetime) -> SoonestCallback | None:
    subject = uow.contact.attempt_subject(attempt_id)
    return None if subject is None else soonest_callback(subject.number, subject.uf, now=now)
