from pathlib import Path

import pytest
from typer.testing import CliRunner

from runtime.cli.errors import CommandError
from runtime.cli.main import app

EXAMPLE = Path(__file__).parents[3] / "docs/examples/policy.toml"


def check(path: Path):
    return CliRunner().invoke(app, ["policy", "check", str(path)])


def test_the_documented_example_is_in_order() -> None:
    answer = check(EXAMPLE)
    assert answer.exit_code == 0
    assert "política “Varejo”, versão 1, em ordem" in answer.output
    assert "5 faixas de atraso, 1 campanhas" in answer.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (EXAMPLE.read_bytes().replace(b'multa = "2%"', b'multa = "10%"'), "linha 8, encargos.multa = 10%: a multa"),
        ("nome = 'é'".encode("latin-1"), "UTF-8"),
    ],
)
def test_a_wrong_file_gets_one_clear_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "errada.toml"
    path.write_bytes(content)
    answer = check(path)
    assert answer.exit_code == 1
    assert isinstance(answer.exception, CommandError)
    assert str(answer.exception).startswith("errada.toml")
    assert words in str(answer.exception)
