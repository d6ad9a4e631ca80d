"""A certificate authority of the test's own, and certificates that it signs."""

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificate:
    certificate: Path
    key: Path


class Authority:
    """Files in `folder`; everything in it is for 127.0.0.1 and a day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.own = self._new("authority", "-x509", "-addext", "basicConstraints=critical,CA:TRUE")

    def sign(self, name: str) -> Certificate:
        return self._new(
            name, "-x509", "-CA", str(self.own.certificate), "-CAkey", str(self.own.key),
            "-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=CA:FALSE",
        )  # fmt: skip

    def _new(self, name: str, *how: str) -> Certificate:
        made = Certificate(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        subprocess.run(
            [
                "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
                "-subj", f"/CN={name}", "-keyout", str(made.key), "-out", str(made.certificate), *how,
            ],
            check=True, capture_output=True, timeout=30,
        )  # fmt: skip
        return made
