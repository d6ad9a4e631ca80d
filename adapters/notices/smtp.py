"""E-mail by SMTP. A server that took a message has accepted it; whether it arrives, SMTP does not tell."""

import asyncio
import smtplib
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final, Literal

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

TIMEOUT_SECONDS: Final = 20.0
_FOREVER: Final = 500
"""From here on an answer says that sending it again changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """`security`: `starttls` and `tls` check the server's certificate; `none` is for a relay on this very machine."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    sender: str
    """The address that mail comes from; its name is the portfolio's neutral company."""


class SmtpChannel:
    channel = Channel.EMAIL

    def __init__(
        self, server: SmtpServer, clock: Clock, *, tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    ) -> None:
        self._server = server
        self._clock = clock
        self._tls = tls

    async def send(self, notice: OutgoingNotice) -> Delivery:
        """The message's own id is made of the key, so that of a repeated one a mailbox shows one."""
        message = self._message(notice)
        try:
            await asyncio.to_thread(self._deliver, message)
        except smtplib.SMTPRecipientsRefused as error:
            code = max(code for code, _ in error.recipients.values())
            raise _failure(code, "address_refused") from error
        except smtplib.SMTPAuthenticationError as error:
            # The house's own settings are wrong: that is no fault of the message.
            raise ChannelUnavailable("authentication") from error
        except smtplib.SMTPResponseException as error:
            raise _failure(error.smtp_code, "message_refused") from error
        except (OSError, smtplib.SMTPException) as error:
            raise ChannelUnavailable(type(error).__name__) from error
        return Delivery(key=notice.key, status=DeliveryStatus.ACCEPTED, reference=str(message["Message-ID"]))

    async def find(self, key: str) -> Delivery | None:  # noqa: ARG002
        return None

    def read_webhook(self, body: bytes, *, signature: str, timestamp: str) -> Sequence[Delivery]:  # noqa: ARG002
        raise DeliveryRefused("SMTP calls nobody")

    def _message(self, notice: OutgoingNotice) -> EmailMessage:
        mailbox, _, host = self._server.sender.partition("@")
        message = EmailMessage()
        try:
            message["From"] = Address(notice.sender, mailbox, host)
            message["To"] = Address(addr_spec=notice.to)
            message["Subject"] = notice.subject
        except ValueError as error:
            raise NoticeRefused("address_refused") from error
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = f"<{notice.key}@{host}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(notice.text)
        if notice.html:
            names = {picture.name: f"{picture.name}.{notice.key}@{host}" for picture in notice.pictures}
            message.add_alternative(_with_pictures(notice.html, names), subtype="html")
            html = message.get_payload()[-1]  # type: ignore[index]
            for picture in notice.pictures:
                html.add_related(picture.png, "image", "png", cid=f"<{names[picture.name]}>")  # type: ignore[union-attr]
        return message

    def _deliver(self, message: EmailMessage) -> None:
        server = self._server
        with self._connect() as line:
            if server.security == "starttls":
                line.starttls(context=self._tls())
            if server.username:
                line.login(server.username, server.password)
            line.send_message(message)

    def _connect(self) -> smtplib.SMTP:
        host, port = self._server.host, self._server.port
        if self._server.security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=self._tls())
        return smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)


def _with_pictures(html: str, names: dict[str, str]) -> str:
    for name, cid in names.items():
        html = html.replace(f"{{cid:{name}}}", f"cid:{cid}")
    return html


def _failure(code: int, reason: str) -> NoticeRefused | ChannelUnavailable:
    return NoticeRefused(reason) if code >= _FOREVER else ChannelUnavailable(str(code))
