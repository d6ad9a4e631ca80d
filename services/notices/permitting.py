"""Whether a message may leave now, by the facts of this moment. What collects is judged and counted as a contact is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.contact.decide_contact import Allowed, decide_contact
from domain.contact.facts import HoldKind, PhoneFacts, Purpose
from domain.contact.holds import is_in_force
from domain.contact.rules import ContactRule
from domain.ids import PhoneId
from domain.notice.decide_notice import USEFUL_FOR, Drop, NoticeCase, Wait, decide_notice
from domain.notice.notice import COLLECTS, NoticeKind
from services.contact_policy import PolicyUnreadable, contact_policy
from services.ports.repositories.contact import ContactMade, ContactScope, ContactSubject
from services.ports.repositories.notices import NoticeFacts
from services.ports.storage import UnitOfWork

_NOT_THEIRS: Final = PhoneId(0)
PROMISE_OVER: Final = "promise_over"


@dataclass(frozen=True, slots=True)
class Permission:
    """`until`: not before then. Neither sends nor waits: never. `reason` is the rule's word."""

    send: bool
    until: datetime | None = None
    reason: str = ""


def permit(uow: UnitOfWork, notice: NoticeFacts, *, now: datetime) -> Permission:
    subject = uow.contact.subject(notice.debtor_id, at=now)
    if subject is None:
        return Permission(send=False, reason=ContactRule.NOT_EVALUATED)
    if notice.kind in COLLECTS:
        return _permit_contact(uow, notice, subject, now)
    match decide_notice(_case(notice, subject, now), now=now):
        case Wait(until, rule):
            return Permission(send=False, until=until, reason=rule)
        case Drop(rule):
            return Permission(send=False, reason=rule)
    return Permission(send=True)


def _case(notice: NoticeFacts, subject: ContactSubject, now: datetime) -> NoticeCase:
    scope = _scope(notice, subject)
    holds = [] if scope is None else [hold for hold in scope.person.holds if hold.ends_at is None or hold.ends_at > now]
    opted_out = [
        hold.starts_at
        for hold in holds
        if hold.kind == HoldKind.OPT_OUT
        and hold.portfolio_id in (None, notice.portfolio_id)
        and hold.number in (None, notice.contact.number)
    ]
    phone = _phone(notice, subject)
    return NoticeCase(
        kind=notice.kind,
        contact=notice.contact,
        confirmation=notice.confirmation,
        asked_at=notice.requested_at,
        address_uf="" if scope is None else scope.person.address_uf,
        closed_dates=frozenset() if scope is None else scope.person.closed_dates,
        unlinked=phone is not None and phone.unlinked,
        dead=any(hold.kind == HoldKind.DEAD for hold in holds),
        opted_out_at=max(opted_out, default=None),
    )


def _permit_contact(uow: UnitOfWork, notice: NoticeFacts, subject: ContactSubject, now: datetime) -> Permission:
    scope = _scope(notice, subject)
    if scope is None or scope.portfolio_id != notice.portfolio_id:
        return Permission(send=False, reason=ContactRule.NO_OPEN_DEBT)
    try:
        policy = contact_policy(scope.max_attempts, scope.retry_delay, scope.policy_settings)
    except PolicyUnreadable:
        return Permission(send=False, reason=ContactRule.POLICY_BROKEN)
    purpose = Purpose.PROMISE_REMINDER if notice.kind is NoticeKind.PROMISE else Purpose.COLLECT
    if purpose is Purpose.PROMISE_REMINDER and not _is_promised(scope, now):
        return Permission(send=False, reason=PROMISE_OVER)
    phone = _phone(notice, subject) or PhoneFacts(phone_id=_NOT_THEIRS, number=notice.contact.number)
    channel = notice.contact.channel
    told = decide_contact(scope.person, phone, subject.dials, policy, now=now, channel=channel, purpose=purpose)
    if isinstance(told, Allowed):
        _count(uow, notice, now)
        return Permission(send=True)
    in_time = told.until is not None and told.until - notice.requested_at <= USEFUL_FOR
    return Permission(send=False, until=told.until if in_time else None, reason=told.rule)


def _is_promised(scope: ContactScope, now: datetime) -> bool:
    """It may have been kept, taken back or broken since the message was wished for."""
    mine = [hold for hold in scope.person.holds if hold.kind == HoldKind.PROMISE]
    return any(hold.portfolio_id in (None, scope.portfolio_id) and is_in_force(hold, now) for hold in mine)


def _count(uow: UnitOfWork, notice: NoticeFacts, now: datetime) -> None:
    """Before it leaves: a message of which nobody knows whether it left counts."""
    uow.contact.record_contact(
        ContactMade(
            debtor_id=notice.debtor_id,
            channel=notice.contact.channel,
            at=now,
            number=notice.contact.number,
            portfolio_id=notice.portfolio_id,
            reference=f"notice-{notice.notice_id}",
        )
    )


def _scope(notice: NoticeFacts, subject: ContactSubject) -> ContactScope | None:
    """That of the message's portfolio; another one knows the same person, where they live and their holds."""
    mine = [scope for scope in subject.scopes if scope.portfolio_id == notice.portfolio_id]
    return next(iter(mine or subject.scopes), None)


def _phone(notice: NoticeFacts, subject: ContactSubject) -> PhoneFacts | None:
    number = notice.contact.number
    return next((phone for phone in subject.phones if phone.number == number), None)
