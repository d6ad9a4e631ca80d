"""How a case ends: what somebody found out, and what that makes of the debts that it holds back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from domain.call.case import CaseKind
from domain.contact.facts import DebtStatus
from domain.errors import DomainError
from domain.ids import CaseId, DebtId


class CaseState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"


class Verdict(StrEnum):
    CLAIM_CONFIRMED = "claim_confirmed"
    """It was paid."""
    CLAIM_REFUTED = "claim_refuted"
    DISPUTE_UPHELD = "dispute_upheld"
    """It is not owed."""
    DISPUTE_DISMISSED = "dispute_dismissed"
    CLOSED = "closed"
    """A ticket was seen to; it changes no debt."""


class VerdictRefused(DomainError):
    """Root of what is refused about the end of a case."""


class VerdictDoesNotFit(VerdictRefused):
    """Cases of this kind do not end so."""


class CaseAlreadyDecided(VerdictRefused):
    """The case has ended, and ends once."""


DOUBTS: Mapping[CaseKind, DebtStatus] = MappingProxyType(
    {CaseKind.PAYMENT_CLAIM: DebtStatus.CLAIMED_PAID, CaseKind.DISPUTE: DebtStatus.DISPUTED}
)
"""Cases that hold debts back while they are open, and as what. Of two on one debt, the first here names it."""
_TICKET = (Verdict.CLOSED,)
VERDICTS: Mapping[CaseKind, tuple[Verdict, ...]] = MappingProxyType(
    {
        CaseKind.PAYMENT_CLAIM: (Verdict.CLAIM_CONFIRMED, Verdict.CLAIM_REFUTED),
        CaseKind.DISPUTE: (Verdict.DISPUTE_UPHELD, Verdict.DISPUTE_DISMISSED),
        CaseKind.HARDSHIP: _TICKET,
        CaseKind.SUPPORT: _TICKET,
        CaseKind.COMPLAINT: _TICKET,
    }
)
_SETTLED: Mapping[Verdict, DebtStatus] = MappingProxyType(
    {Verdict.CLAIM_CONFIRMED: DebtStatus.PAID, Verdict.DISPUTE_UPHELD: DebtStatus.WITHDRAWN}
)
AGAINST_THE_DEBTOR = frozenset({Verdict.CLAIM_REFUTED, Verdict.DISPUTE_DISMISSED})
"""The debtor is to be told before anything is asked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStanding:
    case_id: CaseId
    kind: CaseKind
    state: CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtInCase:
    """`other_cases`: kinds of the other cases about this debt that are still open."""

    debt_id: DebtId
    status: DebtStatus
    other_cases: frozenset[CaseKind] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDecision:
    """`debts` are those that change. `resumes`: one of them may be collected again."""

    case_id: CaseId
    verdict: Verdict
    decided_at: datetime
    debts: Mapping[DebtId, DebtStatus]
    resumes: bool
    tell_debtor: bool


def decide_case(case: CaseStanding, debts: Sequence[DebtInCase], verdict: Verdict, now: datetime) -> CaseDecision:
    """What settles a debt settles it for every case; what frees one leaves it to the other cases that hold it.

    A debt that is no longer in doubt stays as it is. Raises VerdictDoesNotFit, CaseAlreadyDecided.
    """
    if case.state is CaseState.DECIDED:
        raise CaseAlreadyDecided
    if verdict not in VERDICTS[case.kind]:
        raise VerdictDoesNotFit
    held = [one for one in debts if case.kind in DOUBTS and one.status in DOUBTS.values()]
    changed = {one.debt_id: _after(one, verdict) for one in held if _after(one, verdict) is not one.status}
    return CaseDecision(
        case_id=case.case_id,
        verdict=verdict,
        decided_at=now,
        debts=MappingProxyType(changed),
        resumes=DebtStatus.OPEN in changed.values(),
        tell_debtor=verdict in AGAINST_THE_DEBTOR,
    )


def _after(debt: DebtInCase, verdict: Verdict) -> DebtStatus:
    settled = _SETTLED.get(verdict)
    if settled is not None:
        return settled
    return next((status for kind, status in DOUBTS.items() if kind in debt.other_cases), DebtStatus.OPEN)
