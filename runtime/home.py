"""The state folder of one installation: secrets, logs, databases, and the lock that makes its owner the only one."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from runtime.settings import Settings

OUTBOX: Final = "outbox"
"""Where messages become files that go nowhere."""
BANK_ORDERS: Final = "sandbox-orders"
"""Where the sandbox bank's payers leave their orders."""

GENERATED_SECRETS = ("secret_key", "ami_secret", "mqtt_password")


class HomeInUse(Exception):
    """Another `concilia up` runs on this state folder."""


def prepare_home(settings: Settings) -> Settings:
    """Make the folders, and a secret for each that is not set; the settings come back with all of them."""
    home = settings.home.resolve()
    for folder in (home, logs_of(home), run_of(home), home / "secrets", settings.recordings / "open", settings.sounds):
        folder.mkdir(parents=True, exist_ok=True)
    (home / "secrets").chmod(0o700)
    generated = {
        name: SecretStr(_kept_secret(home / "secrets" / name))
        for name in GENERATED_SECRETS
        if not getattr(settings, name).get_secret_value()
    }
    return settings.model_copy(update={"home": home, **generated})


@contextmanager
def owned(home: Path) -> Iterator[None]:
    """Hold the state folder; raises HomeInUse. The kernel lets go of it however we end."""
    home.mkdir(parents=True, exist_ok=True)
    lock = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise HomeInUse(str(home)) from error
        yield
    finally:
        os.close(lock)


def logs_of(home: Path) -> Path:
    return home / "logs"


def run_of(home: Path) -> Path:
    return home / "run"


def _kept_secret(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    value = secrets.token_urlsafe(32)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(value + "\n")
    return value
