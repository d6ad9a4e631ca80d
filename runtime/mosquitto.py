"""A Mosquitto of our own: loopback only, one user, its messages kept below the state folder."""

import base64
import hashlib
import os
import secrets
import shutil
from pathlib import Path

from runtime.private_files import write_private

_ITERATIONS = 101
_SALT_BYTES = 12


class MosquittoMissing(Exception):
    """There is no Mosquitto on this machine."""


def find_mosquitto() -> str:
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise MosquittoMissing("o Mosquitto não está instalado: rode scripts/setup.sh, ou aponte CONCILIA_MQTT_HOST")
    return found


def lay_out_mosquitto(folder: Path, *, host: str, port: int, username: str, password: str) -> Path:
    """Write password file and configuration, and return the configuration's path."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    passwords = folder / "passwords"
    write_private(passwords, f"{username}:{hash_password(password)}\n")
    configuration = folder / "mosquitto.conf"
    write_private(configuration, _render(data=data, passwords=passwords, host=host, port=port))
    return configuration


def hash_password(password: str, *, salt: bytes | None = None) -> str:
    """Mosquitto's own format (`$7$`: PBKDF2 with SHA-512), made here so that no process listing shows the password."""
    salt = salt or secrets.token_bytes(_SALT_BYTES)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ITERATIONS)
    return f"$7${_ITERATIONS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def _render(*, data: Path, passwords: Path, host: str, port: int) -> str:
    # Started by root, Mosquitto would become a user that cannot enter a state folder below root's home.
    user = "user root\n" if os.geteuid() == 0 else ""
    return (
        f"listener {port} {host}\n"
        "allow_anonymous false\n"
        f"password_file {passwords}\n"
        f"{user}"
        "persistence true\n"
        f"persistence_location {data}/\n"
        "autosave_interval 60\n"
        "max_queued_messages 100000\n"
        "set_tcp_nodelay true\n"
        "log_dest stderr\n"
        "log_type error\nlog_type warning\nlog_type notice\n"
    )
