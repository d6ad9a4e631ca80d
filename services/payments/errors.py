"""What payments refuse."""

from services.errors import ServiceError


class PaymentRefused(ServiceError):
    """Root of what payments refuse."""


class NoSuchCharge(PaymentRefused):
    """No charge has this txid."""


class NothingToCharge(PaymentRefused):
    """The installment does not exist or nothing of it is open."""


class ChargeOver(PaymentRefused):
    """The charge is paid or removed already."""


class PaymentTold(PaymentRefused):
    """A payment with this id was recorded before."""


class ProviderDown(PaymentRefused):
    """The provider does not answer now; what was asked for is kept and asked again."""


class ProviderRefused(PaymentRefused):
    """The provider does not take the charge."""
