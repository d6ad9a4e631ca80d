"""The house's provider over a real socket: mutual TLS, OAuth2 and the Pix API, as a PSP would answer."""

import ssl
from datetime import date, timedelta
from pathlib import Path

import pytest

from adapters.payments.sandbox_bank import SandboxBank
from adapters.payments.sandbox_http import SandboxApp
from domain.payment.charge import ChargeState, PaymentMethod
from runtime.payments import pix_client, pix_provider
from runtime.settings import Settings, SettingsError, load_settings
from services.ports.payments import ChargeRequest, ProviderUnavailable
from tests.support.aio import run
from tests.support.asgi_server import answering
from tests.support.certificates import Authority
from tests.support.negotiating import SECRET, MovedClock

TXID = "01JD0000000000000000000001"
REQUEST = ChargeRequest(
    txid=TXID,
    method=PaymentMethod.PIX,
    amount_cents=95_000,
    due_date=date(2026, 11, 27),
    days_after_due=2,
    payer_name="Maria",
    payer_document="52998224725",
)


def settings_for(port: int, authority: Authority, **changes) -> Settings:
    ours = authority.sign("house")
    given = {
        "payment_provider": "pix",
        "payment_pix_url": f"https://127.0.0.1:{port}",
        "payment_pix_key": "chave",
        "payment_pix_client_id": "casa",
        "payment_pix_client_secret": "senha",
        "payment_pix_certificate": ours.certificate,
        "payment_pix_certificate_key": ours.key,
        "payment_pix_ca_file": authority.own.certificate,
        "payment_webhook_secret": SECRET,
    }
    return load_settings(**(given | changes))


def test_a_charge_lives_at_a_psp_that_asks_for_our_certificate(tmp_path: Path) -> None:
    authority, clock = Authority(tmp_path), MovedClock()
    served = authority.sign("psp")
    bank = SandboxBank(clock)
    tls = {
        "ssl_certfile": str(served.certificate),
        "ssl_keyfile": str(served.key),
        "ssl_ca_certs": str(authority.own.certificate),
        "ssl_cert_reqs": ssl.CERT_REQUIRED,
    }

    async def use() -> None:
        async with answering(SandboxApp(bank, client_id="casa", client_secret="senha"), **tls) as port:
            settings = settings_for(port, authority)
            async with pix_client(settings) as client:
                provider = pix_provider(settings, client, clock)
                made = await provider.create(REQUEST)
                assert (made.state, made.amount_cents) == (ChargeState.ATIVA, 95_000)
                assert await provider.create(REQUEST) == made
                bank.pay("cobv", TXID)
                found = await provider.find(TXID)
                assert found is not None
                assert found.state is ChargeState.CONCLUIDA
                (receipt,) = await provider.received(clock.at - timedelta(hours=1), clock.at)
                assert receipt == found.receipts[0]
                other = ChargeRequest(**{**_fields(REQUEST), "txid": TXID[:-1] + "2"})
                await provider.create(other)
                assert (await provider.cancel(other.txid)).state is ChargeState.REMOVIDA_PELO_USUARIO_RECEBEDOR
            wrong = settings_for(port, authority, payment_pix_client_secret="errada")
            async with pix_client(wrong) as client:
                with pytest.raises(ProviderUnavailable):
                    await pix_provider(wrong, client, clock).create(REQUEST)

    run(use())


def test_a_psp_that_does_not_know_our_certificate_lets_nobody_in(tmp_path: Path) -> None:
    (tmp_path / "psp").mkdir()
    (tmp_path / "stranger").mkdir()
    authority, stranger = Authority(tmp_path / "psp"), Authority(tmp_path / "stranger")
    served = authority.sign("psp")
    tls = {
        "ssl_certfile": str(served.certificate),
        "ssl_keyfile": str(served.key),
        "ssl_ca_certs": str(authority.own.certificate),
        "ssl_cert_reqs": ssl.CERT_REQUIRED,
    }

    async def use() -> None:
        app = SandboxApp(SandboxBank(MovedClock()), client_id="casa", client_secret="senha")
        async with answering(app, **tls) as port:
            for changes in ({"payment_pix_ca_file": authority.own.certificate}, {}):
                settings = settings_for(port, stranger, **changes)
                async with pix_client(settings) as client:
                    with pytest.raises(ProviderUnavailable):
                        await pix_provider(settings, client, MovedClock()).create(REQUEST)

    run(use())


def test_what_is_missing_of_a_psp_is_named_before_anything_starts(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with pytest.raises(SettingsError, match="falta CONCILIA_PAYMENT_PIX_KEY"):
        pix_client(settings_for(1, authority, payment_pix_key=""))
    with pytest.raises(SettingsError, match=r"none\.pem"):
        pix_client(settings_for(1, authority, payment_pix_certificate=tmp_path / "none.pem"))
    with pytest.raises(SettingsError, match=r"nobody\.pem"):
        pix_client(settings_for(1, authority, payment_pix_ca_file=tmp_path / "nobody.pem"))


def _fields(request: ChargeRequest) -> dict:
    return {name: getattr(request, name) for name in ChargeRequest.__dataclass_fields__}
