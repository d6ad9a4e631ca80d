"""Settings come from the environment or from files, and what is wrong is named."""

from datetime import timedelta
from pathlib import Path

import pytest

from runtime.settings import SettingsError, load_settings, process_environment


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("CONCILIA_")]:
        monkeypatch.delenv(name)


def test_a_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCILIA_HTTP_PORT", "9001")
    assert load_settings().http_port == 9001


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCILIA_HTTP_PORT", "")
    assert load_settings().http_port == 8080


def test_a_wrong_value_is_told_by_the_variables_name_and_never_by_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCILIA_HTTP_PORT", "hunter2")
    with pytest.raises(SettingsError, match="CONCILIA_HTTP_PORT") as caught:
        load_settings()
    assert "hunter2" not in str(caught.value)


def test_the_company_s_cnpj_is_read_however_it_is_written_and_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().company_cnpj == ""
    monkeypatch.setenv("CONCILIA_COMPANY_CNPJ", " ")
    assert load_settings().company_cnpj == ""
    monkeypatch.setenv("CONCILIA_COMPANY_CNPJ", "11.222.333/0001-81")
    assert load_settings().company_cnpj == "11222333000181"
    for wrong in ("11.222.333/0001-82", "529.982.247-25"):
        monkeypatch.setenv("CONCILIA_COMPANY_CNPJ", wrong)
        with pytest.raises(SettingsError, match="CONCILIA_COMPANY_CNPJ"):
            load_settings()


def test_a_secret_is_read_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ami").write_text("s3cret\n")
    monkeypatch.setenv("CONCILIA_AMI_SECRET_FILE", str(tmp_path / "ami"))
    assert load_settings().ami_secret.get_secret_value() == "s3cret"


def test_a_missing_secret_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CONCILIA_AMI_SECRET_FILE", str(tmp_path / "none"))
    with pytest.raises(SettingsError, match="CONCILIA_AMI_SECRET_FILE não pode ser lido"):
        load_settings()


def test_only_secrets_are_read_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "port").write_text("9001")
    monkeypatch.setenv("CONCILIA_HTTP_PORT_FILE", str(tmp_path / "port"))
    assert load_settings().http_port == 8080


def test_there_is_no_default_secret() -> None:
    settings = load_settings()
    for name in ("secret_key", "ami_secret", "mqtt_password"):
        with pytest.raises(SettingsError, match=rf"falta CONCILIA_{name.upper()} \(ou .*_FILE\)"):
            settings.require(name)


def test_a_secret_does_not_show_in_the_settings_text() -> None:
    assert "s3cret" not in repr(load_settings(ami_secret="s3cret"))


def test_a_child_process_sees_exactly_the_same_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = load_settings(
        home=tmp_path,
        ami_secret="s3cret",
        demo=True,
        clock_offset_seconds=-12.5,
        trunk_caller_ids=("+551130000001", "+551130000002"),
        recordings_dir=tmp_path / "gravacoes",
    )
    monkeypatch.setenv("CONCILIA_SEATS", "7")
    for name, value in process_environment(settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("CONCILIA_SEATS")
    monkeypatch.setenv("CONCILIA_SEATS", process_environment(settings)["CONCILIA_SEATS"])
    assert load_settings() == settings


def test_a_childs_environment_keeps_nothing_of_concilia_that_the_settings_do_not_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = load_settings()
    monkeypatch.setenv("CONCILIA_TRUNK_PASSWORD", "left over")
    assert "CONCILIA_TRUNK_PASSWORD" not in process_environment(settings)


def test_paths_not_given_lie_below_the_state_folder(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    assert settings.recordings == tmp_path / "recordings"
    assert settings.database == f"sqlite:///{tmp_path}/concilia.db"


def test_an_rtp_range_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(SettingsError, match="asterisk_rtp_end"):
        load_settings(asterisk_rtp_start=12000, asterisk_rtp_end=11000)


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(SettingsError, match="CONCILIA_TIMEZONE"):
        load_settings(timezone="Brasil/Brasilia")


def test_the_clock_offset_is_seconds() -> None:
    assert load_settings(clock_offset_seconds=90).clock_offset == timedelta(minutes=1, seconds=30)


def test_the_address_for_browsers_is_one_that_a_browser_can_open() -> None:
    assert load_settings(http_host="0.0.0.0", http_port=8000).web_url == "http://127.0.0.1:8000"
    assert load_settings(public_url="https://x.example").web_url == "https://x.example"
