"""The message that asks a debtor to call back after a case was decided against them: with the decision, or none."""

from collections.abc import Collection, Iterator
from datetime import datetime

from domain.contact.facts import Channel
from domain.ids import NoticeId, UserId
from domain.notice.contact import Contact, ContactRefused, contact_at
from domain.notice.result_message import TellInPerson, decide_result_message
from domain.strategy.step_message import Place
from services.notices.keys import notice_of_case
from services.notices.requesting import add_reminder
from services.ports.repositories.cases import CaseFacts
from services.ports.repositories.notices import KnownContacts
from services.ports.storage import UnitOfWork
from services.regua_steps import refusal


def ask_to_call(
    uow: UnitOfWork, case: CaseFacts, channels: Collection[Channel], *, by: UserId, now: datetime
) -> NoticeId | TellInPerson:
    """Judged by every rule of contact, now and as it leaves. `channels` are those that this house sends through."""
    subject = uow.contact.subject(case.debtor_id, at=now)
    known = _contacts(uow.notices.contacts(case.debtor_id), channels)
    places = [] if subject is None else [
        Place(one, refusal(subject, case.portfolio_id, one.channel, one.number, now=now)) for one in known
    ]  # fmt: skip
    decision = decide_result_message(places, now=now)
    if isinstance(decision, TellInPerson):
        return decision
    notice_id = notice_of_case(case.case_id)
    add_reminder(uow, notice_id, case.debtor_id, case.portfolio_id, decision.contact, by=by, now=now)
    return notice_id


def _contacts(known: KnownContacts, channels: Collection[Channel]) -> Iterator[Contact]:
    for channel in (Channel.SMS, Channel.WHATSAPP, Channel.EMAIL):
        for address in (known.email,) if channel is Channel.EMAIL else known.numbers:
            try:
                contact = contact_at(channel, address)
            except ContactRefused:
                continue
            if channel in channels:
                yield contact
