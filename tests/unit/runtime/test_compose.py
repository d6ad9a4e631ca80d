"""The server's compose file passes on every setting of payments and messages, and none that does not exist."""

import re
from pathlib import Path

from runtime.notice_settings import NoticeSettings
from runtime.payment_settings import PaymentSettings
from runtime.settings import FILE_BACKED, PREFIX, Settings

ROOT = Path(__file__).parents[3]
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
OF_THE_API = (*PaymentSettings.model_fields, *NoticeSettings.model_fields)


def variables(fields: tuple[str, ...]) -> set[str]:
    """As the environment names them; a secret by its file too."""
    named = {f"{PREFIX}{name.upper()}" for name in fields}
    return named | {f"{PREFIX}{name.upper()}_FILE" for name in fields if name in FILE_BACKED}


def block(name: str) -> str:
    """A top-level block of the file, or a service."""
    indent = "" if name.startswith("x-") else "  "
    found = re.search(rf"^{indent}{name}:.*\n((?:{indent}  .*\n|\n)+)", COMPOSE, re.MULTILINE)
    assert found is not None, name
    return found[1]


def told(text: str) -> set[str]:
    return set(re.findall(rf"^ *({PREFIX}\w+):", text, re.MULTILINE))


def test_the_api_is_told_every_setting_of_payments_and_messages() -> None:
    assert told(block("x-api-settings")) == variables(OF_THE_API)
    assert "environment: *api-settings" in block("api")
    assert "- ./secrets:/run/concilia-secrets:ro" in block("api")


def test_no_other_process_learns_the_secrets_of_payments_and_messages() -> None:
    assert not told(block("x-settings")) & variables(OF_THE_API)
    for service in ("prepare", "dialer", "ivr", "asterisk"):
        assert "api-settings" not in block(service)
        assert "concilia-secrets" not in block(service)


def test_every_variable_is_a_setting_and_is_explained_in_the_example() -> None:
    assert told(COMPOSE) <= variables(tuple(Settings.model_fields))
    in_example = set(re.findall(rf"^({PREFIX}\w+)=", EXAMPLE, re.MULTILINE))
    assert variables(OF_THE_API) <= in_example <= told(COMPOSE) | {f"{PREFIX}HTTP_PORT"}
