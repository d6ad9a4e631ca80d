"""Every route says who may use it: `Allow(roles)` in its signature, or `PUBLIC` among its dependencies.

`undeclared_routes` finds those that say nothing; the application refuses to be created while there is one.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.requests import HTTPConnection

from api.context import Context
from api.cookies import session_token
from api.errors import Forbidden, NotLoggedIn
from api.origin import check_csrf, check_origin
from domain.access import Role
from services.auth import Visitor


class Allow:
    """Dependency: the visitor, when logged in with one of the roles and not led here by another site."""

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)

    async def __call__(self, connection: HTTPConnection, context: Context) -> Visitor:
        check_origin(connection, context.settings)
        token = session_token(connection)
        visitor = await context.auth.visitor(token) if token else None
        if visitor is None:
            raise NotLoggedIn
        check_csrf(connection, visitor.csrf_token)
        if visitor.role not in self.roles:
            raise Forbidden
        return visitor


class Public:
    """Dependency: anybody, but still not led here by another site."""

    async def __call__(self, connection: HTTPConnection, context: Context) -> None:
        check_origin(connection, context.settings)


PUBLIC = Depends(Public())

Anyone = Annotated[Visitor, Depends(Allow(*Role))]
Agent = Annotated[Visitor, Depends(Allow(Role.AGENT))]
FloorStaff = Annotated[Visitor, Depends(Allow(Role.SUPERVISOR, Role.MANAGER, Role.ADMIN))]
Manager = Annotated[Visitor, Depends(Allow(Role.MANAGER, Role.ADMIN))]


def declared_roles(route: Any) -> frozenset[Role] | None:
    """The roles that a route lets in (all of them when public), or None when it declares nothing."""
    for dependency in getattr(getattr(route, "dependant", None), "dependencies", []):
        if isinstance(dependency.call, Allow):
            return dependency.call.roles
        if isinstance(dependency.call, Public):
            return frozenset(Role)
    return None


def is_public(route: Any) -> bool:
    return any(isinstance(dependency.call, Public) for dependency in route.dependant.dependencies)


def api_routes(app: FastAPI) -> Iterator[Any]:
    """Every HTTP and WebSocket route below /api."""
    for route in iter_route_contexts(app.routes):
        if (route.path or "").startswith("/api"):
            yield route


def undeclared_routes(app: FastAPI) -> list[str]:
    return [str(route.path) for route in api_routes(app) if declared_roles(route) is None]
