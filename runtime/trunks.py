"""The trunks of this installation: the one of the settings, and those of the file `CONCILIA_TRUNKS_FILE`."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from runtime.settings import Settings, SettingsError


class Trunk(BaseModel):
    """One `[[trunk]]` of the file. A secret may be in a file of its own, `password_file`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,30}$")]
    host: Annotated[str, Field(min_length=1)]
    port: Annotated[int, Field(ge=1, le=65535)] = 5060
    transport: Literal["udp", "tcp", "tls"] = "udp"
    username: str = ""
    password: SecretStr = SecretStr("")
    password_file: Path | None = None
    registers: bool = False
    carrier: str = ""
    caller_ids: tuple[str, ...] = ()
    channels: Annotated[int, Field(ge=1)] = 30
    calls_per_second: Annotated[float, Field(gt=0)] = 10
    number_format: Literal["e164", "digits", "national", "local"] = "e164"
    priority: Annotated[int, Field(ge=1, le=99)] = 1
    cost: Annotated[int, Field(ge=0)] = 0
    """Of a minute, in hundredths of a cent."""

    @model_validator(mode="after")
    def _one_password(self) -> Self:
        if self.password_file is not None and self.password.get_secret_value():
            raise ValueError("password or password_file, not both")
        return self

    @property
    def secret(self) -> str:
        if self.password_file is None:
            return self.password.get_secret_value()
        try:
            return self.password_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingsError(f"a senha do tronco {self.name} não pode ser lida: {error.strerror}") from error


def trunks_of(settings: Settings) -> tuple[Trunk, ...]:
    """In the order of their file, the settings' own first; empty without any. Raises SettingsError."""
    found = [_own(settings)] if settings.trunk_host else []
    if settings.trunks_file is not None:
        found += [_read(values, settings.trunks_file) for values in _tables(settings.trunks_file)]
    names = [trunk.name for trunk in found]
    if len(set(names)) != len(names):
        raise SettingsError("dois troncos têm o mesmo nome")
    return tuple(found)


def _own(settings: Settings) -> Trunk:
    return Trunk(
        name=settings.trunk_name,
        host=settings.trunk_host,
        port=settings.trunk_port,
        transport=settings.trunk_transport,
        username=settings.trunk_username,
        password=settings.trunk_password,
        registers=settings.trunk_register,
        carrier=settings.trunk_carrier,
        caller_ids=settings.trunk_caller_ids,
        channels=settings.trunk_channels,
        calls_per_second=settings.trunk_calls_per_second,
        number_format=settings.trunk_number_format,
    )


def _tables(path: Path) -> list[Any]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("trunk", [])
    except OSError as error:
        raise SettingsError(f"CONCILIA_TRUNKS_FILE não pode ser lido: {error.strerror}: {path}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"CONCILIA_TRUNKS_FILE não é um TOML válido: {path}") from error
    if not isinstance(tables, list):
        raise SettingsError(f"CONCILIA_TRUNKS_FILE: cada tronco é uma tabela [[trunk]]: {path}")
    return tables


def _read(values: Any, path: Path) -> Trunk:
    try:
        return Trunk.model_validate(values)
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
        says = "; ".join(f"{'.'.join(str(part) for part in one['loc']) or 'trunk'}: {one['msg']}" for one in problems)
        raise SettingsError(f"CONCILIA_TRUNKS_FILE {path}: {says}") from error
