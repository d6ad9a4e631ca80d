"""The state folder: made once, its secrets kept, its owner alone."""

import stat
from pathlib import Path

import pytest

from runtime.home import HomeInUse, owned, prepare_home
from runtime.private_files import write_private
from runtime.settings import load_settings


def test_secrets_that_are_not_set_are_made_and_kept(tmp_path: Path) -> None:
    first = prepare_home(load_settings(home=tmp_path))
    second = prepare_home(load_settings(home=tmp_path))
    assert len(first.secret_key.get_secret_value()) >= 32
    assert first.secret_key == second.secret_key
    assert len({first.secret_key, first.ami_secret, first.mqtt_password}) == 3


def test_a_secret_that_is_set_is_not_replaced(tmp_path: Path) -> None:
    assert prepare_home(load_settings(home=tmp_path, ami_secret="given")).ami_secret.get_secret_value() == "given"


def test_secrets_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    prepare_home(load_settings(home=tmp_path))
    for path in (tmp_path / "secrets").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700


def test_the_switch_finds_its_folder_for_open_recordings(tmp_path: Path) -> None:
    prepare_home(load_settings(home=tmp_path))
    assert (tmp_path / "recordings" / "open").is_dir()


def test_a_state_folder_has_one_owner_at_a_time(tmp_path: Path) -> None:
    with owned(tmp_path), pytest.raises(HomeInUse, match=str(tmp_path)), owned(tmp_path):
        pass
    with owned(tmp_path):
        pass


def test_a_private_file_is_replaced_whole_and_stays_private(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_private(path, "long text that goes")
    write_private(path, "short")
    assert path.read_text() == "short"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
