"""Cases as the screens show them."""

from api.cases.schemas import Case, CaseDebt, CaseMessage
from api.notices.presenter import channel_label, reason_label, state_label
from domain.call.case_decision import AGAINST_THE_DEBTOR, VERDICTS
from services.masking import first_name, mask_document
from services.ports.repositories import cases


def present_case(facts: cases.CaseFacts) -> Case:
    story, end = facts.story, facts.end
    return Case(
        id=facts.case_id,
        kind=story.kind,
        reason=story.reason,
        paid_on=story.paid_on,
        paid_way=story.paid_way,
        protocol=facts.protocol,
        attempt_id=facts.attempt_id,
        portfolio=facts.portfolio,
        debtor_first_name=first_name(facts.debtor_name),
        document_masked=mask_document(facts.debtor_document),
        state=facts.state,
        opened_at=facts.opened_at,
        agent=facts.agent or None,
        note=facts.note,
        debts=[_debt(one) for one in facts.debts],
        verdicts=list(VERDICTS[story.kind]) if end is None else [],
        verdict=None if end is None else end.verdict,
        decided_at=None if end is None else end.decided_at,
        decided_by=None if end is None else facts.decider,
        decision_reason=None if end is None else end.reason,
        message=None if facts.message is None else _message(facts.message),
        untold=facts.untold,
        tell_debtor=end is not None and end.verdict in AGAINST_THE_DEBTOR,
    )


def _message(message: cases.CaseMessage) -> CaseMessage:
    return CaseMessage(
        channel_label=channel_label(message.contact.channel),
        address_masked=message.contact.masked,
        state=message.state,
        state_label=state_label(message.state),
        reason_label=reason_label(message.reason),
    )


def _debt(debt: cases.CaseDebt) -> CaseDebt:
    return CaseDebt(
        contract=debt.contract,
        description=debt.description,
        principal_cents=debt.principal_cents,
        due_date=debt.due_date,
        status=debt.standing.status,
        held_otherwise=bool(debt.standing.other_cases),
    )
