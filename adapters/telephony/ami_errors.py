"""What may become of an AMI action."""


class AmiError(Exception):
    """The manager connection could not do what was asked."""


class AmiNotConnected(AmiError):
    """Nothing was sent."""


class AmiRejected(AmiError):
    """Asterisk answered `Response: Error`; the message is its own."""


class AmiUnanswered(AmiError):
    """The action was sent and no answer came: it may or may not have been carried out."""


class AmiInjection(AmiError, ValueError):
    """A header's name or value holds a line break or a NUL, which would start another header or action."""
