"""Charges: asked for, followed until the provider says what became of them, taken back; and reconciliation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Final

import structlog

from domain.ids import AgreementId, UserId
from domain.payment.charge import CHARGE_MOVES, UNSETTLED, ChargeMove, ChargeState, PaymentDoubt, PaymentMethod
from services.negotiation.ledger import Applied, get_agreement
from services.payments.errors import (
    ChargeOver,
    NoSuchCharge,
    PaymentTold,
    ProviderDown,
    ProviderRefused,
)
from services.payments.receiving import Heard, raise_doubt, record_elsewhere, record_receipt
from services.payments.wanting import rates_of, stand_charge, wanted_charge
from services.ports.clock import Clock, IdSource
from services.ports.payments import (
    ChargeRefused,
    ChargeRequest,
    PaymentProvider,
    ProviderCharge,
    ProviderUnavailable,
    Receipt,
)
from services.ports.repositories.payments import ChargeFacts, ChargeQuery, PaymentFacts
from services.ports.storage import Storage, UnitOfWork

PAGE_SIZE: Final = 50
OVERLAP: Final = timedelta(hours=2)
"""Reconciliation looks back beyond the last payment it knows: providers show payments late."""
_FIRST_LOOK: Final = timedelta(days=1)
_MOVE_TO: Final = {
    ChargeState.ATIVA: ChargeMove.CREATE,
    ChargeState.CONCLUIDA: ChargeMove.PAY,
    ChargeState.REMOVIDA_PELO_USUARIO_RECEBEDOR: ChargeMove.REMOVE,
    ChargeState.REMOVIDA_PELO_PSP: ChargeMove.REMOVE_BY_PROVIDER,
}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ChargePage:
    items: Sequence[ChargeFacts]
    page_size: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeService:
    storage: Storage
    clock: Clock
    ids: IdSource
    provider: PaymentProvider
    timezone: tzinfo
    recheck: timedelta = timedelta(minutes=1)
    """The rest between two questions about a charge."""

    async def page(self, query: ChargeQuery, *, page: int) -> ChargePage:
        offset = (page - 1) * PAGE_SIZE
        rows, total = await self.storage.read(
            lambda uow: (uow.payments.page(query, limit=PAGE_SIZE, offset=offset), uow.payments.count(query))
        )
        return ChargePage(rows, PAGE_SIZE, total)

    async def get(self, txid: str) -> ChargeFacts:
        """Raises NoSuchCharge."""
        return await self.storage.read(lambda uow: _get(uow, txid))

    async def payments(self, agreement_id: str) -> Sequence[PaymentFacts]:
        return await self.storage.read(lambda uow: uow.payments.payments_of(AgreementId(agreement_id)))

    async def charge(self, agreement_id: str, number: int | None, method: PaymentMethod) -> ChargeFacts:
        """Charge an installment, or (number None) all that is open at once with its reduction.

        Asked again while a charge of the same amount stands, that one is given. Raises NoSuchAgreement, AgreementOver,
        NothingToCharge, ProviderRefused, and ProviderDown, after which the keeper goes on asking.
        """
        now = self.clock.now()
        txid = self.ids.new_id()

        def work(uow: UnitOfWork) -> ChargeFacts:
            agreement = get_agreement(uow, AgreementId(agreement_id), lock=True)
            wanted = wanted_charge(uow, agreement, number, method, txid=txid, zone=self.timezone, now=now)
            return stand_charge(uow, agreement, wanted, today=now.astimezone(self.timezone).date())

        charge = await self.storage.write(work)
        return await self.create_at_provider(charge) if charge.state is ChargeState.CREATING else charge

    async def create_at_provider(self, charge: ChargeFacts) -> ChargeFacts:
        """Idempotent. Raises ProviderDown, ProviderRefused."""
        agreement = await self.storage.read(lambda uow: get_agreement(uow, charge.agreement_id))
        rates = rates_of(charge, agreement)
        request = ChargeRequest(
            txid=charge.txid,
            method=charge.method,
            amount_cents=charge.amount_cents,
            due_date=charge.due_date,
            days_after_due=charge.days_after_due,
            payer_name=agreement.debtor_name,
            payer_document=agreement.debtor_document,
            description=f"Acordo {agreement.protocol}",
            multa_basis_points=rates.multa,
            juros_basis_points_per_month=rates.juros_month,
        )
        try:
            told = await self.provider.create(request)
        except ProviderUnavailable as error:
            raise ProviderDown from error
        except ChargeRefused as error:
            await self.storage.write(lambda uow: self._move(uow, charge.txid, ChargeMove.REFUSE))
            raise ProviderRefused from error
        return await self._learn(told, source="reconciliation")

    async def create_waiting(self, *, limit: int) -> int:
        """Make at the provider what was written down and never asked for; how many. One that fails rests a while.

        Raises ProviderDown, after which the rest waits too.
        """
        made = 0
        for charge in await self.due_for_check(limit=limit):
            if charge.state is not ChargeState.CREATING:
                continue
            try:
                await self.create_at_provider(charge)
            except ProviderDown:
                await self._rest(charge)
                raise
            except ProviderRefused as error:
                log.warning("charge_refused", txid=charge.txid, error=type(error).__name__)
            made += 1
        return made

    async def cancel(self, txid: str) -> ChargeFacts:
        """Raises NoSuchCharge, ChargeOver, and ProviderDown, after which the keeper goes on trying."""

        def work(uow: UnitOfWork) -> ChargeFacts:
            charge = _get(uow, txid, lock=True)
            if charge.state not in UNSETTLED:
                raise ChargeOver
            return charge if charge.state is ChargeState.REMOVING else self._move(uow, txid, ChargeMove.ASK_REMOVAL)

        return await self.remove_at_provider(await self.storage.write(work))

    async def remove_at_provider(self, charge: ChargeFacts) -> ChargeFacts:
        """What was paid just before is money all the same. Raises ProviderDown."""
        try:
            return await self._learn(await self.provider.cancel(charge.txid), source="reconciliation")
        except ChargeRefused:
            # It never came into being there, so it is gone.
            return await self.storage.write(lambda uow: self._move(uow, charge.txid, ChargeMove.REMOVE))
        except ProviderUnavailable as error:
            raise ProviderDown from error

    async def refresh(self, txid: str, *, source: str = "reconciliation") -> ChargeFacts:
        """Ask the provider what became of it. Raises NoSuchCharge, ProviderDown, ProviderRefused."""
        charge = await self.get(txid)
        try:
            told = await self.provider.find(txid)
        except ProviderUnavailable as error:
            raise ProviderDown from error
        except ChargeRefused as error:
            raise ProviderRefused from error
        return await self._learn(told, source=source) if told is not None else await self._unknown(charge)

    async def hear(self, body: bytes, *, secret: str) -> int:
        """A webhook. What it says is asked back: the call itself proves nothing about money. Tells how many charges.

        Raises WebhookRefused, and ProviderDown so that the provider calls again.
        """
        heard, told = 0, self.provider.read_webhook(body, secret=secret)
        for txid in dict.fromkeys(receipt.txid for receipt in told if receipt.txid):
            try:
                await self.refresh(txid, source="webhook")
            except NoSuchCharge:
                continue
            heard += 1
        return heard

    async def reconcile(self) -> int:
        """Record all money that the provider did not tell, and how many. Raises ProviderDown, ProviderRefused."""
        now = self.clock.now()
        last = await self.storage.read(lambda uow: uow.payments.last_received())
        try:
            receipts = await self.provider.received((last or now - _FIRST_LOOK) - OVERLAP, now)
        except ProviderUnavailable as error:
            raise ProviderDown from error
        except ChargeRefused as error:
            raise ProviderRefused from error
        heard = Heard("reconciliation")

        def work(uow: UnitOfWork) -> int:
            return sum(record_receipt(uow, one, heard, zone=self.timezone, now=now) for one in receipts)

        return await self.storage.write(work)

    async def pay_elsewhere(
        self, agreement_id: str, *, reference: str, amount_cents: int, paid_at: datetime, by: UserId
    ) -> Applied:
        """Money that did not come through the provider. Raises NoSuchAgreement, PaymentTold."""
        receipt = Receipt(end_to_end_id=f"manual-{reference}", txid=None, amount_cents=amount_cents, paid_at=paid_at)
        now = self.clock.now()
        applied = await self.storage.write(
            lambda uow: record_elsewhere(
                uow, AgreementId(agreement_id), receipt, Heard("manual", by), zone=self.timezone, now=now
            )
        )
        if applied is None:
            raise PaymentTold
        return applied

    async def clear_doubt(self, txid: str) -> ChargeFacts:
        """Somebody looked into it: the debtor may be called again. Raises NoSuchCharge."""

        def work(uow: UnitOfWork) -> ChargeFacts:
            uow.payments.doubt(_get(uow, txid, lock=True).txid, None, since=None)
            return _get(uow, txid)

        return await self.storage.write(work)

    async def due_for_check(self, *, limit: int) -> Sequence[ChargeFacts]:
        before = self.clock.now() - self.recheck
        return await self.storage.read(lambda uow: uow.payments.to_check(before=before, limit=limit))

    async def _learn(self, told: ProviderCharge, *, source: str) -> ChargeFacts:
        now = self.clock.now()

        def work(uow: UnitOfWork) -> ChargeFacts:
            for receipt in told.receipts:
                record_receipt(uow, receipt, Heard(source), zone=self.timezone, now=now)
            charge = _get(uow, told.txid, lock=True)
            move = _MOVE_TO[told.state]
            if charge.state is ChargeState.REMOVING and move is ChargeMove.CREATE:
                return charge
            if told.state is ChargeState.CONCLUIDA and not told.receipts:
                raise_doubt(uow, charge, PaymentDoubt.PROVIDER_DISAGREES, now=now)
            state = CHARGE_MOVES.next(charge.state, move) if CHARGE_MOVES.allows(charge.state, move) else charge.state
            uow.payments.set_state(charge.txid, state, code=told.code, checked_at=now)
            return _get(uow, told.txid)

        return await self.storage.write(work)

    async def _rest(self, charge: ChargeFacts) -> None:
        now = self.clock.now()
        await self.storage.write(
            lambda uow: uow.payments.set_state(charge.txid, charge.state, code=None, checked_at=now)
        )

    async def _unknown(self, charge: ChargeFacts) -> ChargeFacts:
        """The provider does not know it: still to be created, never created, or a doubt."""
        if charge.state is ChargeState.CREATING:
            return charge
        now = self.clock.now()
        log.warning("charge_unknown_at_provider", txid=charge.txid)

        def work(uow: UnitOfWork) -> ChargeFacts:
            if charge.state is ChargeState.REMOVING:
                return self._move(uow, charge.txid, ChargeMove.REMOVE)
            raise_doubt(uow, charge, PaymentDoubt.PROVIDER_DISAGREES, now=now)
            uow.payments.set_state(charge.txid, charge.state, code=None, checked_at=now)
            return _get(uow, charge.txid)

        return await self.storage.write(work)

    def _move(self, uow: UnitOfWork, txid: str, move: ChargeMove) -> ChargeFacts:
        charge = _get(uow, txid, lock=True)
        moved = replace(charge, state=CHARGE_MOVES.next(charge.state, move))
        uow.payments.set_state(txid, moved.state, code=None, checked_at=self.clock.now())
        return moved


def _get(uow: UnitOfWork, txid: str, *, lock: bool = False) -> ChargeFacts:
    charge = uow.payments.charge(txid, lock=lock)
    if charge is None:
        raise NoSuchCharge
    return charge
