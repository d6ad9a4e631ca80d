"""Passwords: argon2id, about 100 ms of one core each, so always from a thread."""

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

MIN_PASSWORD_LENGTH = 10

_HASHER = PasswordHash((Argon2Hasher(),))
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRvZm5vYm9keQ$hK6nmLE1hqPYfn8lVXZJbLWUSLmqmHRPEwm8NdGJcGk"
"""The hash of no known password: checking against it takes as long as for a user who exists."""


def hash_password(password: str) -> str:
    return _HASHER.hash(password)


def check_password(password: str, password_hash: str | None) -> tuple[bool, str | None]:
    """Whether it is right, and a new hash when the old one was made with weaker parameters; None is nobody's hash."""
    right, renewed = _HASHER.verify_and_update(password, password_hash or _NOBODY)
    return (right, renewed) if password_hash else (False, None)
