"""Optional columns that help to segment: income, spending so far, payment history, cause of the delay, preferences."""

import re
from collections.abc import Callable

from domain.strategy.fields import CHANNELS, DELAY_CAUSES
from services.importing.errors import ValueRefused
from services.importing.values import parse_amount, plain
from services.ports.repositories.imports import ImportedProfile

_CAUSES = {plain(cause): cause for cause in DELAY_CAUSES} | {
    "semrenda": "renda", "perdaderenda": "renda", "desempregado": "desemprego",
    "naorecebeuboleto": "boleto_nao_recebido",
}  # fmt: skip
_CHANNELS = {plain(channel): channel for channel in CHANNELS} | {
    "telefone": "ligacao",
    "zap": "whatsapp",
    "fone": "ligacao",
}
_HOUR = re.compile(r"(\d{1,2})(?:h|:\d{2}(?::\d{2})?)?", re.IGNORECASE)


def read_profile(
    text: Callable[[str], str], refuse: Callable[[str, str], None], document: str
) -> ImportedProfile | None:
    """None when the row tells nothing of it. A cell that is not understood costs only itself."""

    def read(name: str, parse: Callable[[str], int]) -> int | None:
        if not (told := text(name)):
            return None
        try:
            return parse(told)
        except ValueRefused as refused:
            refuse(name, f"ignorado: {refused.reason}")
            return None

    profile = ImportedProfile(
        document=document,
        income_cents=read("income", parse_amount),
        ltv_cents=read("ltv", parse_amount),
        paid_on_time=read("paid_on_time", _count),
        paid_late=read("paid_late", _count),
        delay_cause=_CAUSES.get(plain(text("delay_cause")), "outra") if text("delay_cause") else "",
        preferred_channel=_channel(text("preferred_channel"), refuse),
        preferred_hour=read("preferred_hour", _hour),
    )
    return None if profile == ImportedProfile(document=document) else profile


def _count(told: str) -> int:
    if not told.isascii() or not told.isdigit() or len(told) > 5:
        raise ValueRefused("não é uma quantidade")
    return int(told)


def _hour(told: str) -> int:
    match = _HOUR.fullmatch(told)
    if match is None or int(match[1]) > 23:
        raise ValueRefused("não é uma hora (0 a 23)")
    return int(match[1])


def _channel(told: str, refuse: Callable[[str, str], None]) -> str:
    if not told:
        return ""
    found = _CHANNELS.get(plain(told), "")
    if not found:
        refuse("preferred_channel", f"ignorado: não é um canal ({', '.join(CHANNELS)})")
    return found
