"""What a debtor's keys make true besides an agreement; each fact is one transaction, and asked twice is done once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from domain.call.case import CAUSE_RULES, CaseKind, CaseStory, DelayCause, DisputeReason
from domain.call.disposition import Disposition
from domain.call.disposition_details import DispositionDetails
from domain.contact.callback import CallbackSlot
from domain.contact.facts import LOOK_BACK, Channel, HoldKind
from domain.contact.voicemail_message import decide_message
from domain.ids import CaseId
from domain.negotiation.business_days import end_of_pause
from domain.reporting.survey import SurveyAnswer
from services.disposing import Saying, apply_disposition, standard
from services.menu_records import give_protocol, open_case, save_progress
from services.negotiation.protocols import draw_ids
from services.ports.clock import Clock, IdSource
from services.ports.repositories.contact import ContactMade, NewHold
from services.ports.repositories.menu import MenuCall, MenuProgress
from services.ports.storage import Storage, UnitOfWork

PAUSE_AFTER_CLAIM_BUSINESS_DAYS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuFacts:
    """The methods give the protocol number once the fact is durable. All raise StorageError and MenuError."""

    storage: Storage
    clock: Clock
    ids: IdSource
    zone: tzinfo

    async def claim_paid(self, call: MenuCall, story: CaseStory, progress: MenuProgress) -> str:
        """The debtor says it was paid: collection rests for two business days."""
        now = self.clock.now()

        def work(uow: UnitOfWork) -> None:
            holidays = uow.contact.local_holidays(call.debtor_id)
            paused_until = end_of_pause(now, PAUSE_AFTER_CLAIM_BUSINESS_DAYS, zone=self.zone, holidays=holidays)
            uow.menu.claim_paid(call, paused_until=paused_until, at=now)

        return await self._tell(call, progress, now, work, story=story)

    async def dispute(self, call: MenuCall, reason: DisputeReason, progress: MenuProgress) -> str:
        """The debts are not collected until somebody has answered."""
        now = self.clock.now()
        details = DispositionDetails(note=reason.value)

        def work(uow: UnitOfWork) -> None:
            uow.menu.dispute(call, at=now)
            self._apply(uow, call, Disposition.CONTESTA_DIVIDA, details, now)

        story = CaseStory(kind=CaseKind.DISPUTE, reason=reason.value)
        return await self._tell(call, progress, now, work, story=story)

    async def tell_cause(self, call: MenuCall, cause: DelayCause, progress: MenuProgress) -> str:
        """Why it was not paid: a ticket for who gives the service, or a person to look at the case."""
        now = self.clock.now()
        rule = CAUSE_RULES[cause]

        def work(uow: UnitOfWork) -> None:
            self._apply(uow, call, rule.disposition, DispositionDetails(note=cause.value), now)

        return await self._tell(call, progress, now, work, story=CaseStory(kind=rule.kind, reason=cause.value))

    async def schedule(self, call: MenuCall, slot: CallbackSlot, progress: MenuProgress) -> str:
        """The debtor is called in the slot, and not before."""
        now = self.clock.now()
        details = DispositionDetails(callback_from=slot.starts_at, callback_until=slot.ends_at)
        return await self._tell(
            call, progress, now, lambda uow: self._apply(uow, call, Disposition.RETORNO_AGENDADO, details, now)
        )

    async def leave_wish(self, call: MenuCall, slot: CallbackSlot, progress: MenuProgress) -> str:
        """Whoever answered says when the person is in: this number rests until then, others do not."""
        now = self.clock.now()
        hold = NewHold(
            kind=HoldKind.CALLBACK,
            debtor_id=call.debtor_id,
            number=call.phone_number,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            reason="third_party",
            attempt_id=call.attempt_id,
        )
        return await self._tell(call, progress, now, lambda uow: uow.contact.add_hold(hold, at=now))

    async def leave_message(self, call: MenuCall) -> bool:
        """Whether a message may be left on this person's voicemail now; it is counted as left, before it is spoken."""
        now = self.clock.now()
        message = ContactMade(
            debtor_id=call.debtor_id,
            channel=Channel.VOICEMAIL,
            at=now,
            number=call.phone_number,
            portfolio_id=call.portfolio_id,
            reference=f"voicemail/{call.attempt_id}",
        )

        def work(uow: UnitOfWork) -> bool:
            left_at = uow.contact.messages_left(call.debtor_id, since=now - LOOK_BACK)
            if not decide_message(left_at, now=now):
                return False
            uow.contact.record_contact(message)
            return True

        return await self.storage.write(work)

    async def stop_calls(self, call: MenuCall, progress: MenuProgress) -> str:
        now = self.clock.now()
        return await self._tell(
            call,
            progress,
            now,
            lambda uow: self._apply(uow, call, Disposition.PEDE_BLOQUEIO, DispositionDetails(), now),
        )

    async def unlink_number(self, call: MenuCall, progress: MenuProgress) -> str:
        """The number is not the debtor's: it is never dialled for them again."""
        now = self.clock.now()
        draws = draw_ids(self.ids)

        def work(uow: UnitOfWork) -> str:
            save_progress(uow, call.campaign_id, progress, now=now)
            protocol = give_protocol(uow, call.attempt_id, draws, day=now.astimezone(self.zone).date())
            uow.menu.unlink_phone(call.phone_id, protocol=protocol, at=now)
            return protocol

        return await self.storage.write(work)

    async def rate(self, call: MenuCall, marks: int) -> None:
        """How satisfied the debtor is with the call, 1 to 5. Raises NoSuchMark."""
        answer = SurveyAnswer(satisfaction=marks)
        now = self.clock.now()
        await self.storage.write(lambda uow: uow.surveys.record(call.attempt_id, answer, at=now))

    async def _tell(
        self,
        call: MenuCall,
        progress: MenuProgress,
        now: datetime,
        then: Callable[[UnitOfWork], object],
        *,
        story: CaseStory | None = None,
    ) -> str:
        draws = draw_ids(self.ids)
        case_id = CaseId(self.ids.new_id())

        def work(uow: UnitOfWork) -> str:
            if uow.menu.fact_of(call.attempt_id) is progress.disposition and progress.disposition is not None:
                # Told before, and the answer was lost on the way.
                known = uow.menu.protocol_of(call.attempt_id)
                if known is not None:
                    return known
            save_progress(uow, call.campaign_id, progress, now=now)
            protocol = give_protocol(uow, call.attempt_id, draws, day=now.astimezone(self.zone).date())
            then(uow)
            if story is not None:
                open_case(uow, call, story, case_id=case_id, protocol=protocol, at=now)
            return protocol

        return await self.storage.write(work)

    def _apply(
        self, uow: UnitOfWork, call: MenuCall, disposition: Disposition, details: DispositionDetails, now: datetime
    ) -> None:
        subject = uow.contact.attempt_subject(call.attempt_id)
        assert subject is not None  # noqa: S101 - the call was found by its attempt
        saying = Saying(by=None, now=now, zone=self.zone, promise_id="")
        apply_disposition(uow, subject, standard(disposition), details, saying)
