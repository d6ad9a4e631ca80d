"""The sandbox of every channel: messages become files in a folder and go nowhere."""

import asyncio
import json
import os
from collections.abc import Sequence
from pathlib import Path

from domain.contact.facts import Channel
from services.ports.notices import ChannelUnavailable, Delivery, DeliveryRefused, DeliveryStatus, OutgoingNotice


class OutboxChannel:
    """One JSON file per message, for its owner alone to read. It is accepted at once and delivered when asked for."""

    def __init__(self, channel: Channel, folder: Path) -> None:
        self.channel = channel
        self._folder = folder

    async def send(self, notice: OutgoingNotice) -> Delivery:
        try:
            await asyncio.to_thread(self._write, notice)
        except OSError as error:
            raise ChannelUnavailable(type(error).__name__) from error
        return Delivery(key=notice.key, status=DeliveryStatus.ACCEPTED, reference=f"outbox-{notice.key}")

    async def find(self, key: str) -> Delivery | None:
        if not await asyncio.to_thread(self._path(key).exists):
            return None
        return Delivery(key=key, status=DeliveryStatus.DELIVERED, reference=f"outbox-{key}")

    def read_webhook(self, body: bytes, *, signature: str, timestamp: str) -> Sequence[Delivery]:  # noqa: ARG002
        raise DeliveryRefused("an outbox calls nobody")

    def _write(self, notice: OutgoingNotice) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(self._path(notice.key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return
        told = {
            "channel": self.channel.value,
            "to": notice.to,
            "from": notice.sender,
            "subject": notice.subject,
            "text": notice.text,
            "template": notice.template,
            "parameters": dict(notice.parameters),
            "pictures": [picture.name for picture in notice.pictures],
        }
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(told, file, ensure_ascii=False, indent=1)

    def _path(self, key: str) -> Path:
        return self._folder / f"{self.channel.value}-{key}.json"
