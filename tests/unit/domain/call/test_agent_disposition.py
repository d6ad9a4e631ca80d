"""How and when an agent may dispose of a call."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call.agent_disposition import (
    AGENT_DISPOSITIONS,
    OF_NOBODY_KNOWN,
    AgreementMissing,
    AlreadyDisposed,
    CallNotEnded,
    CallToDispose,
    DebtorUnknown,
    DispositionNotForAgents,
    DispositionRefused,
    check_agent_disposition,
)
from domain.call.disposition import Disposition
from domain.call.disposition_rules import DISPOSITION_RULES, NextStep

ENDED = CallToDispose(closed=True, disposed=False, has_agreement=False)
AGREED = CallToDispose(closed=True, disposed=False, has_agreement=True)
OF_NOBODY = CallToDispose(closed=True, disposed=False, has_agreement=False, caller_known=False)


@pytest.mark.parametrize("disposition", AGENT_DISPOSITIONS)
def test_what_is_offered_is_allowed_once_the_call_has_ended(disposition: Disposition) -> None:
    check_agent_disposition(ENDED, disposition)


@pytest.mark.parametrize(
    ("call", "disposition", "refusal"),
    [
        (CallToDispose(closed=False, disposed=False, has_agreement=False), Disposition.PROMESSA, CallNotEnded),
        (CallToDispose(closed=True, disposed=True, has_agreement=False), Disposition.PROMESSA, AlreadyDisposed),
        (ENDED, Disposition.OCUPADO, DispositionNotForAgents),
        (ENDED, Disposition.TRANSBORDO, DispositionNotForAgents),
        (ENDED, Disposition.ACORDO_A_VISTA, AgreementMissing),
        (ENDED, Disposition.ACORDO_PARCELADO, AgreementMissing),
        (OF_NOBODY, Disposition.ACORDO_PARCELADO, DebtorUnknown),
        (OF_NOBODY, Disposition.ALEGA_PAGAMENTO, DebtorUnknown),
        (OF_NOBODY, Disposition.OCUPADO, DispositionNotForAgents),
    ],
)
def test_the_rest_is_refused(call: CallToDispose, disposition: Disposition, refusal: type[DispositionRefused]) -> None:
    with pytest.raises(refusal):
        check_agent_disposition(call, disposition)


@pytest.mark.parametrize("disposition", [Disposition.ACORDO_A_VISTA, Disposition.ACORDO_PARCELADO])
def test_an_agreement_may_be_claimed_where_there_is_one(disposition: Disposition) -> None:
    check_agent_disposition(AGREED, disposition)


@given(disposition=st.sampled_from(Disposition), call=st.sampled_from([OF_NOBODY, replace(AGREED, caller_known=False)]))
def test_of_a_caller_whom_nobody_knows_nothing_is_taken_that_would_bind_somebody(
    disposition: Disposition, call: CallToDispose
) -> None:
    try:
        check_agent_disposition(call, disposition)
    except DispositionRefused:
        assert disposition not in OF_NOBODY_KNOWN
    else:
        rule = DISPOSITION_RULES[disposition]
        assert not any((rule.hold, rule.pause_days, rule.unlinks_number, rule.promise, rule.agreement, rule.offered))
        assert rule.next_step in {NextStep.RETRY, NextStep.SUPPORT_TICKET}


def test_a_caller_whom_nobody_knows_leaves_the_agent_something_to_choose() -> None:
    assert set(AGENT_DISPOSITIONS) >= OF_NOBODY_KNOWN >= {Disposition.IDENTIDADE_NAO_CONFIRMADA}
