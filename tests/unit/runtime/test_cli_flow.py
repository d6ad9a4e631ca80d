from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adapters.speech.builder import SoundBuilder
from domain.language.names import plain_key
from ivr_flows.book import FlowBook
from ivr_flows.prompts import PromptBook
from runtime.cli.errors import CommandError
from runtime.cli.main import app
from runtime.flows import flows_folder, put_flow
from runtime.settings import Settings
from sounds.pieces import Prompt
from tests.unit.adapters.speech.test_builder import HummingVoice

EXAMPLE = Path(__file__).parents[3] / "docs/examples/menu.toml"


def flow(*words: str) -> Result:
    return CliRunner().invoke(app, ["flow", *words])


def test_the_documented_example_is_in_order() -> None:
    answer = flow("check", str(EXAMPLE))
    assert answer.exit_code == 0
    assert "menu da carteira “Carteira de demonstração” em ordem" in answer.output
    assert "1 a_vista, 2 parcelar" in answer.output


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"opcoes = 3", "opcoes: é uma lista de opções"), ("carteira = 'é'".encode("latin-1"), "UTF-8")],
)
def test_a_wrong_file_gets_one_clear_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "errada.toml"
    path.write_bytes(content)
    answer = flow("check", str(path))
    assert isinstance(answer.exception, CommandError)
    assert str(answer.exception).startswith("errada.toml")
    assert words in str(answer.exception)


def test_a_menu_is_played_in_the_terminal() -> None:
    answer = flow("simulate", "--keys", "1050352911-")
    assert "Acordo registrado." in answer.output
    assert "ACORDO_A_VISTA" in answer.output


def test_keys_may_be_typed_as_they_are_asked_for() -> None:
    answer = CliRunner().invoke(app, ["flow", "simulate"], input="1\n0503\n529\n9\n")
    assert answer.exit_code == 0
    assert "atendente" in answer.output


def test_what_is_no_key_is_told() -> None:
    assert "só há teclas" in str(flow("simulate", "--keys", "x").exception)


def test_the_drawing_is_printed_or_put_into_a_document(tmp_path: Path) -> None:
    assert flow("draw").output.startswith("stateDiagram-v2")
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- desenho: concilia flow draw -->\nold\n<!-- fim do desenho -->\nb\n", encoding="utf-8")
    assert flow("draw", "--file", str(EXAMPLE), "--docs", str(page)).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert "stateDiagram-v2" in text
    assert "old" not in text
    assert text.endswith("<!-- fim do desenho -->\nb\n")
    page.write_text("nothing to replace", encoding="utf-8")
    assert "falta a marca" in str(flow("draw", "--docs", str(page)).exception)


def test_a_menu_is_in_force_once_its_words_are_rendered(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    voice = HummingVoice()
    builder = SoundBuilder(sounds_dir=settings.sounds, cache_dir=tmp_path / "cache", voices=[voice])
    wanted, report = put_flow(settings, EXAMPLE.read_text(encoding="utf-8"), builder)
    assert report.rendered == 1
    mine, prompts = FlowBook(flows_folder(settings)).of(wanted.portfolio, PromptBook(settings.sounds))
    assert mine == wanted
    (clip,) = prompts.clips((Prompt("goodbye"),))
    assert clip.path == f"pt_BR/menu/{plain_key(wanted.portfolio)}/goodbye"


def test_a_menu_whose_words_cannot_be_rendered_is_not_put_in_force(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    builder = SoundBuilder(sounds_dir=settings.sounds, cache_dir=tmp_path / "cache", voices=[])
    _, report = put_flow(settings, EXAMPLE.read_text(encoding="utf-8"), builder)
    assert report.failed
    assert not flows_folder(settings).exists()
