"""Log-in and the person logged in."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas import Body, Reply
from domain.access import Role


class Login(Body):
    username: Annotated[str, Field(min_length=1, max_length=60)]
    password: Annotated[str, Field(min_length=1, max_length=200)]


class User(Reply):
    id: int
    name: str
    username: str
    role: Role


class Me(Reply):
    """`csrf_token` goes back in X-CSRF-Token on every write; `demo` says that the calendar is not the real one."""

    user: User
    csrf_token: str
    demo: bool
    now: datetime
