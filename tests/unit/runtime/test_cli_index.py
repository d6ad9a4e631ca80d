from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from runtime.cli.errors import CommandError
from runtime.cli.main import app

SHIPPED = (Path(__file__).parents[3] / "services/negotiation/ipca.csv").read_text(encoding="utf-8")


def concilia(home: Path, *words: str) -> Any:
    return CliRunner().invoke(app, [*words, "--home", str(home)])


def test_a_table_of_ibge_comes_into_force_and_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "ibge.csv"
    file.write_text(SHIPPED.replace("2025-12;0,33", "2025-12;0,34") + "2026-01;0,30\n", encoding="utf-8-sig")
    answer = concilia(tmp_path, "index", "import", str(file))
    assert answer.exit_code == 0, answer.exception
    assert "IPCA de 2020-01 a 2026-01, 73 meses" in answer.output
    assert "atenção: 1 meses têm variação diferente" in answer.output
    assert "IPCA: de 2020-01 a 2026-01, 73 meses" in concilia(tmp_path, "index", "show").output


@pytest.mark.parametrize(
    ("content", "more", "words"),
    [
        (b"mes;variacao\n2026-01;um\n", (), "ibge.csv: linha 2, variacao “um”: deve ser um percentual como 0,33"),
        ("mes;variação".encode("latin-1"), (), "ibge.csv: o arquivo não está em UTF-8"),
        (b"", ("--name", "IGPM"), "--name 'IGPM' não existe; existem IPCA, INPC"),
    ],
)
def test_a_wrong_table_gets_one_clear_sentence(
    tmp_path: Path, content: bytes, more: tuple[str, ...], words: str
) -> None:
    file = tmp_path / "ibge.csv"
    file.write_bytes(content)
    answer = concilia(tmp_path, "index", "import", str(file), *more)
    assert answer.exit_code == 1
    assert isinstance(answer.exception, CommandError)
    assert str(answer.exception) == words
    assert "IPCA: de 2020-01 a 2025-12, 72 meses" in concilia(tmp_path, "index", "show").output
