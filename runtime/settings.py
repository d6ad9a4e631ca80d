"""Every setting of Concilia: `CONCILIA_<NAME>` in the environment. This is the only module that reads it.

A secret may come as a file instead, `CONCILIA_<NAME>_FILE`, so that it is in no process listing. There is no default
secret: `concilia up` makes its own below the state folder, and elsewhere a missing one is an error that names it.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from domain.contact.document import DocumentRefused, parse_document
from runtime.notice_settings import NoticeSettings
from runtime.payment_settings import PaymentSettings

PREFIX = "CONCILIA_"
SECRETS = (
    "secret_key", "ami_secret", "mqtt_password", "trunk_password",
    "notice_smtp_password", "notice_sms_token", "notice_whatsapp_token", "notice_webhook_secret",
    "payment_pix_client_secret", "payment_webhook_secret",
)  # fmt: skip
# Files that hold a secret, or may: both the value and the file's name are accepted.
FILE_BACKED = (*SECRETS, "database_url")
Port = Annotated[int, Field(ge=1, le=65535)]


class SettingsError(Exception):
    """A setting is missing or wrong; the message names its environment variable."""


class Settings(NoticeSettings, PaymentSettings, BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    home: Path = Path("var")
    """State of this installation: database, recordings, sounds, secrets, logs."""
    database_url: str = ""
    """`sqlite:///…` or `postgresql+psycopg://…`; empty: SQLite below `home`."""
    timezone: str = "America/Sao_Paulo"
    clock_offset_seconds: float = 0
    """Added to the machine's clock: the demo's calendar."""
    log_format: Literal["console", "json"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    demo: bool = False
    """Tells the screens to say that nothing here is real."""

    secret_key: SecretStr = SecretStr("")
    """Signs what the house hands out (softphone seats, throttling keys)."""

    http_host: str = "127.0.0.1"
    http_port: Port = 8080
    public_url: str = ""
    """How browsers reach the api, when behind a proxy: `https://concilia.example.br`."""

    mqtt_host: str = ""
    """Empty: `concilia up` starts a Mosquitto of its own."""
    mqtt_port: Port = 1883
    mqtt_username: str = "concilia"
    mqtt_password: SecretStr = SecretStr("")
    mqtt_root_topic: str = "concilia"
    mqtt_managed: bool = False
    """Set by `concilia up` itself when it runs the broker."""

    asterisk_managed: bool = True
    """Whether `concilia up` runs an Asterisk of its own; otherwise it is where `ami_host` says."""
    asterisk_root: Path = Path("/var/cache/concilia/asterisk-root")
    """The unpacked Debian that Asterisk runs from when none is installed."""
    asterisk_http_port: Port = 8088
    asterisk_sip_port: Port = 5060
    asterisk_sip_host: str = ""
    """Where SIP listens; empty: loopback while the trunk is there too, else every address."""
    asterisk_media_address: str = ""
    """Told to the other side for audio; empty: the address that this machine reaches the trunk from."""
    asterisk_external_address: str = ""
    """The public address, behind NAT."""
    asterisk_http_host: str = "127.0.0.1"
    """Where the api reaches Asterisk's WebSocket for the softphones."""
    asterisk_http_bind: str = "127.0.0.1"
    asterisk_rtp_start: Port = 10000
    asterisk_rtp_end: Port = 14999
    ami_host: str = "127.0.0.1"
    ami_bind: str = "127.0.0.1"
    ami_permit: Annotated[tuple[str, ...], NoDecode] = ("127.0.0.1/255.255.255.255",)
    """Networks that the AMI lets in, separated by commas."""
    ami_port: Port = 5038
    ami_username: str = "concilia"
    ami_secret: SecretStr = SecretStr("")
    fastagi_host: str = "127.0.0.1"
    """Where Asterisk reaches the menu."""
    fastagi_bind: str = "127.0.0.1"
    fastagi_port: Port = 4573
    seats: int = Field(default=20, ge=1, le=500)
    """Softphone accounts that can be lent to agents at once."""
    seat_kind: Literal["webrtc", "sip"] = "webrtc"
    """`sip` for desk phones and robots, which register over UDP; browsers need `webrtc`."""

    dialer_name: str = Field(default="dialer", max_length=64)
    """Owner of its calls: the same after a restart, and of no other running dialer."""

    trunk_name: str = Field(default="trunk", pattern=r"^[a-z][a-z0-9_-]{0,30}$")
    trunk_carrier: str = Field(default="", max_length=40)
    """Who carries the trunk's calls, for Anatel's meter; empty: known by the trunk's name."""
    company_cnpj: str = ""
    """Of the company that places the calls: Anatel adds up all trunks of its first eight characters."""
    trunk_host: str = ""
    """The carrier's SIP host; empty: no call can be placed."""
    trunk_port: Port = 5060
    trunk_transport: Literal["udp", "tcp", "tls"] = "udp"
    trunk_username: str = ""
    trunk_password: SecretStr = SecretStr("")
    trunk_register: bool = False
    trunk_caller_ids: Annotated[tuple[str, ...], NoDecode] = ()
    """E.164, separated by commas."""
    trunk_channels: int = Field(default=30, ge=1)
    trunk_calls_per_second: float = Field(default=10, gt=0)
    trunk_codec: Literal["alaw", "ulaw"] = "alaw"
    trunk_number_format: Literal["e164", "digits", "national", "local"] = "e164"
    """What the carrier wants to be dialled: `+5511…`, `5511…`, `011…` or `11…`."""

    trunks_file: Path | None = None
    """A TOML file with further trunks (docs/telephony.md)."""

    recordings_dir: Path | None = None
    sounds_dir: Path | None = None
    tts_provider: Literal["auto", "rhvoice", "espeak", "gtts"] = "auto"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base class's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, _SecretFiles(settings_cls), env_settings

    @field_validator("trunk_caller_ids", "ami_permit", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("company_cnpj")
    @classmethod
    def _cnpj(cls, value: str) -> str:
        if not value.strip():
            return ""
        try:
            document = parse_document(value)
        except DocumentRefused as error:
            raise ValueError(error.reason) from error
        if len(document) != 14:
            raise ValueError("é um CPF; aqui vai o CNPJ da empresa que origina as chamadas")
        return document

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"no such time zone: {value}") from error
        return value

    @model_validator(mode="after")
    def _rtp_range(self) -> Self:
        if self.asterisk_rtp_end <= self.asterisk_rtp_start:
            raise ValueError("asterisk_rtp_end must be above asterisk_rtp_start")
        return self

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{(self.home / 'concilia.db').resolve()}"

    @property
    def recordings(self) -> Path:
        return (self.recordings_dir or self.home / "recordings").resolve()

    @property
    def sounds(self) -> Path:
        return (self.sounds_dir or self.home / "sounds").resolve()

    @property
    def clock_offset(self) -> timedelta:
        return timedelta(seconds=self.clock_offset_seconds)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def web_url(self) -> str:
        return (
            self.public_url
            or f"http://{'127.0.0.1' if self.http_host == '0.0.0.0' else self.http_host}:{self.http_port}"
        )

    def require(self, *names: str) -> None:
        """Raise SettingsError when one of these is empty."""
        for name in names:
            value = getattr(self, name)
            if not (value.get_secret_value() if isinstance(value, SecretStr) else value):
                raise SettingsError(f"falta {PREFIX}{name.upper()}{_or_file(name)}")


def load_settings(**overrides: Any) -> Settings:
    """The settings of this process: overrides first, then `…_FILE`, then the environment. Raises SettingsError."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from error


def process_environment(settings: Settings) -> dict[str, str]:
    """The environment for a child process that must see exactly these settings; secrets go by value."""
    kept = system_environment()
    for name in Settings.model_fields:
        value = getattr(settings, name)
        text = _as_text(value)
        if text:
            kept[f"{PREFIX}{name.upper()}"] = text
    return kept


def system_environment() -> dict[str, str]:
    """The environment without anything of ours, for programs that are not ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}


class _SecretFiles(PydanticBaseSettingsSource):
    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE") if field_name in FILE_BACKED else None
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as error:
            name = f"{PREFIX}{field_name.upper()}_FILE"
            raise SettingsError(f"{name} não pode ser lido: {error.strerror}: {path}") from error

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


def _sentence(error: ValidationError) -> str:
    """One line per wrong setting; never its value, which may be a secret."""
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in problem["loc"][:1])
        lines.append(f"{PREFIX}{name.upper()}: {problem['msg']}" if name else problem["msg"])
    return "; ".join(lines)


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case SecretStr():
            return value.get_secret_value()
        case bool():
            return "true" if value else "false"
        case tuple():
            return ",".join(value)
        case _:
            return str(value)


def _or_file(name: str) -> str:
    return f" (ou {PREFIX}{name.upper()}_FILE)" if name in FILE_BACKED else ""
