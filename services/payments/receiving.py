"""Money that came in: written down once, allocated, and what follows from it, all in one transaction."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from domain.call.events import PaymentReceived
from domain.ids import AgreementId, DebtorId, UserId
from domain.negotiation.agreement import LIVE_STATES
from domain.negotiation.allocation import settle_installments
from domain.payment.charge import CHARGE_MOVES, ChargeMove, PaymentDoubt, decide_doubt
from services.negotiation.ledger import Applied, apply_payment, get_agreement, save_settlement
from services.negotiation.promises import pay_promises
from services.negotiation.settling import settlement_of
from services.notices.thanking import thank
from services.ports.payments import Receipt
from services.ports.repositories.agreements import ActedBy, Actor, AgreementFacts
from services.ports.repositories.payments import ChargeFacts, PaymentFacts
from services.ports.storage import Storage, UnitOfWork


@dataclass(frozen=True, slots=True)
class Heard:
    """How a payment was heard of: webhook, reconciliation, or manual with its user."""

    source: str
    by: UserId | None = None

    @property
    def actor(self) -> ActedBy:
        if self.by is None:
            return ActedBy(actor=Actor.PROVIDER, reason=f"paid_{self.source}")
        return ActedBy(actor=Actor.USER, user_id=self.by, reason="paid_manual")


async def payment_in_doubt(storage: Storage, debtor_id: DebtorId) -> bool:
    """For whoever decides on a contact: while it is true, nobody calls this person."""
    return await storage.read(lambda uow: uow.payments.in_doubt(debtor_id))


def record_receipt(uow: UnitOfWork, receipt: Receipt, heard: Heard, *, zone: tzinfo, now: datetime) -> bool:
    """False when it was known already. Money without a charge of ours is kept as excess, for somebody to look into."""
    charge = None if receipt.txid is None else uow.payments.charge(receipt.txid, lock=True)
    if not uow.payments.add_payment(_payment(receipt, charge, heard, now)):
        return False
    if charge is None:
        return True
    agreement = get_agreement(uow, charge.agreement_id, lock=True)
    applied = _apply(uow, agreement, charge, receipt, heard.actor, zone, now)
    pay_promises(uow, agreement, receipt.amount_cents - applied.excess_cents, by=heard.actor, at=now)
    _close_charge(uow, charge, receipt, applied, now)
    doubt = decide_doubt(
        asked_cents=charge.amount_cents, received_cents=receipt.amount_cents, excess_cents=applied.excess_cents
    )
    if doubt is not None:
        uow.payments.doubt(charge.txid, doubt, since=now)
    else:
        thank(uow, agreement, receipt.end_to_end_id, charge.txid, settled=applied.kept, now=now)
    uow.record(PaymentReceived(at=now, agreement_id=agreement.agreement_id, in_doubt=doubt is not None))
    return True


def record_elsewhere(
    uow: UnitOfWork, agreement_id: AgreementId, receipt: Receipt, heard: Heard, *, zone: tzinfo, now: datetime
) -> Applied | None:
    """Money for an agreement that no charge asked for (a counter, a transfer); None when it was known already."""
    agreement = get_agreement(uow, agreement_id, lock=True)
    payment = PaymentFacts(
        end_to_end_id=receipt.end_to_end_id,
        txid=None,
        agreement_id=agreement_id,
        amount_cents=receipt.amount_cents,
        excess_cents=0,
        paid_at=receipt.paid_at,
        source=heard.source,
        recorded_at=now,
        recorded_by=heard.by,
    )
    if not uow.payments.add_payment(payment):
        return None
    paid_on = receipt.paid_at.astimezone(zone).date()
    applied = apply_payment(uow, agreement, receipt.amount_cents, paid_on=paid_on, first=None, by=heard.actor, at=now)
    pay_promises(uow, agreement, receipt.amount_cents - applied.excess_cents, by=heard.actor, at=now)
    uow.payments.set_excess(receipt.end_to_end_id, applied.excess_cents)
    if not applied.excess_cents:
        thank(uow, agreement, receipt.end_to_end_id, None, settled=applied.kept, now=now)
    uow.record(PaymentReceived(at=now, agreement_id=agreement_id, in_doubt=applied.excess_cents > 0))
    return applied


def raise_doubt(uow: UnitOfWork, charge: ChargeFacts, doubt: PaymentDoubt, *, now: datetime) -> None:
    """Once; a doubt that stands keeps its beginning."""
    if charge.in_doubt_since is None:
        uow.payments.doubt(charge.txid, doubt, since=now)


def _apply(
    uow: UnitOfWork,
    agreement: AgreementFacts,
    charge: ChargeFacts,
    receipt: Receipt,
    by: ActedBy,
    zone: tzinfo,
    now: datetime,
) -> Applied:
    paid_on = receipt.paid_at.astimezone(zone).date()
    if charge.installment_number is None and agreement.state in LIVE_STATES:
        settlement = settlement_of(uow, agreement, paid_on)
        # The agreed amount comes first: no agreement stays open for the cents of a delay.
        if receipt.amount_cents >= min(settlement.agreed_cents, charge.amount_cents):
            allocation = settle_installments(receipt.amount_cents, agreement.installments, settlement.bills)
            save_settlement(uow, agreement, allocation.installments, by=by, at=now)
            return Applied(allocation.excess_cents, kept=True)
    first = charge.installment_number
    return apply_payment(uow, agreement, receipt.amount_cents, paid_on=paid_on, first=first, by=by, at=now)


def _close_charge(uow: UnitOfWork, charge: ChargeFacts, receipt: Receipt, applied: Applied, now: datetime) -> None:
    uow.payments.set_state(charge.txid, CHARGE_MOVES.next(charge.state, ChargeMove.PAY), code=None, checked_at=now)
    if applied.excess_cents:
        uow.payments.set_excess(receipt.end_to_end_id, applied.excess_cents)


def _payment(receipt: Receipt, charge: ChargeFacts | None, heard: Heard, now: datetime) -> PaymentFacts:
    return PaymentFacts(
        end_to_end_id=receipt.end_to_end_id,
        txid=None if charge is None else charge.txid,
        agreement_id=None if charge is None else charge.agreement_id,
        amount_cents=receipt.amount_cents,
        excess_cents=receipt.amount_cents if charge is None else 0,
        paid_at=receipt.paid_at,
        source=heard.source,
        recorded_at=now,
        recorded_by=heard.by,
    )
