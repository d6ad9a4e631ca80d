import pytest

from domain.call.dial_mode import DIRECT_WAIT_SECONDS, MENU_WAIT_SECONDS, DialMode, PacingSettings


@pytest.mark.parametrize("mode", DialMode)
def test_who_answers_waits_as_long_as_is_usual_in_the_mode(mode: DialMode) -> None:
    menu = mode in {DialMode.MENU_FIRST, DialMode.IVR}
    assert mode.direct is not menu
    assert PacingSettings().wait_seconds(mode) == (MENU_WAIT_SECONDS if menu else DIRECT_WAIT_SECONDS)


@pytest.mark.parametrize("mode", DialMode)
def test_a_campaign_s_own_wait_goes_first(mode: DialMode) -> None:
    assert PacingSettings(max_wait_seconds=0).wait_seconds(mode) == 0
