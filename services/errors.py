"""Root of every error that a use case raises."""


class ServiceError(Exception):
    """What was asked cannot be done as things stand."""
