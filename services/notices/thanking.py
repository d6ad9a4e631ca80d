"""What is written to a debtor who paid, in the transaction that wrote the payment down."""

from datetime import datetime

from domain.call.events import NoticeChanged
from domain.notice.notice import NoticeKind, NoticeState
from services.notices.keys import notice_of_payment
from services.ports.repositories.agreements import AgreementFacts
from services.ports.repositories.notices import NoticeFacts
from services.ports.storage import UnitOfWork


def thank(
    uow: UnitOfWork, agreement: AgreementFacts, end_to_end_id: str, txid: str | None, *, settled: bool, now: datetime
) -> None:
    """To the contact that the agreement's message went to; nothing where the debtor confirmed none."""
    known = uow.notices.confirmed_contact(agreement.agreement_id)
    if known is None:
        return
    contact, confirmation = known
    notice = NoticeFacts(
        notice_id=notice_of_payment(end_to_end_id),
        kind=NoticeKind.SETTLED if settled else NoticeKind.RECEIPT,
        contact=contact,
        confirmation=confirmation,
        debtor_id=agreement.debtor_id,
        portfolio_id=agreement.portfolio_id,
        agreement_id=agreement.agreement_id,
        attempt_id=None,
        txid=txid,
        state=NoticeState.QUEUED,
        requested_at=now,
        requested_by=None,
        next_try_at=now,
    )
    uow.notices.add(notice)
    uow.record(NoticeChanged(at=now, notice_id=notice.notice_id, state=notice.state))
