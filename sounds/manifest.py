"""The manifest of fixed texts and common first names, read from manifest.toml and checked."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sounds.vocabulary import FOLDER, ClipSpec, Tone, common_names, fragments, organisation_spec, pauses

MANIFEST_FILE: Final = Path(__file__).parent / "manifest.toml"
STUDIO_FOLDER: Final = Path(__file__).parent / "studio"
DEBT_WORDS: Final = re.compile(
    r"\b(dívidas?|débitos?|cobranças?|cobra\w*|credor\w*|valor\w*|atras\w+|contratos?|vencid\w+|vencimentos?|juros|"
    r"multas?|pag(?:ar|o|ou|amentos?)|parcelas?|acordos?|negoci\w+|desconto\w*|reais|centavos?|serasa|spc|advogad\w+|"
    r"em aberto|pendência\w*|boleto\w*|pix|contas?)\b",
    re.IGNORECASE,
)
"""Words that give the reason of the call away; none is said before identity is confirmed."""


class Stage(StrEnum):
    OPEN = "open"
    """May be said to whoever answers."""
    VERIFIED = "verified"
    """Only to the debtor, identity confirmed."""


class ManifestError(Exception):
    """The manifest cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptText:
    key: str
    text: str
    stage: Stage
    spec: ClipSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    prompts: Mapping[str, PromptText]
    names: tuple[str, ...]
    organisations: tuple[str, ...]
    """Names of companies rendered by every build; others are prepared when their portfolio is created."""

    def specs(self) -> Iterator[ClipSpec]:
        """Every clip that a build renders: prompts, fragments, pauses, common names and companies."""
        yield from (prompt.spec for prompt in self.prompts.values())
        yield from fragments().values()
        yield from pauses().values()
        yield from common_names(self.names).values()
        yield from (organisation_spec(name) for name in self.organisations)


def with_texts(manifest: Manifest, texts: Mapping[str, str], *, folder: str) -> Manifest:
    """The manifest with other words for some prompts, said by clips of their own below `folder`."""
    own = {
        key: replace(
            manifest.prompts[key],
            text=text,
            spec=replace(manifest.prompts[key].spec, path=f"{FOLDER}/menu/{folder}/{key}", text=text),
        )
        for key, text in texts.items()
    }
    return replace(manifest, prompts={**manifest.prompts, **own})


@lru_cache(maxsize=4)
def load_manifest(path: Path = MANIFEST_FILE) -> Manifest:
    """Raises ManifestError when a text is empty, has an unknown tone, or speaks of debt to whoever answers."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        prompts = {
            prompt.key: prompt for stage in Stage for prompt in _prompts(stage, document["prompts"][stage.value])
        }
        vocabulary = document["vocabulary"]
        return Manifest(
            prompts=prompts, names=tuple(vocabulary["names"]), organisations=tuple(vocabulary["organisations"])
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise ManifestError(f"{path.name}: {error}") from error


def _prompts(stage: Stage, table: Mapping[str, Any]) -> Iterator[PromptText]:
    for key, entry in table.items():
        text, tone = (entry, Tone.FINAL) if isinstance(entry, str) else (entry["text"], Tone(entry["tone"]))
        if not text.strip():
            raise ValueError(f"{key} has no text")
        if stage is Stage.OPEN and (word := DEBT_WORDS.search(text)):
            raise ValueError(f"{key} says {word[0]!r} before identity is confirmed")
        path = key if key.startswith("system/") else f"{FOLDER}/{key}"
        yield PromptText(key=key, text=text, stage=stage, spec=ClipSpec(path=path, text=text, tone=tone))
