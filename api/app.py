"""The application, put together from what it is given."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api.access import undeclared_routes
from api.context import ApiContext, build_context
from api.deps import ApiDeps
from api.error_handlers import add_error_handlers
from api.routes import include_routes
from api.security_headers import SecurityHeaders
from api.strategy.planning import keep_planned
from services.importing.import_file import abandon_interrupted


class UndeclaredRoute(Exception):
    """A route says nothing about who may use it."""


def create_app(deps: ApiDeps) -> FastAPI:
    """The api, and the built screens beside it when `static_dir` is given.

    A server that stops must call `app.state.context.hub.close()` first: streams have no other end.
    """
    context = build_context(deps)
    app = FastAPI(
        title="Concilia", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lambda _app: _lifespan(context)
    )
    app.state.context = context
    include_routes(app)
    undeclared = undeclared_routes(app)
    if undeclared:
        raise UndeclaredRoute(", ".join(undeclared))
    add_error_handlers(app)
    app.add_middleware(SecurityHeaders, https=deps.settings.cookie_secure)
    if deps.settings.static_dir is not None:
        app.frontend("/", directory=deps.settings.static_dir, fallback="index.html")
    return app


@asynccontextmanager
async def _lifespan(context: ApiContext) -> AsyncIterator[None]:
    """The live hub and the imports in progress, which end with the application."""
    async with asyncio.TaskGroup() as group:
        await abandon_interrupted(context.deps.storage, clock=context.deps.clock)
        context.tasks = group
        hub = group.create_task(context.hub.run(), name="live-hub")
        planner = group.create_task(keep_planned(context), name="regua-keeper")
        try:
            yield
        finally:
            context.tasks = None
            context.hub.close()
            hub.cancel()
            planner.cancel()
