"""What every channel must do, and what each does in its own way; a real aggregator's adapter joins the fixture."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.notices.gateway import WEBHOOK_AGE, GatewayAccount, GatewayChannel, sign
from adapters.notices.outbox import OutboxChannel
from adapters.notices.smtp import SmtpChannel, SmtpServer
from domain.contact.facts import Channel
from services.ports.notices import (
    ChannelUnavailable,
    Delivery,
    DeliveryRefused,
    DeliveryStatus,
    NoticeChannel,
    NoticeRefused,
    OutgoingNotice,
    Picture,
)
from tests.support.aio import run
from tests.support.asgi_server import answering
from tests.support.certificates import Authority
from tests.support.mail_server import MailServer, mail_server
from tests.support.message_gateway import TOKEN, MessageGateway
from tests.support.negotiating import MovedClock

KEY = "01JD0000000000000000000001"
SECRET = "signs the gateway's calls"
SMS = OutgoingNotice(key=KEY, to="+5511987654321", sender="Concilia", text="protocolo 123\n000201…")
MAIL = replace(SMS, to="maria@exemplo.com.br", subject="Protocolo 123", html="<p>protocolo 123</p>")


@dataclass
class Stand:
    """A channel with its other end. `arrived` gives (key, to, text); `cut` takes the other end away or back."""

    channel: NoticeChannel
    notice: OutgoingNotice
    arrived: Callable[[], list[tuple[str, str, str]]]
    cut: Callable[..., None]
    other: Any = field(default=None)


@asynccontextmanager
async def outbox(folder: Path) -> AsyncIterator[Stand]:
    box = folder / "outbox"

    def arrived() -> list[tuple[str, str, str]]:
        told = [(file.stem, json.loads(file.read_text())) for file in sorted(box.glob("*.json"))]
        return [(name.removeprefix("sms-"), one["to"], one["text"]) for name, one in told]

    def cut(*, away: bool) -> None:
        box.write_text("in the way") if away else box.unlink()

    yield Stand(OutboxChannel(Channel.SMS, box), SMS, arrived, cut)


@asynccontextmanager
async def smtp(_folder: Path) -> AsyncIterator[Stand]:
    async with mail_server() as server:
        account = SmtpServer(host="127.0.0.1", port=server.port, security="none", sender="avisos@concilia.test")

        def arrived() -> list[tuple[str, str, str]]:
            plain = [(one, one.get_body(("plain",))) for one in server.taken]
            seen = {
                one["Message-ID"]: (one["To"], text.get_content().strip().replace("\r", ""))
                for one, text in plain
                if text
            }
            return [(key[1:].partition("@")[0], to, text) for key, (to, text) in seen.items()]

        def cut(*, away: bool) -> None:
            server.hangs_up = away

        yield Stand(SmtpChannel(account, MovedClock()), MAIL, arrived, cut, server)


def _text_of(mail: EmailMessage) -> str:
    plain = mail.get_body(("plain",))
    assert plain is not None
    return plain.get_content().strip().replace("\r", "")


@asynccontextmanager
async def gateway(_folder: Path) -> AsyncIterator[Stand]:
    app = MessageGateway()
    async with answering(app) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/v1") as client:
        account = GatewayAccount(token=TOKEN, webhook_secret=SECRET, callback_url="https://casa.test/hook")

        def cut(*, away: bool) -> None:
            app.answer = (503, {}) if away else None

        def arrived() -> list[tuple[str, str, str]]:
            return [(key, one["to"], one["text"]) for key, one in app.messages.items()]

        yield Stand(GatewayChannel(Channel.SMS, client, account, MovedClock()), SMS, arrived, cut, app)


Open = Callable[[Path], AbstractAsyncContextManager[Stand]]
every = pytest.mark.parametrize("opened", [outbox, smtp, gateway])


@every
def test_a_message_arrives_once_however_often_it_is_sent(opened: Open, tmp_path: Path) -> None:
    async def use() -> None:
        async with opened(tmp_path) as stand:
            first = await stand.channel.send(stand.notice)
            assert (first.key, first.status) == (KEY, DeliveryStatus.ACCEPTED)
            assert first.reference
            assert (await stand.channel.send(stand.notice)).reference == first.reference
            assert stand.arrived() == [(KEY, stand.notice.to, stand.notice.text)]

    run(use())


@every
def test_while_the_other_end_is_away_nothing_is_known_and_later_it_goes(opened: Open, tmp_path: Path) -> None:
    async def use() -> None:
        async with opened(tmp_path) as stand:
            stand.cut(away=True)
            with pytest.raises(ChannelUnavailable):
                await stand.channel.send(stand.notice)
            stand.cut(away=False)
            await stand.channel.send(stand.notice)
            assert len(stand.arrived()) == 1

    run(use())


@every
def test_of_a_message_never_sent_nothing_is_known(opened: Open, tmp_path: Path) -> None:
    async def use() -> None:
        async with opened(tmp_path) as stand:
            assert await stand.channel.find("01JD0000000000000000000009") is None

    run(use())


@every
def test_a_call_that_nobody_signed_is_refused(opened: Open, tmp_path: Path) -> None:
    async def use() -> None:
        async with opened(tmp_path) as stand:
            for signature, timestamp in (("", ""), ("sha256=00", "1764000000"), ("é", "²")):
                with pytest.raises(DeliveryRefused):
                    stand.channel.read_webhook(b'{"messages": []}', signature=signature, timestamp=timestamp)

    run(use())


def test_an_outboxs_message_is_delivered_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    async def use() -> None:
        async with outbox(tmp_path) as stand:
            await stand.channel.send(stand.notice)
            found = await stand.channel.find(KEY)
            assert found is not None
            assert found.status is DeliveryStatus.DELIVERED
            (file,) = (tmp_path / "outbox").iterdir()
            assert file.stat().st_mode & 0o777 == 0o600

    run(use())


def test_a_mail_is_text_and_page_with_its_pictures_from_the_neutral_sender(tmp_path: Path) -> None:
    async def use() -> None:
        async with smtp(tmp_path) as stand:
            shown = replace(MAIL, html='<img src="{cid:pix}">', pictures=(Picture(name="pix", png=b"\x89PNG"),))
            await stand.channel.send(shown)
            (mail,) = stand.other.taken
            assert (mail["From"], mail["Subject"]) == ("Concilia <avisos@concilia.test>", "Protocolo 123")
            assert mail["Auto-Submitted"] == "auto-generated"
            picture = next(part for part in mail.walk() if part.get_content_type() == "image/png")
            page = mail.get_body(("html",))
            assert page is not None
            assert f'src="cid:{picture["Content-ID"][1:-1]}"' in page.get_content()
            assert picture.get_payload(decode=True) == b"\x89PNG"

    run(use())


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"RCPT": "550 no such mailbox"}, NoticeRefused),
        ({"RCPT": "451 try later"}, ChannelUnavailable),
        ({"MAIL": "421 busy"}, ChannelUnavailable),
        ({"MAIL": "553 sender"}, NoticeRefused),
        ({"DATA": "554 looks like spam"}, NoticeRefused),
        ({"DATA": "452 full"}, ChannelUnavailable),
        ({"EHLO": "999", "HELO": "nonsense"}, ChannelUnavailable),
    ],
)
def test_a_mail_servers_no_for_good_is_told_from_its_no_for_now(answers: dict[str, str], error, tmp_path: Path) -> None:
    async def use() -> None:
        async with smtp(tmp_path) as stand:
            stand.other.answers = answers
            with pytest.raises(error):
                await stand.channel.send(MAIL)

    run(use())


def test_no_header_can_be_smuggled_into_a_mail(tmp_path: Path) -> None:
    async def use() -> None:
        async with smtp(tmp_path) as stand:
            for bad in (replace(MAIL, to="a@b.com\r\nBcc: c@d.com"), replace(MAIL, subject="x\r\nBcc: c@d.com")):
                with pytest.raises(NoticeRefused):
                    await stand.channel.send(bad)
            assert stand.other.taken == []

    run(use())


def test_mail_travels_encrypted_to_a_server_whose_certificate_is_good(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    served = authority.sign("mail")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(served.certificate, served.key)

    def trusting() -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(authority.own.certificate))

    async def use() -> None:
        async with mail_server(context) as server:
            account = SmtpServer(
                host="127.0.0.1", port=server.port, sender="avisos@concilia.test", username="casa", password="senha"
            )
            with pytest.raises(ChannelUnavailable, match="SSL"):
                await SmtpChannel(account, MovedClock()).send(MAIL)
            await SmtpChannel(account, MovedClock(), tls=trusting).send(MAIL)
            assert (server.encrypted, len(server.logins)) == ([True], 1)
            server.answers = {"AUTH": "535 wrong password"}
            with pytest.raises(ChannelUnavailable, match="authentication"):
                await SmtpChannel(account, MovedClock(), tls=trusting).send(MAIL)
            assert "senha" not in repr(account)

    run(use())


def test_mail_may_be_encrypted_from_the_first_byte(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    served = authority.sign("mail")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(served.certificate, served.key)
    told = MailServer()

    async def use() -> None:
        server = await asyncio.start_server(told.talk, "127.0.0.1", 0, ssl=context)
        async with server:
            port = server.sockets[0].getsockname()[1]
            account = SmtpServer(host="127.0.0.1", port=port, security="tls", sender="avisos@concilia.test")
            tls = lambda: ssl.create_default_context(cafile=str(authority.own.certificate))  # noqa: E731
            await SmtpChannel(account, MovedClock(), tls=tls).send(MAIL)
        assert len(told.taken) == 1

    run(use())


def test_a_gateway_is_told_where_to_call_and_what_template_it_is(tmp_path: Path) -> None:
    async def use() -> None:
        async with gateway(tmp_path) as stand:
            await stand.channel.send(replace(SMS, template="agreement", parameters={"nome": "Maria"}))
            told = stand.other.messages[KEY]
            assert (told["callback_url"], told["from"], told["channel"]) == (
                "https://casa.test/hook",
                "Concilia",
                "sms",
            )
            assert (told["template"], told["parameters"]) == ("agreement", {"nome": "Maria"})
            stand.other.states[KEY] = "delivered"
            found = await stand.channel.find(KEY)
            assert found == Delivery(key=KEY, status=DeliveryStatus.DELIVERED, reference=f"ref-{KEY}")

    run(use())


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((422, {"reason": "no_such_number"}), NoticeRefused),
        ((400, b"<html>"), NoticeRefused),
        ((400, []), NoticeRefused),
        ((401, {}), ChannelUnavailable),
        ((429, {}), ChannelUnavailable),
        ((500, {}), ChannelUnavailable),
        ((302, {}), ChannelUnavailable),
        ((200, b"<html>"), ChannelUnavailable),
        ((200, []), ChannelUnavailable),
        ((200, {"status": "who knows"}), ChannelUnavailable),
    ],
)
def test_a_gateways_no_for_good_is_told_from_no_answer(answer: tuple[int, Any], error, tmp_path: Path) -> None:
    async def use() -> None:
        async with gateway(tmp_path) as stand:
            stand.other.answer = answer
            with pytest.raises(error):
                await stand.channel.send(SMS)

    run(use())


def test_why_a_gateway_refused_is_kept_as_a_word(tmp_path: Path) -> None:
    async def use() -> None:
        async with gateway(tmp_path) as stand:
            stand.other.answer = (422, {"reason": "no such number <script> +55 é"})
            with pytest.raises(NoticeRefused) as refused:
                await stand.channel.send(SMS)
            assert refused.value.reason == "nosuchnumber<script>55"
            client = httpx.AsyncClient(base_url="http://127.0.0.1:1")
            account = GatewayAccount(token=TOKEN, webhook_secret=SECRET)
            async with client:
                with pytest.raises(ChannelUnavailable):
                    await GatewayChannel(Channel.SMS, client, account, MovedClock()).send(SMS)

    run(use())


def test_a_gateways_signed_call_tells_what_became_of_messages(tmp_path: Path) -> None:
    body = json.dumps({"messages": [{"id": KEY, "status": "failed", "reason": "unreachable"}]}).encode()
    now = int(MovedClock().at.timestamp())

    async def use() -> None:
        async with gateway(tmp_path) as stand:
            read = stand.channel.read_webhook
            told = read(body, signature=sign(SECRET, str(now), body), timestamp=str(now))
            assert list(told) == [Delivery(key=KEY, status=DeliveryStatus.FAILED, reason="unreachable")]
            old = str(now - int(WEBHOOK_AGE.total_seconds()) - 1)
            for signature, timestamp, content in (
                (sign("another secret", str(now), body), str(now), body),
                (sign(SECRET, str(now), body), str(now + 1), body),
                (sign(SECRET, str(now), body), str(now), body + b" "),
                (sign(SECRET, old, body), old, body),
                (sign(SECRET, str(now), b"no"), str(now), b"no"),
                (sign(SECRET, str(now), b'{"messages": [{"id": 1}]}'), str(now), b'{"messages": [{"id": 1}]}'),
            ):
                with pytest.raises(DeliveryRefused):
                    read(content, signature=signature, timestamp=timestamp)

    run(use())
