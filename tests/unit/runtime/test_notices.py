"""The channels of messages come from the settings, and the doctor says what is missing of them."""

import socket
from pathlib import Path

import pytest

from domain.contact.facts import Channel
from runtime.doctor import Finding, Verdict, examine
from runtime.notices import chosen
from runtime.settings import SettingsError, load_settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("CONCILIA_")]:
        monkeypatch.delenv(name)


def told(tmp_path: Path, subject: str = "Mensagens", **settings) -> Finding:
    found = examine(load_settings(home=tmp_path, asterisk_managed=False, ami_port=1, **settings))
    return next(finding for finding in found if finding.subject == subject)


def test_without_a_channel_the_doctor_warns_that_no_code_leaves(tmp_path: Path) -> None:
    assert told(tmp_path).verdict is Verdict.WARNING
    assert told(tmp_path, notice_sms="outbox").what == "email off, sms outbox, whatsapp off"


def test_a_channel_with_something_missing_is_named(tmp_path: Path) -> None:
    finding = told(tmp_path, notice_sms="gateway", notice_sms_url="http://127.0.0.1:1")
    assert (finding.verdict, finding.what) == (
        Verdict.BROKEN,
        "sms por gateway: falta CONCILIA_NOTICE_SMS_TOKEN (ou CONCILIA_NOTICE_SMS_TOKEN_FILE)",
    )


def test_a_mail_server_that_does_not_answer_is_found(tmp_path: Path) -> None:
    mail = {"notice_email": "smtp", "notice_smtp_host": "127.0.0.1", "notice_smtp_sender": "avisos@concilia.test"}
    assert told(tmp_path, **mail, notice_smtp_port=1).verdict is Verdict.BROKEN
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert told(tmp_path, **mail, notice_smtp_port=server.getsockname()[1]).verdict is Verdict.FINE


@pytest.mark.parametrize(
    "wrong",
    [
        {"notice_smtp_sender": "cobranca@empresa.com.br"},
        {"notice_smtp_sender": "Empresa <avisos@empresa.com.br>"},
        {"notice_sms_sender": "Serasa"},
        {"notice_sms": "pigeon"},
    ],
)
def test_a_sender_that_tells_what_it_is_about_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="CONCILIA_NOTICE_"):
        load_settings(**wrong)


def test_each_channel_is_chosen_by_its_own_setting() -> None:
    settings = load_settings(notice_email="outbox")
    assert [chosen(settings, channel) for channel in (Channel.EMAIL, Channel.SMS)] == ["outbox", "off"]


def test_the_doctor_says_that_the_sandbox_moves_no_money_and_what_a_psp_lacks(tmp_path: Path) -> None:
    assert told(tmp_path, "Pagamentos").verdict is Verdict.WARNING
    assert told(tmp_path, "Pagamentos", demo=True).verdict is Verdict.FINE
    missing = told(tmp_path, "Pagamentos", payment_provider="pix")
    assert (missing.verdict, missing.what) == (Verdict.BROKEN, "falta CONCILIA_PAYMENT_PIX_URL")
