"""Serves the built screens over a made-up API, with a few levers: `python -m tests.support.screens_server 8484`.

`POST /lever/set` moves any of: `state`, `identity`, `caller` and `ended` (what stands on the desk), `silent` (the
stream goes quiet), `empty` (nothing anywhere yet); `POST /lever/outcome {n}` ends one more call.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from time import monotonic
from typing import Annotated, Any

import uvicorn
from fastapi import APIRouter, Depends, FastAPI, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import JSONResponse, StreamingResponse

from domain.call.agent_disposition import may_be_chosen
from domain.call.disposition import Disposition
from tests.support import sample_cases, sample_notices
from tests.support import sample_figures as figures
from tests.support import sample_floor as floors
from tests.support import sample_records as records
from web.serving import mount_screens

USERS = {
    "ana": ("Ana Beatriz Rocha", "agent"),
    "helena": ("Helena Duarte", "supervisor"),
    "otavio": ("Otávio Lima", "manager"),
}


class Operation:
    """What the screens are told; `news` wakes the streams."""

    def __init__(self) -> None:
        self.user: str | None = None
        self.state: str | None = None
        self.caller = ""
        self.identity, self.ended, self.silent, self.empty = True, False, False, False
        self.queues: set[asyncio.Queue[tuple[str, Any]]] = set()
        self.started = monotonic()
        self.lists = [records.block_list("procon_sp", entries=18_204, file_name="procon.csv")]

    def now(self) -> datetime:
        return floors.NOW + timedelta(seconds=monotonic() - self.started)

    def me(self) -> dict[str, Any]:
        if self.user is None:
            raise HTTPException(401)
        name, role = USERS[self.user]
        user = {"id": 1, "name": name, "username": self.user, "role": role}
        return {"user": user, "csrf_token": "token", "demo": True, "now": self.now().isoformat()}

    def desk(self) -> dict[str, Any]:
        session = None
        if self.state:
            reason = "rest" if self.state == "paused" else None
            session = {
                "id": "s1",
                "state": self.state,
                "pause_reason": reason,
                "seat": "seat01",
                "leg_up": True,
                "asked_pause": None,
            }
            session["state_since"] = floors.ago(seconds=38)
        talking = self.state in {"on_call", "wrap_up"}
        call = self.call() if talking else None
        return {"session": session, "call": call, "now": self.now().isoformat()}

    def call(self) -> dict[str, Any]:
        return floors.call(identity_confirmed=self.identity, ended=self.ended, caller=self.caller)

    def floor(self) -> dict[str, Any]:
        nothing = {"agents": [], "calls": [], "campaigns": [], "counts": {}}
        return (nothing if self.empty else floors.floor()) | {"now": self.now().isoformat()}

    def tell(self, kind: str, data: Any) -> None:
        for queue in self.queues:
            queue.put_nowait((kind, data))


def _operation(request: Request) -> Operation:
    return request.app.state.operation


Op = Annotated[Operation, Depends(_operation)]
api = APIRouter()


def create_app() -> FastAPI:
    app = FastAPI()
    app.state.operation = Operation()
    app.add_exception_handler(HTTPException, _refuse)
    app.include_router(api)
    mount_screens(app)
    return app


async def _refuse(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, HTTPException)
    body = {"code": "refused", "message": refusal.detail}
    return JSONResponse(body, status_code=refusal.status_code, headers=refusal.headers)


@api.post("/api/auth/login")
async def login(operation: Op, body: dict[str, str]) -> Any:
    if body["username"] == "muitas":
        raise HTTPException(429, "Espere um pouco.", {"Retry-After": "27"})
    if body["username"] not in USERS or body["password"] != "senha":
        raise HTTPException(401, "Usuário ou senha não conferem.")
    operation.user = body["username"]
    return operation.me()


@api.get("/api/auth/me")
async def me(operation: Op) -> Any:
    return operation.me()


@api.post("/api/auth/logout", status_code=204)
async def logout(operation: Op) -> None:
    operation.user = None


def _move(operation: Operation, state: str | None) -> dict[str, str]:
    operation.state = state
    operation.tell("desk", operation.desk())
    return {"command_id": "c1"}


@api.get("/api/desk")
async def desk(operation: Op) -> Any:
    return operation.desk()


@api.post("/api/desk/session")
async def start_session(operation: Op, request: Request) -> Any:
    if operation.state is None:
        _move(operation, "offline")
    uri = f"sip:seat01@{request.url.hostname}"
    return {"seat": "seat01", "secret": "segredo", "uri": uri, "ws_path": "/api/softphone"}


@api.get("/api/desk/dispositions")
async def dispositions(operation: Op) -> Any:
    known = operation.caller != "unknown"
    return [one for one in floors.choices() if may_be_chosen(Disposition(one["base"]), caller_known=known)]


@api.post("/api/desk/caller")
async def link_caller(operation: Op, body: dict[str, str]) -> Any:
    if body["document"] != "529.982.247-25":
        raise HTTPException(404, "Ninguém desta carteira tem este CPF ou CNPJ. Confira os números.")
    operation.caller = "known"
    operation.tell("desk", operation.desk())
    return operation.desk()


@api.post("/api/desk/identity")
async def confirm_identity(operation: Op) -> Any:
    operation.identity = True
    operation.tell("desk", operation.desk())
    return operation.desk()


@api.post("/api/desk/{verb}", status_code=202)
async def act(operation: Op, verb: str) -> Any:
    if verb == "hang-up":
        operation.ended = True
    moves = {"ready": "ready", "pause": "paused", "hang-up": "wrap_up", "disposition": "ready"}
    return _move(operation, moves.get(verb, operation.state))


@api.delete("/api/desk/session", status_code=202)
async def end_session(operation: Op) -> Any:
    return _move(operation, None)


@api.post("/lever/{name}", status_code=204)
async def lever(operation: Op, name: str, body: dict[str, Any]) -> None:
    if name == "outcome":
        operation.tell("outcome", floors.outcome(body["n"]) | {"at": operation.now().isoformat()})
    for field, value in body.items():
        setattr(operation, field, value)
    operation.tell("desk", operation.desk())


async def _news(operation: Operation) -> AsyncIterator[str]:
    queue: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
    operation.queues.add(queue)
    try:
        for kind, data in (("desk", operation.desk()), ("floor", operation.floor())):
            yield f"event: {kind}\ndata: {json.dumps(data)}\n\n"
        while True:
            try:
                kind, data = await asyncio.wait_for(queue.get(), 10)
            except TimeoutError:
                kind, data = "heartbeat", {"now": operation.now().isoformat()}
            if not operation.silent:
                yield f"event: {kind}\ndata: {json.dumps(data)}\n\n"
    finally:
        operation.queues.discard(queue)


@api.get("/api/live")
async def live(operation: Op) -> StreamingResponse:
    operation.me()
    return StreamingResponse(_news(operation), media_type="text/event-stream")


@api.get("/api/outcomes")
async def outcomes(operation: Op, limit: int) -> Any:
    return {"items": [] if operation.empty else [floors.outcome(n) for n in range(limit)], "next": None}


@api.get("/api/floor")
async def floor(operation: Op) -> Any:
    return operation.floor()


@api.get("/api/recordings")
async def recordings(operation: Op, training: bool = False) -> Any:  # noqa: FBT001, FBT002 - a query parameter
    items = [] if operation.empty else [records.recording_item(n) for n in range(14)]
    items = [item for item in items if item["for_training"] or not training]
    return {"items": items, "page": 1, "page_size": 14, "total": len(items) * 9}


@api.get("/api/recordings/agents")
async def agents() -> Any:
    return [{"id": n, "name": name} for n, name in enumerate(floors.AGENTS)]


@api.get("/api/recordings/{attempt_id}/peaks")
async def peaks(attempt_id: str) -> Any:
    return records.peaks()


@api.get("/api/recordings/{attempt_id}/audio")
async def audio(attempt_id: str) -> Response:
    return Response(records.sound(), media_type="audio/wav")


@api.get("/api/recordings/{attempt_id}")
async def recording(attempt_id: str) -> Any:
    return records.recording()


@api.post("/api/recordings/{attempt_id}/comments", status_code=201)
async def comment(operation: Op, attempt_id: str, body: dict[str, Any]) -> Any:
    found = records.recording()
    found["remarks"].append(body | {"id": 9, "author": operation.me()["user"]["name"], "created_at": floors.ago()})
    return found


@api.put("/api/recordings/{attempt_id}/{what}")
async def review(attempt_id: str, what: str, body: dict[str, Any]) -> Any:
    return records.recording() | ({"my_score": body["score"]} if what == "review" else body)


@api.get("/api/desk/preview")
async def preview() -> None:
    return None


@api.get("/api/campaigns")
async def campaigns(operation: Op) -> Any:
    return [] if operation.empty else records.campaigns()


@api.post("/api/campaigns/{campaign_id}/status")
async def status(campaign_id: int, body: dict[str, str]) -> Any:
    return records.campaigns()[campaign_id - 1] | body


@api.get("/api/portfolios")
async def portfolios(operation: Op) -> Any:
    return [] if operation.empty else records.portfolios()


@api.get("/api/reports/kpis")
async def kpis(operation: Op, group_by: str = "total") -> Any:
    return figures.kpis(group_by, empty=operation.empty)


@api.get("/api/portfolios/{portfolio_id}/dispositions")
async def own_dispositions(operation: Op) -> Any:
    return [] if operation.empty else figures.own_dispositions()


@api.post("/api/contact/why")
async def why(body: dict[str, Any]) -> Any:
    if "contract" in body:
        raise HTTPException(404, "Devedor não encontrado.")
    return figures.why()


@api.get("/api/policies")
async def policies(operation: Op) -> Any:
    items = [] if operation.empty else figures.policies()
    return {"items": items, "page": 1, "page_size": 50, "total": len(items)}


@api.post("/api/policies/check")
async def check_policy(body: dict[str, str]) -> Any:
    return figures.verdict(body["source"])


@api.get("/api/notices")
async def notices(operation: Op) -> Any:
    return sample_notices.notices(empty=operation.empty)


@api.get("/api/block-lists")
async def block_lists(operation: Op) -> Any:
    return [] if operation.empty else operation.lists


@api.post("/api/block-lists", status_code=201)
async def load_block_list(operation: Op, file: UploadFile, kind: Annotated[str, Form()]) -> Any:
    operation.lists.append(records.block_list(kind, entries=3, file_name=str(file.filename)))
    return {"list_id": 9, "entries": 3, "binds_collections": True}


@api.get("/api/block-lists/kinds")
async def block_list_kinds() -> Any:
    return records.block_list_kinds()


@api.get("/api/cases")
async def cases(operation: Op, kind: str = "") -> Any:
    return sample_cases.cases(kind, empty=operation.empty)


@api.post("/api/cases/{case_id}/decision")
async def decide_case(operation: Op, case_id: str, body: dict[str, str]) -> Any:
    return sample_cases.decided(case_id, body, by=operation.me()["user"]["name"])


@api.get("/api/imports")
async def imports(operation: Op) -> Any:
    return [] if operation.empty else [records.imported(n) for n in range(3)]


@api.post("/api/imports", status_code=202)
async def start_import(file: UploadFile) -> Any:
    return records.imported(0, id="01KIMNEW", file_name=file.filename)


if __name__ == "__main__":
    uvicorn.run(create_app(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", timeout_graceful_shutdown=1)
