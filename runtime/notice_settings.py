"""The settings of messages to debtors; read with all others in `runtime.settings`."""

from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, SecretStr, field_validator

from domain.notice.words import debt_word_in

Port = Annotated[int, Field(ge=1, le=65535)]
Gateway = Literal["off", "outbox", "gateway"]


class NoticeSettings(BaseModel):
    """`outbox`: messages become files below the state folder and go nowhere."""

    notice_email: Literal["off", "outbox", "smtp"] = "off"
    notice_sms: Gateway = "off"
    notice_whatsapp: Gateway = "off"

    notice_smtp_host: str = ""
    notice_smtp_port: Port = 587
    notice_smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """`none` is for a relay on this very machine."""
    notice_smtp_username: str = ""
    notice_smtp_password: SecretStr = SecretStr("")
    notice_smtp_sender: str = ""
    """The address that mail comes from; its name is each portfolio's neutral company."""

    notice_sms_url: str = ""
    """Where the gateway takes messages: `POST <url>/messages`. See docs/notices.md."""
    notice_sms_token: SecretStr = SecretStr("")
    notice_sms_sender: str = Field(default="", max_length=20)
    """What an SMS says it comes from; empty: the portfolio's neutral company."""
    notice_whatsapp_url: str = ""
    notice_whatsapp_token: SecretStr = SecretStr("")
    notice_whatsapp_sender: str = Field(default="", max_length=20)
    notice_webhook_secret: SecretStr = SecretStr("")
    """Signs the gateways' calls."""
    notice_ca_file: Path | None = None
    """A certificate authority of the house's own, for the mail server and the gateways."""

    @field_validator("notice_smtp_sender")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and (parseaddr(value)[1] != value or "@" not in value):
            raise ValueError("not an e-mail address")
        return _neutral(value)

    @field_validator("notice_sms_sender", "notice_whatsapp_sender")
    @classmethod
    def _sender(cls, value: str) -> str:
        return _neutral(value)


def _neutral(sender: str) -> str:
    told = debt_word_in(sender.replace("@", " ").replace(".", " ").replace("-", " "))
    if told:
        raise ValueError("the sender tells third parties what it is about (CDC art. 42)")
    return sender
