"""The channels of messages of this house, and the keeper that sends through them."""

import asyncio
import ssl
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import httpx

from adapters.notices.gateway import GatewayAccount, GatewayChannel
from adapters.notices.outbox import OutboxChannel
from adapters.notices.smtp import SmtpChannel, SmtpServer
from domain.contact.facts import Channel
from runtime.home import OUTBOX
from runtime.processes.foundation import Foundation
from runtime.settings import Settings
from services.notices.keeper import NoticeKeeper
from services.payments.charging import ChargeService
from services.ports.bus import Bus
from services.ports.clock import Clock
from services.ports.notices import NoticeChannel
from services.regua_messages import ReguaMessages

NEEDS: Final = {
    ("email", "smtp"): ("notice_smtp_host", "notice_smtp_sender"),
    ("sms", "gateway"): ("notice_sms_url", "notice_sms_token", "notice_webhook_secret"),
    ("whatsapp", "gateway"): ("notice_whatsapp_url", "notice_whatsapp_token", "notice_webhook_secret"),
}
"""What a channel cannot do without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeParts:
    keeper: NoticeKeeper
    regua: ReguaMessages
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    async def keep(self, bus: Bus) -> None:
        """Until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.keeper.run(bus), name="notice-keeper")
                group.create_task(self.regua.run(), name="regua-messages")
        finally:
            for client in self.clients:
                await client.aclose()


def notice_parts(foundation: Foundation, charges: ChargeService) -> NoticeParts:
    """Raises SettingsError when a channel is chosen and something of it is missing."""
    settings = foundation.settings
    clients: list[httpx.AsyncClient] = []
    channels: dict[Channel, NoticeChannel] = {}
    for channel in (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP):
        how = chosen(settings, channel)
        settings.require(*NEEDS.get((channel.value, how), ()))
        if how == "outbox":
            channels[channel] = OutboxChannel(channel, settings.home / OUTBOX)
        elif how == "smtp":
            tls = partial(tls_context, settings)
            channels[channel] = SmtpChannel(_mail_server(settings), foundation.clock, tls=tls)
        elif how == "gateway":
            channels[channel] = _gateway(settings, channel, foundation.clock, clients)
    keeper = NoticeKeeper(
        storage=foundation.database,
        clock=foundation.clock,
        ids=foundation.ids,
        channels=channels,
        charges=charges,
        senders={Channel.SMS: settings.notice_sms_sender, Channel.WHATSAPP: settings.notice_whatsapp_sender},
    )
    regua = ReguaMessages(
        storage=foundation.database, clock=foundation.clock, zone=settings.zone, channels=frozenset(channels)
    )
    return NoticeParts(keeper=keeper, regua=regua, clients=clients)


def chosen(settings: Settings, channel: Channel) -> str:
    how: str = getattr(settings, f"notice_{channel.value}")
    return how


def tls_context(settings: Settings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(settings.notice_ca_file) if settings.notice_ca_file else None)


def _mail_server(settings: Settings) -> SmtpServer:
    return SmtpServer(
        host=settings.notice_smtp_host,
        port=settings.notice_smtp_port,
        security=settings.notice_smtp_security,
        username=settings.notice_smtp_username,
        password=settings.notice_smtp_password.get_secret_value(),
        sender=settings.notice_smtp_sender,
    )


def _gateway(settings: Settings, channel: Channel, clock: Clock, clients: list[httpx.AsyncClient]) -> GatewayChannel:
    url: str = getattr(settings, f"notice_{channel.value}_url")
    token = getattr(settings, f"notice_{channel.value}_token").get_secret_value()
    client = httpx.AsyncClient(base_url=url, verify=tls_context(settings))
    clients.append(client)
    calls = f"{settings.public_url}/api/notices/webhook/{channel.value}" if settings.public_url else ""
    account = GatewayAccount(
        token=token, webhook_secret=settings.notice_webhook_secret.get_secret_value(), callback_url=calls
    )
    return GatewayChannel(channel, client, account, clock)
