"""The trunks of the settings and of their file."""

from pathlib import Path

import pytest

from runtime.processes.dialer import dialer_settings
from runtime.settings import Settings, SettingsError
from runtime.trunks import trunks_of

FILE = """
[[trunk]]
name = "reserva"
host = "sip.example"
channels = 60
priority = 2
cost = 450
caller_ids = ["+552130001000"]
password_file = "{secret}"
"""


def settings(tmp_path: Path, text: str | None = None, **more: object) -> Settings:
    path = None
    if text is not None:
        path = tmp_path / "trunks.toml"
        path.write_text(text)
    return Settings(home=tmp_path, trunks_file=path, **more)  # type: ignore[arg-type]


def test_without_a_host_and_a_file_there_is_none(tmp_path: Path) -> None:
    assert trunks_of(settings(tmp_path)) == ()
    assert [trunk.name for trunk in dialer_settings(settings(tmp_path)).trunks] == ["trunk"]


def test_the_settings_trunk_comes_first_and_the_files_after_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush\n")
    both = settings(tmp_path, FILE.format(secret=tmp_path / "secret"), trunk_host="carrier.example")
    first, second = trunks_of(both)
    assert (first.name, second.name, second.secret) == ("trunk", "reserva", "hush")
    dialer = dialer_settings(both)
    assert [(one.name, one.channels, one.priority, one.cost) for one in dialer.trunks] == [
        ("trunk", 30, 1, 0),
        ("reserva", 60, 2, 450),
    ]
    assert dialer.trunks[1].owned_numbers == ("+552130001000",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[trunk]]\nname = 'a'\n", "host"),
        ("[[trunk]]\nname = 'a'\nhost = 'h'\nchanels = 3\n", "chanels"),
        ("[[trunk]]\nname = 'a'\nhost = 'h'\npassword = 'x'\npassword_file = 'y'\n", "not both"),
        ("trunk = 3\n", r"\[\[trunk\]\]"),
        ("not toml", "TOML"),
        ("[[trunk]]\nname = 'a'\nhost = 'h'\n[[trunk]]\nname = 'a'\nhost = 'h'\n", "mesmo nome"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_in_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        trunks_of(settings(tmp_path, text))


def test_a_missing_file_or_secret_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="não pode ser lido"):
        trunks_of(Settings(home=tmp_path, trunks_file=tmp_path / "missing"))
    (trunk,) = trunks_of(settings(tmp_path, FILE.format(secret=tmp_path / "nowhere")))
    with pytest.raises(SettingsError, match="senha do tronco reserva"):
        _ = trunk.secret
