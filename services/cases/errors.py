"""What is refused about cases."""

from services.errors import ServiceError


class CasesError(ServiceError):
    """Root of what is refused about cases."""


class NoSuchCase(CasesError):
    """No case has this id."""
