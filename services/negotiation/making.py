"""An agreement as it comes to be, by keys or at the desk: its rows, its proof and what follows from it, at once."""

from domain.call.events import AgreementConfirmed
from domain.ids import CampaignId
from domain.notice.contact import Contact
from services.evidence.collecting import agreement_made
from services.negotiation.ledger import get_agreement
from services.notices.following import FollowUp, follow_agreement
from services.ports.repositories.agreements import NewAgreement
from services.ports.storage import UnitOfWork


def make_agreement(
    uow: UnitOfWork,
    new: NewAgreement,
    follow_up: FollowUp,
    *,
    campaign_id: CampaignId,
    contact: Contact | None = None,
) -> None:
    """`contact` is where the debtor confirmed that the message goes; without one it goes to the line, a while later."""
    agreement, attempt_id = new.agreement, new.attempt_id
    uow.agreements.add(new)
    facts = get_agreement(uow, agreement.agreement_id)
    agreement_made(uow, facts, at=agreement.confirmed_at)
    uow.menu.set_protocol(attempt_id, agreement.protocol, agreement.agreement_id)
    uow.record(
        AgreementConfirmed(
            at=agreement.confirmed_at,
            attempt_id=attempt_id,
            campaign_id=campaign_id,
            agreement_id=agreement.agreement_id,
        )
    )
    follow_agreement(uow, facts, attempt_id, follow_up, contact=contact, now=agreement.confirmed_at)
