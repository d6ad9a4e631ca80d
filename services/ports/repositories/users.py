"""People who log in, their sessions in the browser, and their failures to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.access import Role
from domain.ids import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class UserAccount:
    id: UserId
    username: str
    name: str
    role: Role
    active: bool
    password_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWebSession:
    """`key` is the SHA-256 of the token, which itself is stored nowhere."""

    key: str
    user_id: UserId
    csrf_token: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSession:
    """A session with its user as they are now, not as they were at log-in."""

    key: str
    csrf_token: str
    seen_at: datetime
    expires_at: datetime
    user_id: UserId
    username: str
    name: str
    role: Role
    active: bool


class UserRepository(Protocol):
    def by_username(self, username: str) -> UserAccount | None: ...

    def add(self, *, username: str, name: str, role: Role, password_hash: str, now: datetime) -> UserId | None:
        """None when the user name is taken."""
        ...

    def set_password(self, user_id: UserId, password_hash: str) -> None: ...

    def open_session(self, session: NewWebSession) -> None: ...

    def session(self, key: str) -> WebSession | None: ...

    def touch_session(self, key: str, *, seen_at: datetime) -> None: ...

    def close_session(self, key: str) -> None: ...

    def close_sessions_of(self, user_id: UserId) -> None: ...

    def purge_sessions(self, *, expired_before: datetime) -> None: ...

    def failures(self, subject: str, *, since: datetime) -> tuple[int, datetime | None]:
        """How many since then, and when the oldest of them was."""
        ...

    def add_failure(self, subject: str, *, at: datetime) -> None: ...

    def forget_failures(self, subject: str) -> None: ...

    def forget_one_failure(self, subject: str) -> None:
        """The latest: it turned out to be no failure."""
        ...

    def purge_failures(self, *, before: datetime) -> None: ...
