from datetime import date

import pytest

from domain.errors import IllegalTransition
from domain.payment.charge import (
    CHARGE_MOVES,
    TXID,
    UNSETTLED,
    ChargeMove,
    ChargeState,
    ChargeTerm,
    PaymentDoubt,
    decide_doubt,
)


def test_money_on_its_way_when_a_charge_is_removed_is_money() -> None:
    for state in (ChargeState.REMOVING, ChargeState.REMOVIDA_PELO_USUARIO_RECEBEDOR, ChargeState.REMOVIDA_PELO_PSP):
        assert CHARGE_MOVES.next(state, ChargeMove.PAY) is ChargeState.CONCLUIDA


def test_a_paid_charge_is_never_removed() -> None:
    with pytest.raises(IllegalTransition):
        CHARGE_MOVES.next(ChargeState.CONCLUIDA, ChargeMove.REMOVE)
    assert ChargeState.CONCLUIDA not in UNSETTLED


def test_a_due_day_without_banks_slides_and_the_rest_with_it() -> None:
    assert ChargeTerm(date(2026, 11, 21), 2).last_day() == date(2026, 11, 25)
    assert ChargeTerm(date(2026, 11, 24), 0).last_day(holidays={date(2026, 11, 24)}) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("asked", "received", "excess", "doubt"),
    [
        (100, 100, 0, None),
        (100, 101, 0, None),
        (100, 99, 0, PaymentDoubt.DIFFERENT_AMOUNT),
        (100, 100, 1, PaymentDoubt.NOT_OWED),
    ],
)
def test_a_payment_is_in_doubt_when_it_is_less_or_not_owed(asked, received, excess, doubt) -> None:
    assert decide_doubt(asked_cents=asked, received_cents=received, excess_cents=excess) is doubt


def test_a_txid_is_26_to_35_letters_and_digits() -> None:
    assert TXID.fullmatch("01JD0000000000000000000000")
    assert not TXID.fullmatch("01JD")
    assert not TXID.fullmatch("a" * 36)
