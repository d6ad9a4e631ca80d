"""What a command says when it cannot do what was asked."""


class CommandError(Exception):
    """One sentence in Portuguese: what is wrong and how to mend it."""
