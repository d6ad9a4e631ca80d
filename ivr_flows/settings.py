"""A portfolio's own menu: the order and keys of the options, the texts, the patience; read from TOML and checked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sounds.manifest import DEBT_WORDS, Manifest, Stage, load_manifest

MAIN_OPTIONS: Final = ("a_vista", "parcelar", "propor", "ja_paguei", "outros", "detalhar")
ALL_OPTIONS: Final = (*MAIN_OPTIONS, "contestar")
OTHER_OPTIONS: Final = ("contestar", "nao_posso", "retorno", "nao_ligar")
OPTION_KEYS: Final = "1234567"
LEAST_MINUTES, MOST_MINUTES = 3, 15
LEAST_SECONDS, MOST_SECONDS = 4, 10
_FIELDS: Final = {
    "carteira",
    "opcoes",
    "outras_opcoes",
    "minutos",
    "segundos_por_resposta",
    "pesquisa",
    "comentario",
    "recado_em_caixa_postal",
    "textos",
}


class FlowRefused(Exception):
    """`reason` is for the user, in Portuguese; `where` names the field."""

    def __init__(self, where: str, reason: str) -> None:
        self.where = where
        self.reason = reason
        super().__init__(f"{where}: {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSettings:
    """`options` and `others` are offered in this order, by the keys 1, 2, 3…; `texts` replace the manifest's own."""

    portfolio: str = ""
    """Empty: of every portfolio that has none of its own."""
    options: tuple[str, ...] = MAIN_OPTIONS
    others: tuple[str, ...] = OTHER_OPTIONS
    limit_seconds: float = 480.0
    answer_seconds: float = 6.0
    survey: bool = True
    comment: bool = False
    """Whether who gave marks is asked for a word on the call: it costs them time."""
    voicemail: bool = False
    """Whether a message is left where nobody acted; else the call just ends."""
    texts: Mapping[str, str] = field(default_factory=dict)

    def keyed(self, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        return tuple(zip(OPTION_KEYS, names, strict=False))


DEFAULT_SETTINGS: Final = FlowSettings()


def read_settings(text: str, *, manifest: Manifest | None = None) -> FlowSettings:
    """Raises FlowRefused with the first thing that is wrong."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FlowRefused("arquivo", f"não é TOML: {error}") from error
    for name in document:
        if name not in _FIELDS:
            raise FlowRefused(name, f"campo desconhecido; há {', '.join(sorted(_FIELDS))}")
    options = _names(document, "opcoes", ALL_OPTIONS, MAIN_OPTIONS, needed=("a_vista",))
    others = _names(document, "outras_opcoes", OTHER_OPTIONS, OTHER_OPTIONS, needed=())
    twice = set(options) & set(others)
    if "opcoes" in document and "outras_opcoes" not in document:
        others, twice = tuple(name for name in others if name not in options), set()
    if twice:
        raise FlowRefused("outras_opcoes", f"{min(twice)!r} já está em opcoes")
    if "outros" not in options and "outras_opcoes" in document:
        raise FlowRefused("outras_opcoes", "sem a opção 'outros' ninguém chega a elas")
    survey, comment = _flag(document, "pesquisa", usual=True), _flag(document, "comentario", usual=False)
    if comment and not survey:
        raise FlowRefused("comentario", "só se pede a quem deu uma nota: falta a pesquisa")
    return FlowSettings(
        portfolio=_text(document, "carteira"),
        options=options,
        others=others,
        limit_seconds=60.0 * _number(document, "minutos", 8, LEAST_MINUTES, MOST_MINUTES),
        answer_seconds=_number(document, "segundos_por_resposta", 6, LEAST_SECONDS, MOST_SECONDS),
        survey=survey,
        comment=comment,
        voicemail=_flag(document, "recado_em_caixa_postal", usual=False),
        texts=_texts(document.get("textos", {}), manifest or load_manifest()),
    )


def _names(
    document: Mapping[str, Any], name: str, known: tuple[str, ...], usual: tuple[str, ...], needed: tuple[str, ...]
) -> tuple[str, ...]:
    wanted = document.get(name, list(usual))
    if not isinstance(wanted, list) or not wanted:
        raise FlowRefused(name, "é uma lista de opções, na ordem em que são oferecidas")
    for one in wanted:
        if one not in known:
            raise FlowRefused(name, f"opção desconhecida: {one!r}; há {', '.join(known)}")
    if len(set(wanted)) != len(wanted):
        raise FlowRefused(name, "uma opção está duas vezes")
    for one in needed:
        if one not in wanted:
            raise FlowRefused(name, f"falta a opção {one!r}")
    return tuple(wanted)


def _text(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name, "")
    if not isinstance(value, str):
        raise FlowRefused(name, "é um texto")
    return value


def _number(document: Mapping[str, Any], name: str, usual: float, least: float, most: float) -> float:
    value = document.get(name, usual)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise FlowRefused(name, f"é um número de {least} a {most}")
    return float(value)


def _flag(document: Mapping[str, Any], name: str, *, usual: bool) -> bool:
    value = document.get(name, usual)
    if not isinstance(value, bool):
        raise FlowRefused(name, "é true ou false")
    return value


def _texts(table: object, manifest: Manifest) -> Mapping[str, str]:
    if not isinstance(table, dict):
        raise FlowRefused("textos", "é uma tabela: nome do texto = novo texto")
    for key, text in table.items():
        where = f"textos.{key}"
        prompt = manifest.prompts.get(key)
        if prompt is None or key.startswith(("system/", "press_")):
            raise FlowRefused(where, "não há este texto (veja concilia sounds list)")
        if not isinstance(text, str) or not text.strip():
            raise FlowRefused(where, "falta o texto")
        if prompt.stage is Stage.OPEN and (word := DEBT_WORDS.search(text)):
            raise FlowRefused(where, f"diz {word[0]!r} antes de confirmada a identidade")
    return dict(table)
