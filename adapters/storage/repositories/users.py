"""Implements `services.ports.repositories.users`."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from adapters.storage.tables.access import LoginFailureRow, UserRow, WebSessionRow
from domain.access import Role
from domain.ids import UserId
from services.ports.repositories.users import NewWebSession, UserAccount, WebSession

_SESSION = select(
    WebSessionRow.token_sha256,
    WebSessionRow.csrf_token,
    WebSessionRow.seen_at,
    WebSessionRow.expires_at,
    UserRow.id,
    UserRow.username,
    UserRow.name,
    UserRow.role,
    UserRow.active,
).join(UserRow, UserRow.id == WebSessionRow.user_id)


class SqlUsers:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_username(self, username: str) -> UserAccount | None:
        query = select(
            UserRow.id, UserRow.username, UserRow.name, UserRow.role, UserRow.active, UserRow.password_hash
        ).where(UserRow.username == username)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        return UserAccount(
            id=UserId(row.id),
            username=row.username,
            name=row.name,
            role=Role(row.role),
            active=row.active,
            password_hash=row.password_hash,
        )

    def add(self, *, username: str, name: str, role: Role, password_hash: str, now: datetime) -> UserId | None:
        # ON CONFLICT DO NOTHING is spelled alike in both dialects; PostgreSQL's construct compiles on SQLite too.
        new = (
            upsert(UserRow)
            .values(
                username=username, name=name, role=role.value, password_hash=password_hash, active=True, created_at=now
            )
            .on_conflict_do_nothing(index_elements=[UserRow.username])
            .returning(UserRow.id)
        )
        user_id = self._connection.scalar(new)
        return None if user_id is None else UserId(user_id)

    def set_password(self, user_id: UserId, password_hash: str) -> None:
        self._connection.execute(update(UserRow).where(UserRow.id == user_id).values(password_hash=password_hash))

    def open_session(self, session: NewWebSession) -> None:
        self._connection.execute(
            insert(WebSessionRow).values(
                token_sha256=session.key,
                user_id=session.user_id,
                csrf_token=session.csrf_token,
                created_at=session.created_at,
                seen_at=session.created_at,
                expires_at=session.expires_at,
            )
        )

    def session(self, key: str) -> WebSession | None:
        row = self._connection.execute(_SESSION.where(WebSessionRow.token_sha256 == key)).one_or_none()
        if row is None:
            return None
        return WebSession(
            key=row.token_sha256,
            csrf_token=row.csrf_token,
            seen_at=row.seen_at,
            expires_at=row.expires_at,
            user_id=UserId(row.id),
            username=row.username,
            name=row.name,
            role=Role(row.role),
            active=row.active,
        )

    def touch_session(self, key: str, *, seen_at: datetime) -> None:
        self._connection.execute(update(WebSessionRow).where(WebSessionRow.token_sha256 == key).values(seen_at=seen_at))

    def close_session(self, key: str) -> None:
        self._connection.execute(delete(WebSessionRow).where(WebSessionRow.token_sha256 == key))

    def close_sessions_of(self, user_id: UserId) -> None:
        self._connection.execute(delete(WebSessionRow).where(WebSessionRow.user_id == user_id))

    def purge_sessions(self, *, expired_before: datetime) -> None:
        self._connection.execute(delete(WebSessionRow).where(WebSessionRow.expires_at < expired_before))

    def failures(self, subject: str, *, since: datetime) -> tuple[int, datetime | None]:
        query = select(func.count(), func.min(LoginFailureRow.at)).where(
            LoginFailureRow.subject == subject, LoginFailureRow.at > since
        )
        count, oldest = self._connection.execute(query).one()
        return count, oldest

    def add_failure(self, subject: str, *, at: datetime) -> None:
        self._connection.execute(insert(LoginFailureRow).values(subject=subject, at=at))

    def forget_failures(self, subject: str) -> None:
        self._connection.execute(delete(LoginFailureRow).where(LoginFailureRow.subject == subject))

    def forget_one_failure(self, subject: str) -> None:
        latest = select(func.max(LoginFailureRow.id)).where(LoginFailureRow.subject == subject).scalar_subquery()
        self._connection.execute(delete(LoginFailureRow).where(LoginFailureRow.id == latest))

    def purge_failures(self, *, before: datetime) -> None:
        self._connection.execute(delete(LoginFailureRow).where(LoginFailureRow.at < before))
