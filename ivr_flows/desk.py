"""What a flow's requests and its progress are done with: the use cases behind the telephone."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from domain.call.case import CaseKind, CaseStory
from domain.ids import AttemptId
from ivr_flows.contract import (
    Agree,
    ClaimPaid,
    CountWrongAnswer,
    Dispute,
    LeaveMessage,
    LeaveWish,
    LookAtDebts,
    LookForPayment,
    Rate,
    Request,
    Schedule,
    ServiceDone,
    StopCalls,
    TellCause,
    UnlinkNumber,
)
from ivr_flows.prompts import PromptBook
from ivr_flows.talk import Talk
from services.menu import DebtsChanged
from services.menu_house import MenuHouse
from services.ports.repositories.menu import MenuProgress

Handler: TypeAlias = Callable[[Any, Talk, MenuProgress], Awaitable[ServiceDone]]


class Desk(Protocol):
    """All raise StorageError or DomainError when it is not known to be done."""

    async def start(self, attempt_id: AttemptId, *, at: datetime) -> None:
        """The menu speaks since `at`."""
        ...

    async def carry_out(self, request: Request, talk: Talk, progress: MenuProgress) -> ServiceDone: ...

    async def save(self, talk: Talk, progress: MenuProgress) -> None: ...


class MenuDesk:
    """The outbound menu's. A flow with requests of its own hands in `more` handlers, or adds them in a subclass."""

    def __init__(
        self, house: MenuHouse, prompts: PromptBook, *, more: Mapping[type[Request], Handler] | None = None
    ) -> None:
        self._house = house
        self._prompts = prompts
        self._handlers: dict[type[Request], Handler] = {
            CountWrongAnswer: self._count_wrong_answer,
            LookAtDebts: self._look,
            Agree: self._agree,
            LookForPayment: self._look_for_payment,
            ClaimPaid: self._claim_paid,
            Dispute: self._dispute,
            TellCause: self._tell_cause,
            Schedule: self._schedule,
            LeaveWish: self._leave_wish,
            LeaveMessage: self._leave_message,
            StopCalls: self._stop_calls,
            UnlinkNumber: self._unlink_number,
            Rate: self._rate,
            **(more or {}),
        }

    async def start(self, attempt_id: AttemptId, *, at: datetime) -> None:
        await self._house.menu.start(attempt_id, at=at)

    async def carry_out(self, request: Request, talk: Talk, progress: MenuProgress) -> ServiceDone:
        return await self._handlers[type(request)](request, talk, progress)

    async def save(self, talk: Talk, progress: MenuProgress) -> None:
        await self._house.menu.save(talk.context, progress)

    async def _count_wrong_answer(self, _: CountWrongAnswer, talk: Talk, __: MenuProgress) -> ServiceDone:
        await self._house.menu.count_wrong_answer(talk.context)
        return ServiceDone()

    async def _look(self, _: LookAtDebts, talk: Talk, __: MenuProgress) -> ServiceDone:
        return ServiceDone(context=self._prompts.speakable(await self._house.look(talk.context)))

    async def _agree(self, request: Agree, talk: Talk, progress: MenuProgress) -> ServiceDone:
        text, contact = self._prompts.text(request.read_back), request.contact
        try:
            agreed = await self._house.menu.agree(
                talk.context, request.offer, read_back=text, progress=progress, contact=contact
            )
        except DebtsChanged:
            return ServiceDone(result="changed")
        return ServiceDone(agreed.protocol, agreement_id=agreed.agreement_id)

    async def _look_for_payment(self, _: LookForPayment, talk: Talk, __: MenuProgress) -> ServiceDone:
        paid = await self._house.has_paid(talk.context.call.debtor_id, since=talk.context.now)
        return ServiceDone(result="paid" if paid else "not_yet")

    async def _claim_paid(self, request: ClaimPaid, talk: Talk, progress: MenuProgress) -> ServiceDone:
        story = CaseStory(kind=CaseKind.PAYMENT_CLAIM, paid_on=request.paid_on, paid_way=request.way)
        return ServiceDone(await self._house.facts.claim_paid(talk.context.call, story, progress))

    async def _dispute(self, request: Dispute, talk: Talk, progress: MenuProgress) -> ServiceDone:
        return ServiceDone(await self._house.facts.dispute(talk.context.call, request.reason, progress))

    async def _tell_cause(self, request: TellCause, talk: Talk, progress: MenuProgress) -> ServiceDone:
        return ServiceDone(await self._house.facts.tell_cause(talk.context.call, request.cause, progress))

    async def _schedule(self, request: Schedule, talk: Talk, progress: MenuProgress) -> ServiceDone:
        return ServiceDone(await self._house.facts.schedule(talk.context.call, request.slot, progress))

    async def _leave_wish(self, request: LeaveWish, talk: Talk, progress: MenuProgress) -> ServiceDone:
        return ServiceDone(await self._house.facts.leave_wish(talk.context.call, request.slot, progress))

    async def _leave_message(self, _: LeaveMessage, talk: Talk, __: MenuProgress) -> ServiceDone:
        granted = await self._house.facts.leave_message(talk.context.call)
        return ServiceDone(result="granted" if granted else "spent")

    async def _stop_calls(self, _: StopCalls, talk: Talk, progress: MenuProgress) -> ServiceDone:
        return ServiceDone(await self._house.facts.stop_calls(talk.context.call, progress))

    async def _unlink_number(self, _: UnlinkNumber, talk: Talk, progress: MenuProgress) -> ServiceDone:
        return ServiceDone(await self._house.facts.unlink_number(talk.context.call, progress))

    async def _rate(self, request: Rate, talk: Talk, _: MenuProgress) -> ServiceDone:
        await self._house.facts.rate(talk.context.call, request.marks)
        return ServiceDone()
