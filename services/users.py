"""Making and changing users."""

import asyncio

from domain.access import Role
from domain.ids import UserId
from services.errors import ServiceError
from services.passwords import MIN_PASSWORD_LENGTH, hash_password
from services.ports.clock import Clock
from services.ports.storage import Storage, UnitOfWork


class UsernameTaken(ServiceError):
    """Another user has this user name."""


class WeakPassword(ServiceError):
    """The password is too short."""


async def add_user(storage: Storage, clock: Clock, *, username: str, name: str, role: Role, password: str) -> UserId:
    """Raises UsernameTaken or WeakPassword. User names are kept in lower case."""
    if len(password) < MIN_PASSWORD_LENGTH:
        raise WeakPassword
    password_hash = await asyncio.to_thread(hash_password, password)

    def work(uow: UnitOfWork) -> UserId | None:
        return uow.users.add(
            username=username.strip().lower(), name=name, role=role, password_hash=password_hash, now=clock.now()
        )

    user_id = await storage.write(work)
    if user_id is None:
        raise UsernameTaken
    return user_id


async def change_password(storage: Storage, *, username: str, password: str) -> bool:
    """False when there is no such user. Every session of theirs ends; raises WeakPassword."""
    if len(password) < MIN_PASSWORD_LENGTH:
        raise WeakPassword
    password_hash = await asyncio.to_thread(hash_password, password)

    def work(uow: UnitOfWork) -> bool:
        account = uow.users.by_username(username.strip().lower())
        if account is None:
            return False
        uow.users.set_password(account.id, password_hash)
        uow.users.close_sessions_of(account.id)
        return True

    return await storage.write(work)
