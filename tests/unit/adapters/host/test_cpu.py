"""The processors' meter, on what Linux writes."""

from pathlib import Path

from adapters.host.cpu import CpuMeter


def test_busy_is_what_was_not_idle_since_the_last_look(tmp_path: Path) -> None:
    stat = tmp_path / "stat"
    stat.write_text("cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 2 3\n")
    meter = CpuMeter(stat)
    assert meter() is None, "no time has passed"
    stat.write_text("cpu  160 0 70 810 60 0 0 0 0 0\n")
    assert meter() == 0.8


def test_work_that_gives_way_is_not_in_the_way(tmp_path: Path) -> None:
    stat = tmp_path / "stat"
    stat.write_text("cpu  100 100 50 800 50 0 0 0 0 0\n")
    meter = CpuMeter(stat)
    stat.write_text("cpu  130 160 60 800 50 0 0 0 0 0\n")
    assert meter() == 0.4


def test_where_nothing_is_told_nothing_is_known(tmp_path: Path) -> None:
    assert CpuMeter(tmp_path / "missing")() is None
    (tmp_path / "odd").write_text("cpu what\n")
    assert CpuMeter(tmp_path / "odd")() is None
