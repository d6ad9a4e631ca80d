"""A portfolio's own menu: read, checked, and taken up by the next call."""

import os
from pathlib import Path

import pytest

from ivr_flows.book import FlowBook
from ivr_flows.check import plan_problems
from ivr_flows.draw import draw_plan
from ivr_flows.outbound import outbound_plan
from ivr_flows.prompts import PromptBook
from ivr_flows.settings import DEFAULT_SETTINGS, FlowRefused, read_settings
from sounds.pieces import Prompt
from tests.support.menu import Walk, menu_context

ROOT = Path(__file__).parents[3]
EXAMPLE = (ROOT / "docs/examples/menu.toml").read_text(encoding="utf-8")


def test_the_example_is_the_usual_menu_with_a_text_of_its_own() -> None:
    settings = read_settings(EXAMPLE)
    assert (settings.options, settings.others) == (DEFAULT_SETTINGS.options, DEFAULT_SETTINGS.others)
    assert (settings.limit_seconds, settings.answer_seconds) == (480, 6)
    assert settings.texts["goodbye"].startswith("Obrigada por falar")


def test_an_empty_file_is_the_usual_menu() -> None:
    assert read_settings("") == DEFAULT_SETTINGS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("opcoes = [", "não é TOML"),
        ("opcao = []", "campo desconhecido"),
        ("opcoes = []", "é uma lista de opções"),
        ('opcoes = ["parcelar"]', "falta a opção 'a_vista'"),
        ('opcoes = ["a_vista", "fiado"]', "opção desconhecida: 'fiado'"),
        ('opcoes = ["a_vista", "a_vista"]', "duas vezes"),
        ('opcoes = ["a_vista", "contestar", "outros"]\noutras_opcoes = ["contestar"]', "'contestar' já está em opcoes"),
        ('opcoes = ["a_vista"]\noutras_opcoes = ["nao_posso"]', "ninguém chega"),
        ("carteira = 1", "é um texto"),
        ("minutos = 60", "é um número de 3 a 15"),
        ("segundos_por_resposta = true", "é um número"),
        ('pesquisa = "sim"', "é true ou false"),
        ("comentario = true\npesquisa = false", "só se pede a quem deu uma nota"),
        ("textos = 1", "é uma tabela"),
        ('[textos]\nnada = "x"', "não há este texto"),
        ('[textos]\npress_1 = "tecle 2."', "não há este texto"),
        ('[textos]\ngoodbye = ""', "falta o texto"),
        ('[textos]\ngreeting = "Ligamos sobre a sua dívida com"', "diz 'dívida' antes de confirmada a identidade"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(FlowRefused, match=told):
        read_settings(text)


def test_options_are_offered_in_the_order_of_the_file() -> None:
    plan = outbound_plan(read_settings('opcoes = ["ja_paguei", "a_vista", "contestar"]'))
    assert plan_problems(plan) == []
    walk = Walk(menu_context(), plan=plan).start().keys("10503929")
    assert "Se já pagou, tecle 1." in walk.last_said
    assert "Se não concorda com a cobrança, três." in walk.last_said
    assert walk.keys("1").flow.step == "paid_when"


def test_a_dispute_in_the_first_options_is_not_among_the_others() -> None:
    settings = read_settings('opcoes = ["a_vista", "contestar", "outros"]')
    assert settings.others == ("nao_posso", "retorno", "nao_ligar")


def test_without_a_survey_no_marks_are_asked_for() -> None:
    plan = outbound_plan(read_settings("pesquisa = false"))
    assert plan_problems(plan) == []
    assert "rate" not in plan.steps


def test_a_portfolio_may_ask_for_a_word_on_the_call() -> None:
    assert read_settings("comentario = true").comment
    assert not DEFAULT_SETTINGS.comment


def test_a_portfolio_may_leave_messages() -> None:
    assert read_settings("recado_em_caixa_postal = true").voicemail
    assert not DEFAULT_SETTINGS.voicemail


def test_the_drawing_in_the_documentation_is_that_of_the_menu() -> None:
    text = (ROOT / "docs/flows.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{draw_plan(outbound_plan())}\n```" in text, "run: concilia flow draw --docs docs/flows.md"


@pytest.fixture
def prompts(tmp_path: Path) -> PromptBook:
    sounds = tmp_path / "sounds"
    for name in ("goodbye", "menu/loja_x/goodbye"):
        (sounds / "pt_BR" / name).parent.mkdir(parents=True, exist_ok=True)
        (sounds / "pt_BR" / f"{name}.alaw").write_bytes(b"\xd5")
    return PromptBook(sounds)


def said(book: FlowBook, portfolio: str, prompts: PromptBook) -> list[str]:
    return [clip.path for clip in book.of(portfolio, prompts)[1].clips((Prompt("goodbye"),))]


def test_a_portfolio_has_its_own_menu_and_words_from_the_next_call_on(tmp_path: Path, prompts: PromptBook) -> None:
    book = FlowBook(tmp_path / "flows")
    assert book.of("Loja X", prompts) == (DEFAULT_SETTINGS, prompts)
    (tmp_path / "flows").mkdir()
    file = tmp_path / "flows" / "loja_x.toml"
    file.write_text('carteira = "Loja X"\nopcoes = ["a_vista"]\n[textos]\ngoodbye = "Tchau."')
    assert book.of("Loja X", prompts)[0].options == ("a_vista",)
    assert said(book, "Loja X", prompts) == ["pt_BR/menu/loja_x/goodbye"]
    assert said(book, "Loja X", prompts) == ["pt_BR/menu/loja_x/goodbye"]
    assert book.of("Loja Y", prompts) == (DEFAULT_SETTINGS, prompts)
    file.unlink()
    assert book.of("Loja X", prompts)[0] == DEFAULT_SETTINGS


def test_words_whose_sound_is_not_there_are_the_common_ones(tmp_path: Path, prompts: PromptBook) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "todas.toml").write_text('[textos]\ngoodbye = "Tchau."')
    assert said(FlowBook(tmp_path / "flows"), "Loja Z", prompts) == ["pt_BR/goodbye"]


def test_a_file_that_cannot_be_used_changes_nothing(tmp_path: Path, prompts: PromptBook) -> None:
    (tmp_path / "flows").mkdir()
    file = tmp_path / "flows" / "x.toml"
    file.write_text("opcoes = 3")
    book = FlowBook(tmp_path / "flows")
    assert book.of("Loja X", prompts)[0] == DEFAULT_SETTINGS
    file.write_bytes(b"\xff\xfe")
    os.utime(file, ns=(1, 1))
    assert book.of("Loja X", prompts)[0] == DEFAULT_SETTINGS
