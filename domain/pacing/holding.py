"""What kept the dialer from placing the calls that a pacer asked for, and all of it in one sentence."""

from collections.abc import Mapping
from enum import StrEnum

from domain.pacing.decision import PacingDecision
from domain.pacing.words import say_decision


class HeldBy(StrEnum):
    NO_LEADS = "no_leads"
    MENU_DOWN = "menu_down"
    TRUNKS_FULL = "trunks_full"
    LAW = "law"
    STRAIN = "strain"


_SAYS: Mapping[HeldBy, str] = {
    HeldBy.NO_LEADS: "nenhum devedor da lista pode ser chamado agora",
    HeldBy.MENU_DOWN: "o menu está fora do ar e ninguém pode ser recebido",
    HeldBy.TRUNKS_FULL: "canais ou chamadas por segundo dos troncos esgotados",
    HeldBy.LAW: "freio de chamadas curtas da Anatel",
    HeldBy.STRAIN: "a central está no limite e o ritmo foi reduzido",
}


def say_sample(sample: Mapping[str, object]) -> str:
    """A stored decision, with what held it back; empty when it cannot be read any more."""
    try:
        sentence = say_decision(PacingDecision.from_dict(sample))
    except (ValueError, TypeError, KeyError):
        return ""
    cancelled = sample.get("cancelled")
    if isinstance(cancelled, int) and cancelled > 0:
        calls = "1 chamada que tocava" if cancelled == 1 else f"{cancelled} chamadas que tocavam"
        sentence = f"{sentence}; soltou {calls}, pois não haveria agente"
    try:
        held = HeldBy(str(sample.get("held_by")))
    except ValueError:
        return sentence
    return f"{sentence}, mas {_SAYS[held]}"
