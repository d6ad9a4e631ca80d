from pathlib import Path

import pytest

from sounds.manifest import DEBT_WORDS, ManifestError, Stage, load_manifest
from sounds.vocabulary import Tone

GOOD = """
[prompts.open]
greeting = { text = "Olá! Aqui é da", tone = "continuing" }
[prompts.verified]
total = "Valor total."
[vocabulary]
names = ["Maria"]
organisations = []
"""


def manifest_of(text: str, folder: Path) -> Path:
    path = folder / "manifest.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_manifest_is_read(tmp_path: Path) -> None:
    manifest = load_manifest(manifest_of(GOOD, tmp_path))
    assert manifest.prompts["greeting"].spec.tone is Tone.CONTINUING
    assert manifest.prompts["total"].stage is Stage.VERIFIED
    assert manifest.prompts["total"].spec.path == "pt_BR/total"
    assert manifest.names == ("Maria",)


@pytest.mark.parametrize(
    "wrong",
    [
        GOOD.replace("Olá! Aqui é da", "Sua dívida com"),
        GOOD.replace("Olá! Aqui é da", " "),
        GOOD.replace("continuing", "sung"),
        GOOD.replace("[vocabulary]", "[words]"),
        GOOD.replace("[prompts.open]", "[prompts.open"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_refused(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(ManifestError):
        load_manifest(manifest_of(wrong, tmp_path))


def test_a_manifest_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError):
        load_manifest(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "word", ["dívida", "Débito", "cobrança", "R$ reais", "atrasado", "parcelas", "pagamento", "juros"]
)
def test_words_that_give_the_call_away_are_known(word: str) -> None:
    assert DEBT_WORDS.search(f"sobre {word} sua")


def test_system_sounds_are_where_the_dialplan_looks() -> None:
    prompts = load_manifest().prompts
    assert prompts["system/aguarde"].spec.path == "system/aguarde"
    assert prompts["system/falha"].spec.path == "system/falha"


def test_there_are_enough_common_names() -> None:
    names = load_manifest().names
    assert len(names) >= 250
    assert len(set(names)) == len(names)
