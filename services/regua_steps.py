"""A régua's step as it is done: asked again whether it still may be, written down, and counted as the contact it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from domain.contact.decide_contact import Allowed, Refused, decide_contact
from domain.contact.facts import Channel, PhoneFacts, Purpose
from domain.contact.rules import ContactRule
from domain.ids import PhoneId, PortfolioId
from domain.strategy.regua import StepChannel
from domain.strategy.timeline import PlanState, reminds_of_promise
from services.contact_policy import PolicyUnreadable, contact_policy
from services.errors import ServiceError
from services.ports.clock import Clock
from services.ports.repositories.contact import ContactMade, ContactSubject
from services.ports.repositories.strategy import PendingStep
from services.ports.storage import Storage, UnitOfWork
from services.regua_plans import debts_to_plan, regua_of, timeline_of

_NO_PHONE: Final = PhoneId(0)
_CONTACTS: Final[Mapping[StepChannel, Channel]] = {
    StepChannel.EMAIL: Channel.EMAIL,
    StepChannel.SMS: Channel.SMS,
    StepChannel.WHATSAPP: Channel.WHATSAPP,
    StepChannel.LETTER: Channel.LETTER,
}
"""What reaches the debtor and is no call: calls count when they are dialled."""


class NoSuchStep(ServiceError):
    """No step has this id."""


class StepOver(ServiceError):
    """The step was done, skipped or cancelled; or the régua would not do it today."""


class StepHeld(ServiceError):
    """The rules of contact refuse it: `refused` says which and until when."""

    def __init__(self, refused: Refused) -> None:
        self.refused = refused
        super().__init__(refused.rule.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReguaStepService:
    """For whoever does steps: senders of messages, and people. `zone` is where the house's days are counted."""

    storage: Storage
    clock: Clock
    zone: tzinfo

    async def do(self, step_id: int, *, number: str = "") -> None:
        """Write the step down as done, just before it is: what may have left counts.

        `number` (E.164) is where an SMS or WhatsApp goes. Raises NoSuchStep, StepOver, StepHeld.
        """
        now = self.clock.now()
        await self.storage.write(lambda uow: do_step(uow, step_id, number=number, now=now, zone=self.zone))


def do_step(uow: UnitOfWork, step_id: int, *, number: str, now: datetime, zone: tzinfo) -> None:
    """Inside the sender's own transaction; see `ReguaStepService.do`."""
    step = uow.strategy.step(step_id, lock=True)
    if step is None:
        raise NoSuchStep
    if step.state != "planned" or not still_planned(uow, step, now, zone):
        raise StepOver
    channel = _CONTACTS.get(StepChannel(step.channel))
    if channel is not None:
        refused = _decide(uow, step, channel, number, now)
        if refused is not None:
            raise StepHeld(refused)
        uow.contact.record_contact(
            ContactMade(
                debtor_id=step.debtor_id,
                channel=channel,
                at=now,
                number=number,
                portfolio_id=step.portfolio_id,
                reference=f"step-{step.id}-{step.on_day:%Y%m%d}",
            )
        )
    uow.strategy.finish_step(step_id, at=now)


def still_planned(uow: UnitOfWork, step: PendingStep, now: datetime, zone: tzinfo) -> bool:
    """The debt may have been paid, agreed upon or disputed since it was planned."""
    stored = uow.strategy.regua(step.portfolio_id)
    regua = regua_of(uow, None if stored is None else stored.id)
    found = debts_to_plan(uow, step.portfolio_id, regua, after=step.debt_id - 1, limit=1, now=now, zone=zone)
    if step.on_day > now.astimezone(zone).date() or not found or found[0].debt_id != step.debt_id:
        return False
    plan = timeline_of(found[0], regua, today=step.on_day, zone=zone)
    return any(one.code == step.step and one.state is PlanState.PLANNED for one in plan)


def _decide(uow: UnitOfWork, step: PendingStep, channel: Channel, number: str, now: datetime) -> Refused | None:
    subject = uow.contact.subject(step.debtor_id, at=now)
    if subject is None:
        return Refused(ContactRule.NO_OPEN_DEBT, None)
    return refusal(subject, step.portfolio_id, channel, number, now=now, purpose=purpose_of(step))


def purpose_of(step: PendingStep) -> Purpose:
    return Purpose.PROMISE_REMINDER if reminds_of_promise(step.step) else Purpose.COLLECT


def refusal(
    subject: ContactSubject,
    portfolio_id: PortfolioId,
    channel: Channel,
    number: str,
    *,
    now: datetime,
    purpose: Purpose = Purpose.COLLECT,
) -> Refused | None:
    """What forbids a contact on that channel now, for an SMS or WhatsApp at that number of theirs; None: nothing."""
    scopes = [one for one in subject.scopes if one.portfolio_id == portfolio_id]
    if not scopes:
        return Refused(ContactRule.NO_OPEN_DEBT, None)
    phone = PhoneFacts(phone_id=_NO_PHONE, number="")
    if channel in (Channel.SMS, Channel.WHATSAPP):
        known = [one for one in subject.phones if one.number == number]
        if not known:
            return Refused(ContactRule.NO_NUMBER, None)
        phone = known[0]
    try:
        policy = contact_policy(scopes[0].max_attempts, scopes[0].retry_delay, scopes[0].policy_settings)
    except PolicyUnreadable:
        return Refused(ContactRule.POLICY_BROKEN, None)
    verdict = decide_contact(scopes[0].person, phone, subject.dials, policy, now=now, channel=channel, purpose=purpose)
    return None if isinstance(verdict, Allowed) else verdict
