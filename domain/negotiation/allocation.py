"""Where the money of a payment goes. No cent appears or is lost: what finds no place is told as excess."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from domain.ids import DebtId
from domain.money.charges import Charges
from domain.negotiation.agreement import INSTALLMENT_MOVES, InstallmentMove, InstallmentStanding
from domain.negotiation.offer import DebtBill

_CHARGES_FIRST: Final = ("juros_cents", "multa_cents", "correction_cents")


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtShare:
    """What of a payment goes to one debt."""

    debt_id: DebtId
    charges_cents: int
    principal_cents: int


@dataclass(frozen=True, slots=True)
class DebtAllocation:
    shares: tuple[DebtShare, ...]
    excess_cents: int


@dataclass(frozen=True, slots=True)
class InstallmentAllocation:
    """The installments as they stand after the payment."""

    installments: tuple[InstallmentStanding, ...]
    excess_cents: int


def allocate_to_debts(amount_cents: int, bills: Sequence[DebtBill]) -> DebtAllocation:
    """Oldest debt first, as the bills come; in each the charges before the principal (Código Civil, arts. 354, 355).

    The bills are without discount: whoever breaks an agreement loses it. Raises ValueError for a negative amount.
    """
    if amount_cents < 0:
        raise ValueError("a payment is not negative")
    left = amount_cents
    shares = []
    for bill in bills:
        charges = 0
        for item in _CHARGES_FIRST:
            part = min(left, getattr(bill.charges, item))
            charges += part
            left -= part
        principal = min(left, bill.charges.principal_cents)
        left -= principal
        if charges or principal:
            shares.append(DebtShare(debt_id=bill.debt_id, charges_cents=charges, principal_cents=principal))
    return DebtAllocation(tuple(shares), left)


def allocate_to_installments(
    amount_cents: int,
    installments: Sequence[InstallmentStanding],
    *,
    first: int | None = None,
    late_cents: Mapping[int, int] = MappingProxyType({}),
) -> InstallmentAllocation:
    """The installment that was charged first, when `first` names one, then the oldest that is unpaid.

    One that is paid in full is paid; one paid in part stays as it was and remembers the part. `late_cents` is what
    each costs beyond that on the day of the payment: it goes to the one that was charged, once that is paid, and to
    others only out of what is left over in the end. So no agreement is ever broken for the cents of a delay.
    """
    if amount_cents < 0:
        raise ValueError("a payment is not negative")
    left = amount_cents
    after = {one.number: one for one in installments}
    order = sorted((one.number != first, one.number) for one in installments)
    for is_other, number in order:
        part = min(left, after[number].open_cents)
        if part:
            after[number] = _paid(after[number], part)
            left -= part
        if not is_other:
            left -= _bear(after, number, min(left, late_cents.get(number, 0)))
    for is_other, number in order:
        if is_other:
            left -= _bear(after, number, min(left, late_cents.get(number, 0)))
    return InstallmentAllocation(tuple(after[one.number] for one in installments), left)


def settle_installments(
    amount_cents: int, installments: Sequence[InstallmentStanding], bills: Mapping[int, Charges]
) -> InstallmentAllocation:
    """All that is open paid at once, each for what its bill says; what comes in beyond that bears their delays.

    The oldest delay first. All of them are paid, even by a cent less: whoever calls this judged that it is enough.
    """
    left = max(0, amount_cents - sum(bills[one.number].principal_cents for one in installments if one.open_cents))
    after = []
    for one in installments:
        if not one.open_cents:
            after.append(one)
            continue
        bill = bills[one.number]
        late = min(left, bill.added_cents)
        left -= late
        after.append(replace(_settled(one, bill.principal_cents), late_cents=one.late_cents + late))
    return InstallmentAllocation(tuple(after), left)


def _bear(after: dict[int, InstallmentStanding], number: int, late_cents: int) -> int:
    after[number] = replace(after[number], late_cents=after[number].late_cents + late_cents)
    return late_cents


def _paid(one: InstallmentStanding, part: int) -> InstallmentStanding:
    if part < one.open_cents:
        return replace(one, paid_cents=one.paid_cents + part)
    state = INSTALLMENT_MOVES.next(one.state, InstallmentMove.PAY)
    return replace(one, paid_cents=one.paid_cents + part, state=state)


def _settled(one: InstallmentStanding, amount: int) -> InstallmentStanding:
    reduced = one.open_cents - amount
    state = INSTALLMENT_MOVES.next(one.state, InstallmentMove.PAY)
    return replace(one, paid_cents=one.paid_cents + amount, reduced_cents=reduced, state=state)
