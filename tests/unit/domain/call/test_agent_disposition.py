"""How and when an agent may dispose of a call."""

import pytest

from domain.call.agent_disposition import (
    AGENT_DISPOSITIONS,
    AgreementMissing,
    AlreadyDisposed,
    CallNotEnded,
    CallToDispose,
    DispositionNotForAgents,
    DispositionRefused,
    check_agent_disposition,
)
from domain.call.disposition import Disposition

ENDED = CallToDispose(closed=True, disposed=False, has_agreement=False)
AGREED = CallToDispose(closed=True, disposed=False, has_agreement=True)


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
    ],
)
def test_the_rest_is_refused(call: CallToDispose, disposition: Disposition, refusal: type[DispositionRefused]) -> None:
    with pytest.raises(refusal):
        check_agent_disposition(call, disposition)


@pytest.mark.parametrize("disposition", [Disposition.ACORDO_A_VISTA, Disposition.ACORDO_PARCELADO])
def test_an_agreement_may_be_claimed_where_there_is_one(disposition: Disposition) -> None:
    check_agent_disposition(AGREED, disposition)
