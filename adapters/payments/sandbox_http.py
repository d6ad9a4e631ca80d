"""The sandbox bank's HTTP surface, as an ASGI application: the part of the Pix API that Concilia uses."""

import base64
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs

from adapters.payments.sandbox_bank import BankRefused, SandboxBank

_CHARGE: Final = re.compile(r"/(?:v2/(cobv)|v1/(links))/([^/]+)")
_PAY: Final = re.compile(r"/sandbox/(cobv|links)/([^/]+)/pay")
_TOKEN: Final = "sandbox-token"  # noqa: S105 - opens nothing but a box of play money
_LIFE_SECONDS: Final = 3600

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class SandboxApp:
    """`client_id` and `client_secret` are what the token's endpoint asks for."""

    def __init__(self, bank: SandboxBank, *, client_id: str, client_secret: str) -> None:
        self._bank = bank
        self._basic = "Basic " + base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = await _read(receive)
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        try:
            answer = self._answer(
                scope["method"], scope["path"], parse_qs(scope["query_string"].decode()), headers, body
            )
            await _reply(send, 200, answer)
        except BankRefused as error:
            await _reply(send, error.status, {"title": error.detail, "status": error.status})

    def _answer(
        self, method: str, path: str, query: dict[str, list[str]], headers: dict[str, str], body: bytes
    ) -> dict[str, Any]:
        authorization = headers.get("authorization", "")
        if path == "/oauth/token" and method == "POST":
            if authorization != self._basic:
                raise BankRefused(401, "client")
            return {"access_token": _TOKEN, "token_type": "Bearer", "expires_in": _LIFE_SECONDS}
        if authorization != f"Bearer {_TOKEN}":
            raise BankRefused(401, "token")
        if path == "/v2/pix" and method == "GET":
            return self._received(query)
        if (paid := _PAY.fullmatch(path)) and method == "POST":
            return self._bank.pay(paid[1], paid[2], amount=(_json(body) or {}).get("valor"))
        if charge := _CHARGE.fullmatch(path):
            return self._charge(method, charge[1] or charge[2], charge[3], body)
        raise BankRefused(404, "path")

    def _charge(self, method: str, kind: str, txid: str, body: bytes) -> dict[str, Any]:
        if method == "PUT":
            return self._bank.put(kind, txid, _json(body))
        if method == "PATCH":
            return self._bank.patch(kind, txid, _json(body))
        if method == "GET":
            return self._bank.get(kind, txid)
        raise BankRefused(405, "method")

    def _received(self, query: dict[str, list[str]]) -> dict[str, Any]:
        try:
            since, until = (datetime.fromisoformat(query[name][0]) for name in ("inicio", "fim"))
            page = int(query.get("paginacao.paginaAtual", ["0"])[0])
            size = int(query.get("paginacao.itensPorPagina", ["100"])[0])
        except (KeyError, ValueError) as error:
            raise BankRefused(400, "query") from error
        if page < 0 or not 1 <= size <= 1000:
            raise BankRefused(400, "paginacao")
        return self._bank.received(since, until, page=page, size=size)


async def _read(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _json(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError as error:
        raise BankRefused(400, "json") from error


async def _reply(send: Send, status: int, answer: dict[str, Any]) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
