from pathlib import Path

import pytest
from typer.testing import CliRunner

from runtime.cli.errors import CommandError
from runtime.cli.main import app


def run(*words: str):
    return CliRunner().invoke(app, ["notices", *words])


def test_the_houses_own_words_are_a_file_that_is_in_order(tmp_path: Path) -> None:
    path = tmp_path / "textos.toml"
    path.write_text(run("show").output, encoding="utf-8")
    answer = run("check", str(path))
    assert answer.exit_code == 0
    assert "textos.toml: 18 textos em ordem" in answer.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'[sms]\nreceipt = "{pago}"', "sms.receipt: falta {protocolo}"),
        ("[sms] # é".encode("latin-1"), "UTF-8"),
    ],
)
def test_a_wrong_file_gets_one_clear_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "errado.toml"
    path.write_bytes(content)
    answer = run("check", str(path))
    assert isinstance(answer.exception, CommandError)
    assert str(answer.exception).startswith("errado.toml")
    assert words in str(answer.exception)
