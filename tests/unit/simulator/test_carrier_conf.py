"""The carrier's configuration files."""

from pathlib import Path

import pytest

from simulator.carrier_conf import CarrierSwitch, RobotSeat, render_carrier_conf


def conf(**changes: object) -> dict[str, str]:
    values = {
        "address": "127.0.0.1",
        "sip_port": 5080,
        "rtp_start": 30000,
        "rtp_end": 30999,
        "agi_port": 4580,
        "product_address": "127.0.0.1",
        "registrar": "127.0.0.1:5060",
        "clips": Path("/clips"),
    }
    return render_carrier_conf(CarrierSwitch(**{**values, **changes}))  # type: ignore[arg-type]


def test_without_a_user_name_the_trunk_is_known_by_its_address() -> None:
    pjsip = conf()["pjsip.conf"]
    assert "endpoint = product\nmatch = 127.0.0.1" in pjsip
    assert "type = auth" not in pjsip


def test_with_a_user_name_the_address_alone_opens_nothing_but_the_robots_phones() -> None:
    pjsip = conf(username="concilia", password="x1")["pjsip.conf"]
    assert "[concilia-auth]" in pjsip
    assert "endpoint = robots\nmatch = 127.0.0.1" in pjsip


def test_each_robot_seat_registers_and_can_be_called() -> None:
    files = conf(robot_seats=(RobotSeat(name="seat01", secret="a"), RobotSeat(name="seat02", secret="b")))
    assert files["pjsip.conf"].count("type = registration") == 2
    assert "client_uri = sip:seat02@127.0.0.1:5060" in files["pjsip.conf"]
    assert "exten => seat02,1,Goto(robot-agent,s,1)" in files["extensions.conf"]


@pytest.mark.parametrize("form", ["_+55XX", "_55XX", "_0XX", "_XX"])
def test_load_numbers_are_known_in_every_form(form: str) -> None:
    assert f"exten => {form}90002XXXX,1,Hangup(17)" in conf()["extensions.conf"]


def test_the_switch_takes_orders_for_calls_only_where_debtors_call() -> None:
    assert "enabled = no" in conf()["manager.conf"]
    manager = conf(manager_port=5038, manager_secret="x1")["manager.conf"]
    assert "enabled = yes" in manager
    assert "secret = x1" in manager
    assert "write = originate\n" in manager


def test_a_secret_does_not_show_when_a_seat_is_printed() -> None:
    assert "hunter2" not in repr(RobotSeat(name="seat01", secret="hunter2"))
