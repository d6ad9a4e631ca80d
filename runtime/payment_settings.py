"""The settings of the payment provider; read with all others in `runtime.settings`."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, SecretStr


class PaymentSettings(BaseModel):
    payment_provider: Literal["sandbox", "pix"] = "sandbox"
    """`sandbox` moves no money; `pix` is a PSP with the Central Bank's Pix API."""
    payment_pix_url: str = ""
    """Where the PSP's API begins, before `/v2/cobv`."""
    payment_pix_token_url: str = ""
    """Where the PSP gives tokens; empty: `/oauth/token` of the API's address."""
    payment_pix_key: str = ""
    """The Pix key that receives."""
    payment_pix_client_id: str = ""
    payment_pix_client_secret: SecretStr = SecretStr("")
    payment_pix_certificate: Path | None = None
    """The house's own certificate for mutual TLS, as the PSP gave it, and its key."""
    payment_pix_certificate_key: Path | None = None
    payment_pix_ca_file: Path | None = None
    """The PSP's authority, where it is not a public one."""
    payment_webhook_secret: SecretStr = SecretStr("")
    """The last part of the address that the PSP calls: 24 random characters or more."""
