"""Offers and agreements as the screens get them."""

from typing import Any

from api.agreements.schemas import (
    Agreement,
    AgreementEventItem,
    AgreementItem,
    CounterReply,
    InstallmentItem,
    OfferedInstallment,
    OfferReply,
    Promise,
    PromiseStep,
    PromiseStory,
    ReadBack,
)
from domain.negotiation.agreement import AgreementState
from domain.negotiation.offer import Offer, OfferReason
from domain.negotiation.read_back import written_read_back
from services.masking import first_name
from services.negotiation.agreements import AgreementDetail
from services.negotiation.negotiating import CounterAnswer
from services.negotiation.promises import PromiseDetail
from services.ports.repositories.agreements import AgreementFacts
from services.ports.repositories.negotiation import Party

_S, _R = AgreementState, OfferReason

_STATES: dict[AgreementState, str] = {
    _S.PROPOSED: "Proposto",
    _S.CONFIRMED: "Confirmado",
    _S.IN_FORCE: "Em dia, com parcelas a vencer",
    _S.KEPT: "Pago",
    _S.BROKEN: "Quebrado",
    _S.CANCELLED: "Cancelado",
}
_REASONS: dict[OfferReason, str] = {
    _R.LOWEST_TOTAL: "Menor valor total",
    _R.SMALLEST_PAYMENT: "Menor parcela",
    _R.FITS_CAPACITY: "Cabe no que a pessoa disse poder pagar por mês",
    _R.BETTER_ROW: "Bom pagador: condição melhor que a do atraso",
    _R.CAMPAIGN: "Campanha em vigor",
    _R.PROPOSED: "Pedido da pessoa",
}


def present_offer(offer: Offer, party: Party) -> OfferReply:
    read_back = written_read_back(offer, creditor=party.creditor, sent_to=party.email)
    return OfferReply(
        kind=offer.kind,
        payments=len(offer.installments),
        first_due=offer.installments[0].due_date,
        principal_cents=offer.principal_cents,
        multa_cents=offer.multa_cents,
        juros_cents=offer.juros_cents,
        correction_cents=offer.correction_cents,
        discount_cents=offer.discount_cents,
        interest_cents=offer.interest_cents,
        total_cents=offer.total_cents,
        monthly_rate=offer.monthly_rate,
        cet=offer.cet(),
        installments=[OfferedInstallment.model_validate(one) for one in offer.installments],
        reasons=list(offer.reasons),
        reason_labels=[_REASONS[reason] for reason in offer.reasons],
        campaigns=list(offer.boosts),
        authority=offer.authority,
        policy=offer.policy,
        read_back=ReadBack.model_validate(read_back),
    )


def present_counter(answer: CounterAnswer) -> CounterReply:
    decision = answer.decision
    return CounterReply(
        outcome=decision.outcome,
        offer=present_offer(decision.offer, answer.party),
        limits=list(decision.limits),
        wanted=None if decision.wanted is None else present_offer(decision.wanted, answer.party),
        approver=decision.approver,
        approval_id=answer.approval_id,
    )


def present_item(facts: AgreementFacts) -> AgreementItem:
    return AgreementItem.model_validate(_item(facts))


def present_agreement(detail: AgreementDetail) -> Agreement:
    facts = detail.agreement
    own = ("principal_cents", "charges_cents", "interest_cents", "monthly_rate", "authority", "policy", "read_back")
    return Agreement.model_validate(
        {
            **_item(facts),
            **{name: getattr(facts, name) for name in own},
            "replaces": facts.replaces,
            "installments": [InstallmentItem.model_validate(one) for one in facts.installments],
            "events": [AgreementEventItem.model_validate(event) for event in detail.events],
        }
    )


def _item(facts: AgreementFacts) -> dict[str, Any]:
    derived = {"id", "debtor_first_name", "state_label"}
    return {
        **{name: getattr(facts, name) for name in AgreementItem.model_fields if name not in derived},
        "id": facts.agreement_id,
        "debtor_first_name": first_name(facts.debtor_name),
        "state_label": _STATES[facts.state],
    }


def present_promise(detail: PromiseDetail) -> PromiseStory:
    events = [
        PromiseStep(
            from_state=event.from_state,
            to_state=event.to_state,
            paid_cents=event.paid_cents,
            actor=event.by.actor,
            reason=event.by.reason,
            at=event.at,
        )
        for event in detail.events
    ]
    return PromiseStory(**Promise.model_validate(detail.promise).model_dump(), events=events)
