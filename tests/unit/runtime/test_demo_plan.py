"""The demo's day, its folder and its settings."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.contact.calling_window import decide_calling_window
from runtime.demo.calendar import demo_start
from runtime.demo.plan import DemoPlan, demo_settings, empty_demo_home
from runtime.settings import load_settings
from simulator.places import PLACES

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
SUNDAY_NIGHT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def test_at_three_on_a_sunday_night_the_demo_starts_on_tuesday_at_ten() -> None:
    assert demo_start(SUNDAY_NIGHT, SAO_PAULO) == datetime(2026, 11, 24, 10, tzinfo=SAO_PAULO)


def test_on_a_tuesday_it_is_that_very_day() -> None:
    evening = datetime(2026, 11, 24, 21, tzinfo=SAO_PAULO)
    assert demo_start(evening, SAO_PAULO) == datetime(2026, 11, 24, 10, tzinfo=SAO_PAULO)


def test_a_holiday_is_no_working_tuesday() -> None:
    before_carnival = datetime(2027, 2, 7, 12, tzinfo=UTC)
    assert demo_start(before_carnival, SAO_PAULO).date() == date(2027, 2, 16)


def test_a_demo_that_goes_on_does_so_on_a_later_tuesday() -> None:
    assert demo_start(SUNDAY_NIGHT, SAO_PAULO, after=date(2026, 11, 24)).date() == date(2026, 12, 1)


@pytest.mark.parametrize("week", range(0, 53, 4))
def test_the_start_is_within_the_calling_window_of_everybody_in_the_demo(week: int) -> None:
    start = demo_start(SUNDAY_NIGHT + timedelta(weeks=week), SAO_PAULO)
    for place in PLACES:
        number = f"+55{place.ddd}990000000"
        assert decide_calling_window(number, place.uf, now=start.astimezone(UTC)).allowed, place


def settings_of(tmp_path: Path, plan: DemoPlan):
    home = tmp_path / "demo"
    home.mkdir(exist_ok=True)
    base = load_settings(home=home, http_port=9123, trunk_host="sip.example.com", database_url="postgresql://x/y")
    return demo_settings(base, plan, now=SUNDAY_NIGHT)


def test_the_demo_never_touches_the_real_trunk_or_database(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, DemoPlan())
    assert settings.trunk_host == "127.0.0.1"
    assert settings.database == f"sqlite:///{tmp_path / 'demo' / 'concilia.db'}"


def test_the_demos_clock_shows_its_start_now(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, DemoPlan())
    assert SUNDAY_NIGHT + settings.clock_offset == datetime(2026, 11, 24, 10, tzinfo=SAO_PAULO)


def test_browsers_sit_at_webrtc_seats_and_robots_at_plain_ones(tmp_path: Path) -> None:
    assert settings_of(tmp_path, DemoPlan()).seat_kind == "webrtc"
    robots = settings_of(tmp_path, DemoPlan(headless=True, robot_agents=9))
    assert robots.seat_kind == "sip"
    assert robots.seats >= 9


def test_only_the_web_address_stays_where_it_was_asked_for(tmp_path: Path) -> None:
    first, second = settings_of(tmp_path, DemoPlan()), settings_of(tmp_path, DemoPlan())
    assert first.http_port == second.http_port == 9123
    assert first.ami_port != second.ami_port
    assert settings_of(tmp_path, DemoPlan(headless=True)).http_port != 9123


def test_a_kept_demo_goes_on_a_week_later(tmp_path: Path) -> None:
    first = settings_of(tmp_path, DemoPlan())
    second = settings_of(tmp_path, DemoPlan(keep=True))
    assert second.clock_offset - first.clock_offset == timedelta(weeks=1)


def test_a_fresh_demo_forgets_all_but_what_was_rendered(tmp_path: Path) -> None:
    settings_of(tmp_path, DemoPlan())
    home = tmp_path / "demo"
    (home / "concilia.db").write_text("x")
    for name in ("recordings", "sounds", "cache"):
        (home / name).mkdir()
    empty_demo_home(home)
    assert sorted(path.name for path in home.iterdir()) == ["cache", "sounds"]


def test_a_folder_that_is_no_demos_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "concilia.db").write_text("the real one")
    empty_demo_home(tmp_path)
    assert (tmp_path / "concilia.db").exists()
