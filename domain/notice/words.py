"""Words that a message may not hold: threats nowhere, and nothing of a debt where others may read along."""

import re
import unicodedata
from typing import Final

_THREATS: Final = (
    "processo judicial", "acao judicial", "justica", "penhora", "bloqueio de", "prisao", "preso", "cadeia", "policia",
    "oficial de justica", "sujar seu nome", "nome sujo", "ultima chance", "ultimo aviso", "imediatamente", "urgente",
)  # fmt: skip
_OF_DEBT: Final = (
    "cobranca", "cobrar", "divida", "debito", "devedor", "devendo", "atraso", "vencid", "inadimpl", "valor", "contrato",
    "pagar", "pagamento", "pague", "parcela", "acordo", "negocia", "serasa", "spc", "protest", "negativ", "advogad",
    "juridic", "boleto", "pix", "r$",
)  # fmt: skip


def threat_in(text: str) -> str:
    """What in it is a threat or pressure (CDC art. 42 and 71); empty when nothing is."""
    return _found(text, _THREATS)


def debt_word_in(text: str) -> str:
    """What in it tells a third party that somebody owes; empty when nothing does."""
    return _found(text, _OF_DEBT)


def _found(text: str, words: tuple[str, ...]) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold())
    plain = re.sub(r"\s+", " ", "".join(char for char in decomposed if not unicodedata.combining(char)))
    return next((word for word in words if re.search(rf"(?<![a-z]){re.escape(word)}", plain)), "")
