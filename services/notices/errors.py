"""What messages refuse."""

from services.errors import ServiceError


class NoticeError(ServiceError):
    """Root of what messages refuse."""


class ContactNotConfirmed(NoticeError):
    """Nobody knows that the contact is the debtor's: nothing about the agreement goes there."""


class NoSuchNotice(NoticeError):
    """No message has this id."""
