"""A payment provider that speaks the Central Bank's Pix API 2.x (cobv), and payment links for cards beside it.

The same class serves the sandbox and a real PSP: what differs is the HTTP client that it is given (address, mTLS).
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import httpx

from domain.payment.charge import TXID, ChargeState, PaymentMethod
from services.ports.clock import Clock
from services.ports.payments import (
    ChargeRefused,
    ChargeRequest,
    ProviderCharge,
    ProviderUnavailable,
    Receipt,
    WebhookRefused,
)

TIMEOUT_SECONDS: Final = 10.0
_PATHS: Final = {PaymentMethod.PIX: "/v2/cobv/", PaymentMethod.CARD: "/v1/links/"}
_PAGE: Final = 100
_TOKEN_MARGIN: Final = timedelta(seconds=30)
_PERCENT_OF_AMOUNT: Final = 2
_PERCENT_BY_MONTH: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PixAccount:
    """Who receives. `webhook_secret` is the last part of the address that the PSP was told to call."""

    key: str
    client_id: str
    client_secret: str
    webhook_secret: str
    token_url: str = "/oauth/token"  # noqa: S105 - an address
    """Of the API's address, or a whole one: many PSPs give tokens elsewhere."""

    def __repr__(self) -> str:
        return "PixAccount(…)"


class PixApiProvider:
    """Implements `services.ports.payments.PaymentProvider`. `client` carries base address and certificates."""

    def __init__(self, client: httpx.AsyncClient, account: PixAccount, clock: Clock) -> None:
        self._client = client
        self._account = account
        self._clock = clock
        self._token = ""
        self._token_until = datetime.min.replace(tzinfo=UTC)

    async def create(self, request: ChargeRequest) -> ProviderCharge:
        path = _PATHS[request.method] + request.txid
        answer = await self._call("PUT", path, json=_body(request, self._account.key))
        if answer.status_code == httpx.codes.CONFLICT:
            answer = await self._call("GET", path)
        return _charge(_ok(answer))

    async def cancel(self, txid: str) -> ProviderCharge:
        for path in _PATHS.values():
            body = {"status": ChargeState.REMOVIDA_PELO_USUARIO_RECEBEDOR.value}
            answer = await self._call("PATCH", path + txid, json=body)
            if answer.status_code == httpx.codes.CONFLICT:
                answer = await self._call("GET", path + txid)
            if answer.status_code != httpx.codes.NOT_FOUND:
                return _charge(_ok(answer))
        raise ChargeRefused("the charge does not exist")

    async def find(self, txid: str) -> ProviderCharge | None:
        for path in _PATHS.values():
            answer = await self._call("GET", path + txid)
            if answer.status_code != httpx.codes.NOT_FOUND:
                return _charge(_ok(answer))
        return None

    async def received(self, since: datetime, until: datetime) -> Sequence[Receipt]:
        receipts: list[Receipt] = []
        page, pages = 0, 1
        while page < pages:
            params = {
                "inicio": _instant(since),
                "fim": _instant(until),
                "paginacao.paginaAtual": str(page),
                "paginacao.itensPorPagina": str(_PAGE),
            }
            data = _ok(await self._call("GET", "/v2/pix", params=params))
            try:
                receipts += [_receipt(one) for one in data.get("pix", [])]
                pages = int(data["parametros"]["paginacao"]["quantidadeDePaginas"])
            except (KeyError, TypeError, ValueError) as error:
                raise ProviderUnavailable("a list of payments that makes no sense") from error
            page += 1
        return receipts

    def read_webhook(self, body: bytes, *, secret: str) -> Sequence[Receipt]:
        if not hmac.compare_digest(secret.encode(), self._account.webhook_secret.encode()):
            raise WebhookRefused("not the provider's secret")
        try:
            return [_receipt(one) for one in json.loads(body)["pix"]]
        except (ValueError, KeyError, TypeError, ProviderUnavailable) as error:
            raise WebhookRefused("not a message of the Pix API") from error

    async def _call(self, method: str, path: str, **given: Any) -> httpx.Response:
        answer = await self._send(method, path, await self._bearer(), **given)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._token_until = datetime.min.replace(tzinfo=UTC)
            answer = await self._send(method, path, await self._bearer(), **given)
        return answer

    async def _bearer(self) -> Mapping[str, str]:
        now = self._clock.now()
        if now >= self._token_until:
            data = {"grant_type": "client_credentials"}
            basic = httpx.BasicAuth(self._account.client_id, self._account.client_secret)
            told = _ok(await self._send("POST", self._account.token_url, {}, data=data, auth=basic))
            try:
                self._token = str(told["access_token"])
                self._token_until = now + timedelta(seconds=int(told["expires_in"])) - _TOKEN_MARGIN
            except (KeyError, TypeError, ValueError) as error:
                raise ProviderUnavailable("a token that makes no sense") from error
        return {"Authorization": f"Bearer {self._token}"}

    async def _send(self, method: str, path: str, headers: Mapping[str, str], **given: Any) -> httpx.Response:
        try:
            return await self._client.request(method, path, headers=dict(headers), timeout=TIMEOUT_SECONDS, **given)
        except httpx.HTTPError as error:
            raise ProviderUnavailable(type(error).__name__) from error


def reais(cents: int) -> str:
    """`1234.56`, as the Pix API writes amounts."""
    return f"{cents // 100}.{cents % 100:02d}"


def cents(text: str) -> int:
    """Raises ValueError."""
    try:
        amount = Decimal(text) * 100
    except InvalidOperation as error:
        raise ValueError("not an amount") from error
    if amount != amount.to_integral_value() or amount < 0:
        raise ValueError("not whole cents")
    return int(amount)


def _body(request: ChargeRequest, key: str) -> dict[str, Any]:
    if not TXID.fullmatch(request.txid):
        raise ChargeRefused("txid: 26 to 35 letters and digits")
    document = "cnpj" if len(request.payer_document) > len("52998224725") else "cpf"
    value: dict[str, Any] = {"original": reais(request.amount_cents)}
    if request.multa_basis_points:
        value["multa"] = {"modalidade": _PERCENT_OF_AMOUNT, "valorPerc": reais(request.multa_basis_points)}
    if request.juros_basis_points_per_month:
        value["juros"] = {"modalidade": _PERCENT_BY_MONTH, "valorPerc": reais(request.juros_basis_points_per_month)}
    return {
        "calendario": {
            "dataDeVencimento": request.due_date.isoformat(),
            "validadeAposVencimento": request.days_after_due,
        },
        "devedor": {document: request.payer_document, "nome": request.payer_name},
        "valor": value,
        "chave": key,
        "solicitacaoPagador": request.description[:140],
    }


def _ok(answer: httpx.Response) -> dict[str, Any]:
    """Its JSON. 4xx is a refusal, save those that another try may mend; anything else is no answer at all."""
    status = answer.status_code
    if (
        status in {httpx.codes.UNAUTHORIZED, httpx.codes.TOO_MANY_REQUESTS}
        or status >= httpx.codes.INTERNAL_SERVER_ERROR
    ):
        raise ProviderUnavailable(str(status))
    if status >= httpx.codes.BAD_REQUEST:
        raise ChargeRefused(str(status))
    try:
        data = answer.json()
    except ValueError as error:
        raise ProviderUnavailable("not JSON") from error
    if not isinstance(data, dict):
        raise ProviderUnavailable("not an object")
    return data


def _charge(data: Mapping[str, Any]) -> ProviderCharge:
    try:
        return ProviderCharge(
            txid=str(data["txid"]),
            state=ChargeState(data["status"]),
            amount_cents=cents(str(data["valor"]["original"])),
            due_date=date.fromisoformat(data["calendario"]["dataDeVencimento"]),
            code=str(data["pixCopiaECola"]),
            receipts=tuple(_receipt(one) for one in data.get("pix", [])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ProviderUnavailable("a charge that makes no sense") from error


def _receipt(data: Mapping[str, Any]) -> Receipt:
    try:
        paid_at = datetime.fromisoformat(str(data["horario"]))
        receipt = Receipt(
            end_to_end_id=str(data["endToEndId"])[:40],
            txid=str(data["txid"]) if data.get("txid") else None,
            amount_cents=cents(str(data["valor"])),
            paid_at=paid_at,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ProviderUnavailable("a payment that makes no sense") from error
    if paid_at.tzinfo is None or receipt.amount_cents < 1:
        raise ProviderUnavailable("a payment without zone or amount")
    return receipt


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
