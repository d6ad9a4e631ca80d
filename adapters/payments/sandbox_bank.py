"""A bank in a box: charges as the Pix API's cobv has them, payments made by hand, webhooks that are tried again."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from adapters.payments.pix_api import cents, reais
from domain.money.bank_holidays import BANK_HOLIDAYS
from domain.money.charges import ChargesPolicy, charges_on
from domain.payment.br_code import BrCode, build_br_code
from domain.payment.charge import TXID, ChargeState, ChargeTerm
from services.ports.clock import Clock

WEBHOOK_TRIES: Final = 8
_FIRST_RETRY: Final = timedelta(seconds=5)
_AMOUNT: Final = re.compile(r"\d{1,10}\.\d{2}")
_MAX_DAYS_AFTER_DUE: Final = 365
_BRASILIA: Final = ZoneInfo("America/Sao_Paulo")
Post = Callable[[bytes], Awaitable[bool]]
"""Call the webhook; True when it answered 2xx."""


class BankRefused(Exception):
    """`status` is that of HTTP, `detail` for whoever reads the answer."""

    def __init__(self, status: int, detail: str) -> None:
        self.status = status
        self.detail = detail
        super().__init__(detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """On whose behalf it charges: as in a BR Code, without accents."""

    name: str = "CONCILIA SANDBOX"
    city: str = "SAO PAULO"
    host: str = "pix.sandbox.invalid"


class SandboxBank:
    """`path`: a JSON file that remembers everything across restarts; None forgets. Raises BankRefused."""

    def __init__(self, clock: Clock, *, path: Path | None = None, receiver: Receiver | None = None) -> None:
        self._clock = clock
        self._path = path
        self._receiver = receiver or Receiver()
        self._state: dict[str, Any] = {"charges": {}, "pix": [], "webhooks": []}
        if path is not None and path.exists():
            self._state = json.loads(path.read_text(encoding="utf-8"))

    def put(self, kind: str, txid: str, body: Any) -> dict[str, Any]:
        if not TXID.fullmatch(txid):
            raise BankRefused(400, "txid")
        if self._key(kind, txid) in self._state["charges"]:
            raise BankRefused(409, "txid already used")
        due, days, amount = _read_charge(body)
        if due < self._clock.now().date() - timedelta(days=1):
            raise BankRefused(400, "dataDeVencimento")
        self._state["charges"][self._key(kind, txid)] = {
            "txid": txid,
            "status": ChargeState.ATIVA.value,
            "calendario": {
                "criacao": _text(self._clock.now()),
                "dataDeVencimento": due.isoformat(),
                "validadeAposVencimento": days,
            },
            "valor": {**body["valor"], "original": amount},
            "chave": body["chave"],
            "pixCopiaECola": self._code(kind, txid),
            "pix": [],
        }
        self._save()
        return self.get(kind, txid)

    def get(self, kind: str, txid: str) -> dict[str, Any]:
        charge = self._state["charges"].get(self._key(kind, txid))
        if charge is None:
            raise BankRefused(404, "no such charge")
        return dict(charge)

    def patch(self, kind: str, txid: str, body: Any) -> dict[str, Any]:
        charge = self.get(kind, txid)
        if not isinstance(body, dict) or body.get("status") != ChargeState.REMOVIDA_PELO_USUARIO_RECEBEDOR.value:
            raise BankRefused(400, "status")
        if charge["status"] != ChargeState.ATIVA.value:
            raise BankRefused(409, "the charge is over")
        return self._set_status(kind, txid, ChargeState.REMOVIDA_PELO_USUARIO_RECEBEDOR)

    def remove(self, kind: str, txid: str) -> dict[str, Any]:
        """The bank itself takes the charge back."""
        return self._set_status(kind, txid, ChargeState.REMOVIDA_PELO_PSP)

    def pay(self, kind: str, txid: str, *, amount: str | None = None, tell: bool = True) -> dict[str, Any]:
        """Somebody pays: the amount asked for on this day, or another. `tell` False: no webhook is ever sent of it."""
        charge = self.get(kind, txid)
        term = ChargeTerm(
            date.fromisoformat(charge["calendario"]["dataDeVencimento"]), charge["calendario"]["validadeAposVencimento"]
        )
        now = self._clock.now()
        if charge["status"] != ChargeState.ATIVA.value:
            raise BankRefused(409, "the charge is over")
        if now.date() > term.last_day():
            raise BankRefused(409, "the charge has expired")
        asked = _asked(charge["valor"], term.due_date, now.astimezone(_BRASILIA).date())
        pix = {
            "endToEndId": f"E00000000{now:%Y%m%d%H%M}{len(self._state['pix']):011d}",
            "txid": txid,
            "valor": amount or reais(asked),
            "horario": _text(now),
        }
        self._state["pix"].append(pix)
        self._state["charges"][self._key(kind, txid)]["pix"].append(pix)
        if tell:
            self._state["webhooks"].append({"pix": pix, "tries": 0, "at": _text(now)})
        self._set_status(kind, txid, ChargeState.CONCLUIDA)
        return pix

    def pay_code(self, code: str) -> dict[str, Any]:
        """Somebody pays by Pix copia e cola, as a bank's app does."""
        for charge in self._state["charges"].values():
            if charge["pixCopiaECola"] == code:
                return self.pay("cobv", charge["txid"])
        raise BankRefused(404, "no such code")

    def received(self, since: datetime, until: datetime, *, page: int, size: int) -> dict[str, Any]:
        found = [one for one in self._state["pix"] if since <= datetime.fromisoformat(one["horario"]) <= until]
        return {
            "parametros": {
                "inicio": _text(since),
                "fim": _text(until),
                "paginacao": {
                    "paginaAtual": page,
                    "itensPorPagina": size,
                    "quantidadeDePaginas": -(-len(found) // size),
                    "quantidadeTotalDeItens": len(found),
                },
            },
            "pix": found[page * size : (page + 1) * size],
        }

    async def deliver(self, post: Post) -> int:
        """Call the webhook for what is due; twice the wait after each failure, given up after `WEBHOOK_TRIES`."""
        now = self._clock.now()
        due = [one for one in self._state["webhooks"] if datetime.fromisoformat(one["at"]) <= now]
        for one in due:
            if await post(json.dumps({"pix": [one["pix"]]}).encode()):
                self._state["webhooks"].remove(one)
                continue
            one["tries"] += 1
            one["at"] = _text(now + _FIRST_RETRY * 2 ** (one["tries"] - 1))
            if one["tries"] >= WEBHOOK_TRIES:
                self._state["webhooks"].remove(one)
        if due:
            self._save()
        return len(due)

    @property
    def waiting_webhooks(self) -> int:
        return len(self._state["webhooks"])

    def _set_status(self, kind: str, txid: str, state: ChargeState) -> dict[str, Any]:
        self.get(kind, txid)
        self._state["charges"][self._key(kind, txid)]["status"] = state.value
        self._save()
        return self.get(kind, txid)

    def _code(self, kind: str, txid: str) -> str:
        if kind == "links":
            return f"https://{self._receiver.host}/pagar/{txid}"
        url = f"{self._receiver.host}/qr/v2/cobv/{txid}"
        return build_br_code(BrCode(name=self._receiver.name, city=self._receiver.city, url=url))

    def _key(self, kind: str, txid: str) -> str:
        return f"{kind}/{txid}"

    def _save(self) -> None:
        if self._path is not None:
            fresh = self._path.with_suffix(".new")
            fresh.write_text(json.dumps(self._state), encoding="utf-8")
            fresh.replace(self._path)


def _read_charge(body: Any) -> tuple[date, int, str]:
    try:
        due = date.fromisoformat(body["calendario"]["dataDeVencimento"])
        days = body["calendario"].get("validadeAposVencimento", 30)
        amount = body["valor"]["original"]
        payer = body["devedor"]
        named = bool(payer["nome"]) and bool(payer.get("cpf") or payer.get("cnpj")) and bool(body["chave"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BankRefused(400, "cobv") from error
    if not isinstance(amount, str) or not _AMOUNT.fullmatch(amount) or cents(amount) < 1:
        raise BankRefused(400, "valor.original")
    if not named or not isinstance(days, int) or not 0 <= days <= _MAX_DAYS_AFTER_DUE:
        raise BankRefused(400, "cobv")
    return due, days, amount


def _asked(value: dict[str, Any], due: date, today: date) -> int:
    """With what the charge adds after its day, as a cobv's `multa` and `juros` by percentage tell."""
    rates = ChargesPolicy(
        multa_basis_points=cents(value.get("multa", {}).get("valorPerc", "0")),
        juros_basis_points_per_month=cents(value.get("juros", {}).get("valorPerc", "0")),
    )
    return charges_on(
        cents(value["original"]), due_date=due, paid_on=today, policy=rates, holidays=BANK_HOLIDAYS
    ).total_cents


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
