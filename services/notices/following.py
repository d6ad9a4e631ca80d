"""What follows from an agreement in the very transaction that makes it: its first charge, and the message about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from domain.call.events import NoticeChanged
from domain.contact.facts import Channel
from domain.ids import AttemptId, NoticeId
from domain.notice.contact import Contact, ContactRefused, contact_at
from domain.notice.notice import Confirmation, NoticeKind, NoticeState
from domain.payment.charge import PaymentMethod
from services.payments.wanting import next_open, stand_charge, wanted_charge
from services.ports.clock import IdSource
from services.ports.repositories.agreements import AgreementFacts
from services.ports.repositories.notices import NoticeFacts
from services.ports.storage import UnitOfWork

CHOICE: Final = timedelta(minutes=2)
"""How long the message to the line waits for the debtor to choose another contact, or none."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Ids drawn before the work, which may run again and must do the same then."""

    txid: str
    notice_id: NoticeId
    zone: tzinfo


def draw_follow_up(ids: IdSource, zone: tzinfo) -> FollowUp:
    return FollowUp(txid=ids.new_id(), notice_id=NoticeId(ids.new_id()), zone=zone)


def follow_agreement(
    uow: UnitOfWork,
    agreement: AgreementFacts,
    attempt_id: AttemptId,
    follow_up: FollowUp,
    *,
    contact: Contact | None = None,
    now: datetime,
) -> None:
    """The debtor's identity was confirmed on the attempt's line, and so was `contact`: the caller saw to that.

    Neither the payment provider nor a channel is asked here: the rows are, by the keepers, as often as it takes.
    """
    wanted = wanted_charge(
        uow, agreement, next_open(agreement), PaymentMethod.PIX, txid=follow_up.txid, zone=follow_up.zone, now=now
    )
    charge = stand_charge(uow, agreement, wanted, today=now.astimezone(follow_up.zone).date())
    goes_to = contact or _line_of(uow, attempt_id)
    if goes_to is None:
        return
    notice = NoticeFacts(
        notice_id=follow_up.notice_id,
        kind=NoticeKind.AGREEMENT,
        contact=goes_to,
        confirmation=Confirmation.LINE if contact is None else Confirmation.DEBTOR,
        debtor_id=agreement.debtor_id,
        portfolio_id=agreement.portfolio_id,
        agreement_id=agreement.agreement_id,
        attempt_id=attempt_id,
        txid=charge.txid,
        state=NoticeState.QUEUED,
        requested_at=now,
        requested_by=None,
        next_try_at=now + CHOICE if contact is None else now,
    )
    uow.notices.add(notice)
    uow.record(NoticeChanged(at=now, notice_id=notice.notice_id, state=notice.state))


def _line_of(uow: UnitOfWork, attempt_id: AttemptId) -> Contact | None:
    """None for a landline."""
    subject = uow.contact.attempt_subject(attempt_id)
    try:
        return None if subject is None else contact_at(Channel.SMS, subject.number)
    except ContactRefused:
        return None
