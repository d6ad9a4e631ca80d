"""A gateway of SMS and WhatsApp as docs/notices.md describes it: an ASGI application that keeps what it takes."""

import json
from dataclasses import dataclass, field
from typing import Any

TOKEN = "gateway-token"


@dataclass(slots=True)
class MessageGateway:
    """`answer` replaces the next answers: a status and a body. Messages are kept once per key."""

    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    posts: int = 0
    answer: tuple[int, Any] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        status, told = self.answer or self._answer(scope, body)
        content = told if isinstance(told, bytes) else json.dumps(told).encode()
        await send(
            {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]}
        )
        await send({"type": "http.response.body", "body": content})

    def _answer(self, scope: Any, body: bytes) -> tuple[int, Any]:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, {"reason": "token"}
        if scope["method"] == "POST" and scope["path"] == "/v1/messages":
            self.posts += 1
            told = json.loads(body)
            assert headers["idempotency-key"] == told["id"]
            self.messages.setdefault(told["id"], told)
            self.states.setdefault(told["id"], "accepted")
            return 202, {"reference": f"ref-{told['id']}", "status": self.states[told["id"]]}
        key = scope["path"].removeprefix("/v1/messages/")
        if key not in self.messages:
            return 404, {"reason": "unknown"}
        return 200, {"reference": f"ref-{key}", "status": self.states[key]}
