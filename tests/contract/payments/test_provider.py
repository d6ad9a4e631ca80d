"""What every payment provider must do; a real PSP's adapter joins the fixture."""

import asyncio
import json
from collections.abc import Iterator
from datetime import date, timedelta

import httpx
import pytest

from adapters.payments.pix_api import PixAccount, PixApiProvider
from adapters.payments.sandbox import Sandbox
from adapters.payments.sandbox_bank import WEBHOOK_TRIES, BankRefused, SandboxBank
from domain.payment.br_code import parse_br_code
from domain.payment.charge import ChargeState, PaymentMethod
from services.ports.payments import (
    ChargeRefused,
    ChargeRequest,
    ProviderCharge,
    ProviderUnavailable,
    WebhookRefused,
)
from tests.support.aio import run
from tests.support.negotiating import SECRET, MovedClock

TXID = "01JD0000000000000000000001"
DUE = date(2026, 11, 27)


def request(txid: str = TXID, *, method: PaymentMethod = PaymentMethod.PIX, **changes) -> ChargeRequest:
    given = {"amount_cents": 123_456, "due_date": DUE, "days_after_due": 2, "multa_basis_points": 200}
    return ChargeRequest(
        txid=txid,
        method=method,
        payer_name="Maria",
        payer_document="52998224725",
        juros_basis_points_per_month=100,
        **(given | changes),
    )


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def sandbox(clock: MovedClock) -> Iterator[Sandbox]:
    made = Sandbox(clock, webhook_secret=SECRET)
    yield made
    run(made.aclose())


def test_a_charge_is_active_and_its_code_is_a_valid_pix(sandbox: Sandbox) -> None:
    charge = run(sandbox.provider.create(request()))
    assert (charge.state, charge.amount_cents, charge.due_date) == (ChargeState.ATIVA, 123_456, DUE)
    assert parse_br_code(charge.code).url == f"pix.sandbox.invalid/qr/v2/cobv/{TXID}"
    assert run(sandbox.provider.find(TXID)) == charge
    assert run(sandbox.provider.find("x" * 26)) is None


def test_creating_twice_is_creating_once(sandbox: Sandbox) -> None:
    first = run(sandbox.provider.create(request()))
    assert run(sandbox.provider.create(request(amount_cents=1))) == first


@pytest.mark.parametrize(
    "bad", [{"amount_cents": 0}, {"due_date": DUE - timedelta(days=90)}, {"days_after_due": -1}, {"txid": "short"}]
)
def test_what_makes_no_sense_is_refused(sandbox: Sandbox, bad) -> None:
    with pytest.raises(ChargeRefused):
        run(sandbox.provider.create(request(**bad)))


def test_a_card_is_a_link_on_the_same_port(sandbox: Sandbox) -> None:
    charge = run(sandbox.provider.create(request(method=PaymentMethod.CARD)))
    assert charge.code == f"https://pix.sandbox.invalid/pagar/{TXID}"
    sandbox.bank.pay("links", TXID)
    found = run(sandbox.provider.find(TXID))
    assert found is not None
    assert found.state is ChargeState.CONCLUIDA


def test_a_payment_concludes_the_charge_and_shows_in_both_places(sandbox: Sandbox, clock: MovedClock) -> None:
    run(sandbox.provider.create(request()))
    sandbox.bank.pay("cobv", TXID)
    found = run(sandbox.provider.find(TXID))
    assert found is not None
    assert found.state is ChargeState.CONCLUIDA
    received = run(sandbox.provider.received(clock.at - timedelta(hours=1), clock.at + timedelta(hours=1)))
    assert list(found.receipts) == list(received)
    assert (received[0].txid, received[0].amount_cents, received[0].paid_at) == (TXID, 123_456, clock.at)
    assert list(run(sandbox.provider.received(clock.at + timedelta(hours=1), clock.at + timedelta(hours=2)))) == []


def test_reconciliation_reads_every_page(sandbox: Sandbox, clock: MovedClock) -> None:
    for number in range(230):
        txid = f"{number:026d}"
        sandbox.bank.put("cobv", txid, cobv())
        sandbox.bank.pay("cobv", txid)
    received = run(sandbox.provider.received(clock.at - timedelta(hours=1), clock.at + timedelta(hours=1)))
    assert len({one.end_to_end_id for one in received}) == 230


def cobv() -> dict:
    return {
        "calendario": {"dataDeVencimento": DUE.isoformat(), "validadeAposVencimento": 0},
        "devedor": {"cpf": "52998224725", "nome": "Maria"},
        "valor": {"original": "1.00"},
        "chave": "k",
    }


def test_a_cancelled_charge_cannot_be_paid_and_a_paid_one_not_cancelled(sandbox: Sandbox) -> None:
    run(sandbox.provider.create(request()))
    assert run(sandbox.provider.cancel(TXID)).state is ChargeState.REMOVIDA_PELO_USUARIO_RECEBEDOR
    assert run(sandbox.provider.cancel(TXID)).state is ChargeState.REMOVIDA_PELO_USUARIO_RECEBEDOR
    with pytest.raises(BankRefused):
        sandbox.bank.pay("cobv", TXID)
    other = "01JD0000000000000000000002"
    run(sandbox.provider.create(request(other)))
    sandbox.bank.pay("cobv", other)
    assert run(sandbox.provider.cancel(other)).state is ChargeState.CONCLUIDA
    with pytest.raises(ChargeRefused):
        run(sandbox.provider.cancel("x" * 26))


def test_an_expired_charge_is_not_paid(sandbox: Sandbox, clock: MovedClock) -> None:
    run(sandbox.provider.create(request()))
    clock.go_to(DUE + timedelta(days=2))
    sandbox.bank.remove("cobv", TXID)
    found = run(sandbox.provider.find(TXID))
    assert found is not None
    assert found.state is ChargeState.REMOVIDA_PELO_PSP
    run(sandbox.provider.create(request("01JD0000000000000000000003", due_date=DUE + timedelta(days=2))))
    clock.advance(days=9)
    with pytest.raises(BankRefused, match="expired"):
        sandbox.bank.pay("cobv", "01JD0000000000000000000003")


def test_a_webhook_is_tried_again_ever_later_and_given_up(sandbox: Sandbox, clock: MovedClock) -> None:
    run(sandbox.provider.create(request()))
    sandbox.bank.pay("cobv", TXID)
    bodies: list[bytes] = []

    async def refuse(body: bytes) -> bool:
        bodies.append(body)
        return False

    waits = []
    last = clock.at
    while sandbox.bank.waiting_webhooks:
        if run(sandbox.bank.deliver(refuse)):
            waits.append((clock.at - last).total_seconds())
            last = clock.at
        clock.advance(seconds=1)
    assert len(bodies) == WEBHOOK_TRIES
    assert waits[1:] == [5.0 * 2**n for n in range(WEBHOOK_TRIES - 1)]
    (receipt,) = sandbox.provider.read_webhook(bodies[0], secret=SECRET)
    assert receipt.txid == TXID


def test_a_webhook_that_is_taken_is_not_sent_again(sandbox: Sandbox) -> None:
    run(sandbox.provider.create(request()))
    sandbox.bank.pay("cobv", TXID)

    async def take(_body: bytes) -> bool:
        await asyncio.sleep(0)
        return True

    assert run(sandbox.bank.deliver(take)) == 1
    assert run(sandbox.bank.deliver(take)) == 0


@pytest.mark.parametrize(
    ("body", "secret"),
    [(b"{}", SECRET), (b"no", SECRET), (b'{"pix": [{}]}', SECRET), (b'{"pix": []}', "another secret")],
)
def test_a_call_that_is_not_the_providers_is_refused(sandbox: Sandbox, body: bytes, secret: str) -> None:
    with pytest.raises(WebhookRefused):
        sandbox.provider.read_webhook(body, secret=secret)


def test_an_order_that_is_left_in_the_folder_is_paid_once(clock: MovedClock, tmp_path) -> None:
    sandbox = Sandbox(clock, webhook_secret=SECRET, orders=tmp_path / "orders")
    told: list[bytes] = []

    async def scenario() -> ProviderCharge | None:
        charge = await sandbox.provider.create(request())
        (tmp_path / "orders").mkdir()
        for name, code in (("a", "not a code"), ("b", charge.code), ("c", charge.code)):
            (tmp_path / "orders" / f"{name}.pix").write_text(code + "\n", encoding="utf-8")

        async def post(body: bytes) -> bool:
            told.append(body)
            return True

        running = asyncio.create_task(sandbox.run(post, seconds_between=0.01))
        async with asyncio.timeout(30):
            while not told or list((tmp_path / "orders").iterdir()):  # noqa: ASYNC110 - a folder tells nobody
                await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return await sandbox.provider.find(TXID)

    charge = run(scenario())
    run(sandbox.aclose())
    assert charge is not None
    assert charge.state is ChargeState.CONCLUIDA
    assert len(told) == 1


def test_the_sandbox_remembers_across_restarts(clock: MovedClock, tmp_path) -> None:
    path = tmp_path / "bank.json"
    SandboxBank(clock, path=path).put("cobv", TXID, cobv())
    assert SandboxBank(clock, path=path).get("cobv", TXID)["status"] == "ATIVA"


def provider_that_answers(answer, clock: MovedClock) -> PixApiProvider:
    account = PixAccount(key="k", client_id="i", client_secret="s", webhook_secret=SECRET)
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://psp.test")
    return PixApiProvider(client, account, clock)


def find_with(answer, clock: MovedClock) -> ProviderCharge | None:
    return run(provider_that_answers(answer, clock).find(TXID))


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"txid": TXID}),
        httpx.Response(429),
        httpx.Response(401),
    ],
    ids=["broken", "page", "list", "half", "throttled", "unauthorized"],
)
def test_an_answer_that_makes_no_sense_is_no_answer(clock: MovedClock, answer: httpx.Response) -> None:
    def serve(wanted: httpx.Request) -> httpx.Response:
        token = {"access_token": "t", "expires_in": 3600}
        return httpx.Response(200, json=token) if wanted.url.path == "/oauth/token" else answer

    with pytest.raises(ProviderUnavailable):
        find_with(serve, clock)


def test_a_line_that_is_cut_is_no_answer_and_a_token_is_asked_for_once(clock: MovedClock, sandbox: Sandbox) -> None:
    def cut(_wanted: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("cut")

    with pytest.raises(ProviderUnavailable):
        find_with(cut, clock)
    asked: list[str] = []

    def serve(wanted: httpx.Request) -> httpx.Response:
        asked.append(wanted.url.path)
        if wanted.url.path == "/oauth/token":
            return httpx.Response(200, json={"access_token": "t", "expires_in": 3600})
        return httpx.Response(404)

    provider = provider_that_answers(serve, clock)
    assert run(provider.find(TXID)) is None
    assert run(provider.find(TXID)) is None
    assert asked.count("/oauth/token") == 1
    assert (
        json.dumps(repr(PixAccount(key="k", client_id="i", client_secret="s", webhook_secret="w")))
        == '"PixAccount(\\u2026)"'
    )
