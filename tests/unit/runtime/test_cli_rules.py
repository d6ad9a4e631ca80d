"""`concilia why`, and what a wrong régua, expression, list or table is answered: one sentence that says where."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from runtime.cli.errors import CommandError
from runtime.cli.main import app

CPF = "529.982.247-25"
LIST = f"Nome;CPF;Telefone;Contrato;Valor;Vencimento;UF\nMaria Silva;{CPF};(11) 98765-4321;A1;1.234,56;01/02/2026;SP\n"
OPEN, SUNDAY, NIGHT = "2026-11-24T10:00", "2026-11-22T10:00", "2026-11-24T23:30-03:00"


def concilia(home: Path, *words: str) -> Any:
    return CliRunner().invoke(app, [*words, "--home", str(home)])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    file = tmp_path / "carteira.csv"
    file.write_text(LIST, encoding="utf-8")
    answer = concilia(tmp_path / "home", "import", str(file), "--portfolio", "Banco")
    assert answer.exit_code == 0, answer.exception
    return tmp_path / "home"


@pytest.mark.parametrize("debtor", [CPF, "52998224725", "1"])
def test_whoever_may_be_called_is_told_so_rule_by_rule(home: Path, debtor: str) -> None:
    said = concilia(home, "why", debtor, "--at", OPEN).output
    assert "Devedor 1, em 24/11/2026 10:00 (Brasília)" in said
    assert "Carteira Banco, sem campanha" in said
    assert "PODE ser chamado" in said
    assert "NÃO PODE" not in said
    assert "✔ calling_window  [Lei SP 15.426/2014" in said
    assert "98765" not in said
    assert "Maria" not in said


def test_whose_turn_it_is_among_the_numbers_is_told_with_the_chance(home: Path) -> None:
    said = concilia(home, "why", CPF, "--at", OPEN).output
    assert "1º a tentar: 25 % de atender × 50 % de ser o devedor (ninguém atendeu ainda) = 12 % de falar" in said


@pytest.mark.parametrize(
    ("at", "until"), [(SUNDAY, "até 23/11/2026 08:00"), (NIGHT, "até 25/11/2026 08:00")]
)  # the 20th was a holiday; the 23rd is a Monday
def test_whoever_may_not_is_told_by_which_rule_and_until_when(home: Path, at: str, until: str) -> None:
    said = concilia(home, "why", CPF, "--at", at).output
    assert "NÃO PODE ser chamado; decide a regra calling_window" in said
    assert f"✘ calling_window: está fora do horário permitido no estado do devedor, {until}" in said


def test_a_debt_that_prescribed_by_then_is_told(home: Path) -> None:
    said = concilia(home, "why", CPF, "--at", "2031-02-03T10:00").output
    assert "decide a regra debt_prescribed" in said
    assert "a dívida está prescrita, sem prazo para mudar" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["why", "111.444.777-35"], "nenhum devedor tem este CPF, CNPJ ou número"),
        (["why", CPF, "--at", "amanhã"], "--at 'amanhã': não é um instante; use 2026-11-24T10:00"),
    ],
)
def test_a_wrong_question_gets_one_clear_sentence(home: Path, words: list[str], sentence: str) -> None:
    answer = concilia(home, *words)
    assert isinstance(answer.exception, CommandError)
    assert str(answer.exception) == sentence


@pytest.mark.parametrize(
    ("name", "content", "words", "sentence"),
    [
        ("r.toml", 'nome = "r"\n[[passo]]\ncodigo = "x"\ndia = 1\ncanal = "pombo"\n',
         ["regua", "apply", "FILE", "--portfolio", "Banco"], "r.toml: passo 1, campo canal ('pombo'): não é um canal"),
        ("r.toml", 'nome = "r"\n[[passo]]\ncodigo = "x"\ndia = 1\ncanal = "sms"\nquando = "atrso > 1"\n',
         ["regua", "apply", "FILE", "--portfolio", "Banco"], "r.toml: passo 1, campo quando ('atrso > 1'): posição 1:"),
        ("l.csv", "numero;data\n11987654321;32/13/2026\n", ["blocklist", "import", "FILE", "--kind", "own"],
         "l.csv, linha 2, campo data ('32/13/2026')"),
        ("h.csv", "uf;cidade;data\nXX;Santos;26/01/2027\n", ["blocklist", "holidays", "FILE"],
         "h.csv, linha 2, campo uf ('XX')"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_file_row_field_and_value_and_nothing_is_applied(
    home: Path, tmp_path: Path, name: str, content: str, words: list[str], sentence: str
) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    answer = concilia(home, *(str(file) if word == "FILE" else word for word in words))
    assert answer.exit_code == 1
    assert isinstance(answer.exception, CommandError), answer.exception
    assert str(answer.exception).startswith(sentence)
    assert "✔ block_list" in concilia(home, "why", CPF, "--at", OPEN).output
    assert concilia(home, "blocklist", "list").output == ""


def test_a_wrong_expression_is_named_by_its_position(home: Path) -> None:
    answer = concilia(home, "segment", "count", "atraso >= 30 e valr > 1", "--portfolio", "Banco")
    assert str(answer.exception) == "posição 16: 'valr' não é um campo; você quis dizer valor?"
    assert "1 devedores" in concilia(home, "segment", "count", "atraso >= 30", "--portfolio", "Banco").output


def test_a_good_regua_is_put_in_force_and_plans_every_debt(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "r.toml"
    file.write_text('nome = "r"\n[[passo]]\ncodigo = "x"\ndia = 1800\ncanal = "carta"\n', encoding="utf-8")
    said = concilia(home, "regua", "apply", str(file), "--portfolio", "Banco").output
    assert "1 dívidas: 1 passos planejados, 0 pulados" in said
