"""Root of every error that a use case raises."""


class ServiceError(Exception):
    """What was asked cannot be done as things stand."""


class NoSuchPortfolio(ServiceError):
    """What was asked about is a portfolio that no id or name leads to."""
