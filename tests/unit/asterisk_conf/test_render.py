"""The rendered configuration says what the settings say, and nothing that a value smuggled in."""

from dataclasses import replace
from pathlib import Path

import pytest

from asterisk_conf.layout import AsteriskLayout, render_asterisk_conf
from asterisk_conf.render import AMI_EVENTS, render_conf
from asterisk_conf.settings import AsteriskSettings, AsteriskSettingsError, Law, SeatSettings, TrunkSettings

TRUNK = TrunkSettings(name="operadora", host="sip.example.net", port=5080)
SETTINGS = AsteriskSettings(
    recordings_dir=Path("/data/recordings"),
    sounds_dir=Path("/data/sounds"),
    ami_port=5038,
    ami_secret="s3cret",
    media_address="10.0.0.5",
    trunks=(TRUNK,),
    seats=(SeatSettings(name="seat01", secret="one"), SeatSettings(name="seat02", secret="two", webrtc=False)),
)


def test_all_files_are_there():
    assert {"asterisk.conf", "modules.conf", "pjsip.conf", "manager.conf", "http.conf", "extensions.conf"} <= set(
        render_conf(SETTINGS)
    )


def test_every_endpoint_has_a_media_address_so_that_no_call_waits_for_a_name_lookup():
    endpoints = sections(render_conf(SETTINGS)["pjsip.conf"], "endpoint")
    assert set(endpoints) == {"operadora", "seat01", "seat02"}
    assert all(endpoint["media_address"] == "10.0.0.5" for endpoint in endpoints.values())


def test_who_logs_in_by_name_is_looked_at_before_the_trunks_address():
    (settings,) = sections(render_conf(SETTINGS)["pjsip.conf"], "global").values()
    assert settings["endpoint_identifier_order"] == "auth_username,username,ip"


def test_a_browsers_seat_is_webrtc_and_a_robots_is_plain():
    endpoints = sections(render_conf(SETTINGS)["pjsip.conf"], "endpoint")
    assert endpoints["seat01"]["webrtc"] == "yes"
    assert "webrtc" not in endpoints["seat02"]


@pytest.mark.parametrize("law", ["alaw", "ulaw"])
def test_a_seat_never_speaks_the_trunks_law_so_that_the_recorder_hears_the_agent(law: Law):
    files = render_conf(replace(SETTINGS, trunk_codec=law))
    endpoints = sections(files["pjsip.conf"], "endpoint")
    assert endpoints["operadora"]["allow"] == law
    assert {endpoints[seat]["allow"] for seat in ("seat01", "seat02")} == {"alaw", "ulaw"} - {law}
    # A direct path between the laws would be taken instead of the one through linear samples.
    assert "noload = codec_a_mu.so" in files["modules.conf"]


def test_a_browser_that_vanished_is_given_up_but_a_silent_phone_is_not():
    endpoints = sections(render_conf(SETTINGS)["pjsip.conf"], "endpoint")
    assert endpoints["seat01"]["rtp_timeout"] == "20"
    assert "rtp_timeout" not in endpoints["seat02"]


def test_no_call_from_outside_may_dial_anything():
    files = render_conf(SETTINGS)
    contexts = {name: endpoint["context"] for name, endpoint in sections(files["pjsip.conf"], "endpoint").items()}
    assert contexts.pop("operadora") == "concilia-inbound"
    assert set(contexts.values()) == {"concilia-refused"}
    inbound = files["extensions.conf"].split("[concilia-inbound]")[1].split("\n[")[0]
    assert "Dial(" not in inbound
    assert "Originate(" not in inbound


def test_a_trunk_without_registration_has_neither_login_nor_registration():
    text = render_conf(SETTINGS)["pjsip.conf"]
    assert sections(text, "registration") == {}
    assert sections(text, "aor")["operadora"]["contact"] == "sip:sip.example.net:5080"


def test_a_registered_tcp_trunk_logs_in_over_tcp():
    trunk = replace(TRUNK, transport="tcp", username="acme", password="pw", register=True)
    text = render_conf(replace(SETTINGS, trunks=(trunk,)))["pjsip.conf"]
    registration = sections(text, "registration")["operadora-registration"]
    assert registration["server_uri"] == r"sip:sip.example.net:5080\;transport=tcp"
    assert registration["client_uri"] == "sip:acme@sip.example.net:5080"
    assert sections(text, "auth")["operadora-auth"]["password"] == "pw"
    assert sections(text, "transport")["transport-tcp"]["protocol"] == "tcp"


def test_a_public_address_replaces_the_media_address():
    text = render_conf(replace(SETTINGS, external_address="203.0.113.9"))["pjsip.conf"]
    assert "media_address = 10.0.0.5" not in text
    assert sections(text, "transport")["transport-udp"]["external_media_address"] == "203.0.113.9"


def test_the_manager_tells_only_the_events_that_are_read():
    text = render_conf(SETTINGS)["manager.conf"]
    assert f"eventfilter = Event: ({'|'.join(AMI_EVENTS)})" in text
    assert "read = system,call,user,reporting\n" in text
    assert "write = call,originate,reporting\n" in text


@pytest.mark.parametrize("bad", ["x\nsecret = y", "x\r", "x;comment", "x\0"])
def test_a_value_cannot_become_a_setting_of_its_own(bad: str):
    with pytest.raises(AsteriskSettingsError):
        render_conf(replace(SETTINGS, ami_secret=bad))
    with pytest.raises(AsteriskSettingsError):
        render_conf(replace(SETTINGS, trunks=(replace(TRUNK, host=bad),)))


@pytest.mark.parametrize(
    "changes",
    [
        {"trunks": (replace(TRUNK, name="a b"),)},
        {"trunks": (TRUNK, TRUNK)},
        {"trunks": (replace(TRUNK, transport="sctp"),)},
        {"trunks": (replace(TRUNK, register=True),)},
        {"seats": (SeatSettings(name="operadora", secret="x"),)},
        {"sip_tls_port": 5061},
        {"rtp_start": 20000, "rtp_end": 10000},
    ],
)
def test_settings_that_cannot_work_are_refused(changes):
    with pytest.raises(AsteriskSettingsError):
        render_conf(replace(SETTINGS, **changes))


def test_secrets_do_not_show_in_a_repr():
    assert "s3cret" not in repr(SETTINGS)
    assert "one" not in repr(SETTINGS.seats[0])


def test_asterisk_conf_names_the_folders():
    text = render_asterisk_conf(replace(AsteriskLayout.debian(), run=Path("/x/run")))
    assert "astrundir => /x/run\n" in text


def sections(text: str, kind: str) -> dict[str, dict[str, str]]:
    """The sections of one `type`, by name."""
    found: dict[str, dict[str, str]] = {}
    for block in ("\n" + text).split("\n[")[1:]:
        name, _, body = block.partition("]")
        pairs = (line.split(" = ", 1) for line in body.splitlines() if " = " in line and not line.startswith(";"))
        values = {key.strip(): value.strip() for key, value in pairs}
        if values.get("type") == kind:
            found[name] = values
    return found
