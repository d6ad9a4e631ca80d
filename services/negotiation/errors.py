"""What negotiation refuses."""

from services.errors import ServiceError


class NegotiationRefused(ServiceError):
    """Root of what negotiation refuses."""


class NoSuchPolicy(NegotiationRefused):
    """No policy has this id."""


class NoSuchPortfolio(NegotiationRefused):
    """No portfolio has this id."""


class NoSuchSegment(NegotiationRefused):
    """No segment has the name that the policy gives as its own."""


class VersionNotNewer(NegotiationRefused):
    """A policy's version is above those before it."""


class NoSuchAttempt(NegotiationRefused):
    """No attempt has this id, or the agent does not hold it."""


class IdentityNotConfirmed(NegotiationRefused):
    """Nothing of a debt is said before it is known who is listening."""


class NothingOwed(NegotiationRefused):
    """There is no debt that may be collected."""


class BeyondAuthority(NegotiationRefused):
    """The terms are not within what this person may give; ask for approval."""


class NoSuchAgreement(NegotiationRefused):
    """No agreement has this id."""


class AttemptHasAgreement(NegotiationRefused):
    """One call makes one agreement."""


class AgreementOver(NegotiationRefused):
    """The agreement is kept, broken or cancelled: nothing moves it any more."""


class NoSuchApproval(NegotiationRefused):
    """No approval request has this id."""


class ApprovalNotPending(NegotiationRefused):
    """It was decided before, or waited too long."""


class NoSuchPromise(NegotiationRefused):
    """No promise has this id."""


class PromiseOver(NegotiationRefused):
    """The promise was kept, broken or cancelled."""


class PaymentKnown(NegotiationRefused):
    """A payment with this id was recorded before."""
