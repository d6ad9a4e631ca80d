"""The end of `make test`: no failure can hide behind a later success."""

from pathlib import Path

import pytest

from scripts.test_summary import main

REPORT = (
    '<testsuites><testsuite tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"/></testsuites>'
)


def report(folder: Path, name: str, *, tests: int, failures: int = 0, errors: int = 0, skipped: int = 0) -> None:
    text = REPORT.format(tests=tests, failures=failures, errors=errors, skipped=skipped)
    (folder / f"{name}.xml").write_text(text)


def test_all_tiers_are_counted_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(tmp_path, "unit", tests=10)
    report(tmp_path, "contract", tests=5, skipped=1)
    (tmp_path / "steps").write_text("unit\t0\t3\ncontract\t0\t4\n")
    assert main(tmp_path) == 0
    assert "14 passed, 1 skipped in 7s" in capsys.readouterr().out


def test_a_failed_test_fails_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(tmp_path, "unit", tests=10, failures=1, errors=1)
    (tmp_path / "steps").write_text("unit\t1\t3\nweb\t0\t1\n")
    assert main(tmp_path) == 1
    said = capsys.readouterr().out
    assert "2 failed, 8 passed" in said
    assert "FAILED: unit" in said


def test_a_step_without_tests_fails_the_run_too(tmp_path: Path) -> None:
    (tmp_path / "steps").write_text("mypy\t1\t3\n")
    assert main(tmp_path) == 1


def test_a_run_of_nothing_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "steps").write_text("")
    assert main(tmp_path) == 1
