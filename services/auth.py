"""Who is asking: log-in, sessions in the browser, log-out."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from domain.access import Role
from domain.ids import UserId
from services.errors import ServiceError
from services.passwords import check_password
from services.ports.clock import Clock
from services.ports.repositories.users import NewWebSession, UserAccount, WebSession
from services.ports.storage import Storage, UnitOfWork

_TOUCH_EVERY = timedelta(minutes=1)
_HASHES_AT_ONCE = 2


class WrongCredentials(ServiceError):
    """No active user has this name and this password."""


class LoginThrottled(ServiceError):
    """Too many failures of this user name or from this address."""

    def __init__(self, retry_after: timedelta) -> None:
        self.retry_after = retry_after
        super().__init__(str(retry_after))


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrottlePolicy:
    """Failures allowed within the window. A whole operation may share one address, hence its larger number."""

    per_username: int = 5
    per_address: int = 60
    window: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A person with a valid session; `session_key` names the session and opens nothing."""

    user_id: UserId
    username: str
    name: str
    role: Role
    session_key: str
    csrf_token: str


@dataclass(frozen=True, slots=True)
class OpenedSession:
    token: str
    visitor: Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthService:
    storage: Storage
    clock: Clock
    new_token: Callable[[], str]
    secret_key: str
    session_idle: timedelta
    session_lifetime: timedelta
    throttle: ThrottlePolicy = ThrottlePolicy()
    # Hashing takes a core: a burst of log-ins must not take them all from the calls.
    _hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_HASHES_AT_ONCE))

    async def log_in(
        self, *, username: str, password: str, address: str, replaced_token: str | None = None
    ) -> OpenedSession:
        """Open a new session and close the replaced one; raises WrongCredentials or LoginThrottled."""
        username = username.strip().lower()
        subjects = (self._subject("user", username), self._subject("address", address))
        account = await self.storage.write(lambda uow: self._admit(uow, username, subjects))
        async with self._hashing:
            right, renewed = await asyncio.to_thread(
                check_password, password, account.password_hash if account else None
            )
        if account is None or not right or not account.active:
            raise WrongCredentials
        token, session = self._new_session(account.id)
        await self.storage.write(partial(_open, session, subjects, replaced_token, renewed))
        return OpenedSession(token, _visitor_of(account, session))

    async def visitor(self, token: str) -> Visitor | None:
        """The session's user, when it is neither over, nor idle for too long, nor of somebody no longer active."""
        key = session_key(token)
        session = await self.storage.read(lambda uow: uow.users.session(key))
        now = self.clock.now()
        if session is None or not self._is_valid(session, now):
            return None
        if now - session.seen_at >= _TOUCH_EVERY:
            await self.storage.write(lambda uow: uow.users.touch_session(key, seen_at=now))
        return _visitor(session)

    async def ended(self, keys: Collection[str]) -> set[str]:
        """Those of the session keys that open nothing any more."""
        sessions = await self.storage.read(lambda uow: [uow.users.session(key) for key in keys])
        now = self.clock.now()
        return set(keys) - {found.key for found in sessions if found and self._is_valid(found, now)}

    async def log_out(self, key: str) -> None:
        await self.storage.write(lambda uow: uow.users.close_session(key))

    def _admit(self, uow: UnitOfWork, username: str, subjects: tuple[str, str]) -> UserAccount | None:
        """Count the attempt as a failure before the password is looked at, so that many at once cannot slip through."""
        now = self.clock.now()
        since = now - self.throttle.window
        for subject, limit in zip(subjects, (self.throttle.per_username, self.throttle.per_address), strict=True):
            count, oldest = uow.users.failures(subject, since=since)
            if count >= limit and oldest is not None:
                raise LoginThrottled(oldest + self.throttle.window - now)
        uow.users.purge_failures(before=since)
        for subject in subjects:
            uow.users.add_failure(subject, at=now)
        return uow.users.by_username(username)

    def _new_session(self, user_id: UserId) -> tuple[str, NewWebSession]:
        token, now = self.new_token(), self.clock.now()
        session = NewWebSession(
            key=session_key(token),
            user_id=user_id,
            csrf_token=self.new_token(),
            created_at=now,
            expires_at=now + self.session_lifetime,
        )
        return token, session

    def _subject(self, kind: str, value: str) -> str:
        return hmac.new(self.secret_key.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()

    def _is_valid(self, session: WebSession, now: datetime) -> bool:
        return session.active and now < session.expires_at and now - session.seen_at < self.session_idle


def session_key(token: str) -> str:
    """What the database knows of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _open(
    session: NewWebSession,
    subjects: tuple[str, str],
    replaced_token: str | None,
    renewed_hash: str | None,
    uow: UnitOfWork,
) -> None:
    """The password was right: what was counted as a failure was none."""
    by_username, by_address = subjects
    uow.users.forget_failures(by_username)
    uow.users.forget_one_failure(by_address)
    if renewed_hash:
        uow.users.set_password(session.user_id, renewed_hash)
    if replaced_token:
        uow.users.close_session(session_key(replaced_token))
    uow.users.purge_sessions(expired_before=session.created_at)
    uow.users.open_session(session)


def _visitor_of(account: UserAccount, session: NewWebSession) -> Visitor:
    return Visitor(
        user_id=account.id,
        username=account.username,
        name=account.name,
        role=account.role,
        session_key=session.key,
        csrf_token=session.csrf_token,
    )


def _visitor(session: WebSession) -> Visitor:
    return Visitor(
        user_id=session.user_id,
        username=session.username,
        name=session.name,
        role=session.role,
        session_key=session.key,
        csrf_token=session.csrf_token,
    )
