"""SMS and WhatsApp by the house's own small HTTP protocol: docs/notices.md describes both sides of it.

An aggregator with another protocol gets an adapter of its own, or a few lines of translation in front of it.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import httpx

from domain.contact.facts import Channel
from services.ports.clock import Clock
from services.ports.notices import (
    ChannelUnavailable,
    Delivery,
    DeliveryRefused,
    DeliveryStatus,
    NoticeRefused,
    OutgoingNotice,
)

TIMEOUT_SECONDS: Final = 10.0
WEBHOOK_AGE: Final = timedelta(minutes=5)
"""An older call may be one that somebody listened to and repeats."""
_MAY_MEND: Final = frozenset({401, 403, 408, 409, 425, 429})
"""Refusals that are no fault of the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayAccount:
    """`webhook_secret` signs the gateway's calls; `callback_url` is where it calls, empty: it need not."""

    token: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    callback_url: str = ""


class GatewayChannel:
    """`client` carries the gateway's address."""

    def __init__(self, channel: Channel, client: httpx.AsyncClient, account: GatewayAccount, clock: Clock) -> None:
        self.channel = channel
        self._client = client
        self._account = account
        self._clock = clock

    async def send(self, notice: OutgoingNotice) -> Delivery:
        body = {
            "id": notice.key,
            "channel": self.channel.value,
            "to": notice.to,
            "from": notice.sender,
            "text": notice.text,
            "template": notice.template,
            "parameters": dict(notice.parameters),
            "callback_url": self._account.callback_url,
        }
        answer = await self._call("POST", "/messages", json=body, headers={"Idempotency-Key": notice.key})
        if httpx.codes.is_client_error(answer.status_code) and answer.status_code not in _MAY_MEND:
            raise NoticeRefused(_reason(answer))
        return _delivery(_told(answer), notice.key)

    async def find(self, key: str) -> Delivery | None:
        answer = await self._call("GET", f"/messages/{key}")
        return None if answer.status_code == httpx.codes.NOT_FOUND else _delivery(_told(answer), key)

    def read_webhook(self, body: bytes, *, signature: str, timestamp: str) -> Sequence[Delivery]:
        if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
            raise DeliveryRefused("no timestamp")
        if not hmac.compare_digest(signature.encode(), sign(self._account.webhook_secret, timestamp, body).encode()):
            raise DeliveryRefused("not the gateway's signature")
        if abs(self._clock.now().timestamp() - int(timestamp)) > WEBHOOK_AGE.total_seconds():
            raise DeliveryRefused("an old call")
        try:
            return [_delivery(one, str(one["id"])) for one in json.loads(body)["messages"]]
        except (ValueError, KeyError, TypeError, AttributeError, ChannelUnavailable) as error:
            raise DeliveryRefused("not a message of a gateway") from error

    async def _call(self, method: str, path: str, **given: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._account.token}", **given.pop("headers", {})}
        try:
            return await self._client.request(method, path, headers=headers, timeout=TIMEOUT_SECONDS, **given)
        except httpx.HTTPError as error:
            raise ChannelUnavailable(type(error).__name__) from error


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """What the gateway puts in `X-Concilia-Signature`."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _told(answer: httpx.Response) -> Mapping[str, Any]:
    if not answer.is_success:
        raise ChannelUnavailable(str(answer.status_code))
    try:
        told = answer.json()
    except ValueError as error:
        raise ChannelUnavailable("not JSON") from error
    if not isinstance(told, Mapping):
        raise ChannelUnavailable("not an object")
    return told


def _delivery(told: Mapping[str, Any], key: str) -> Delivery:
    try:
        status = DeliveryStatus(told["status"])
    except (KeyError, ValueError) as error:
        raise ChannelUnavailable("a status that makes no sense") from error
    reference, reason = (_word(told.get(name)) for name in ("reference", "reason"))
    return Delivery(key=key, status=status, reference=reference, reason=reason)


def _reason(answer: httpx.Response) -> str:
    try:
        return _word(answer.json().get("reason")) or str(answer.status_code)
    except (ValueError, AttributeError):
        return str(answer.status_code)


def _word(told: object) -> str:
    """Of a stranger: short, and nothing but a word."""
    text = told if isinstance(told, str) else ""
    return "".join(char for char in text if char.isascii() and (char.isalnum() or char in "_-.:@<>"))[:60]
