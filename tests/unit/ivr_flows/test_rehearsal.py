"""The menu without a telephone."""

from datetime import UTC, datetime

import pytest

from ivr_flows.rehearsal import Rehearsal, sample_context

NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)


def rehearse(keys: str, *, debts: int = 1) -> Rehearsal:
    rehearsal = Rehearsal(sample_context(now=NOW, debts=debts))
    for key in keys:
        rehearsal.press(key)
    return rehearsal


def test_it_begins_with_the_greeting_and_waits_for_a_key() -> None:
    rehearsal = rehearse("")
    assert rehearsal.said[0].startswith("Olá!")
    assert (rehearsal.step, rehearsal.outcome) == ("right_party", "")


@pytest.mark.parametrize(
    ("keys", "outcome", "disposition"),
    [
        ("1050352911--", "fim", "ACORDO_A_VISTA"),
        ("1050352926115", "fim", "ACORDO_PARCELADO"),
        ("105035294#1-4", "fim", "ALEGA_PAGAMENTO"),
        ("9", "atendente", ""),
        ("---", "fim", "MUDO"),
        ("21", "fim", "RECADO_TERCEIRO"),
    ],
)
def test_it_goes_wherever_the_menu_goes(keys: str, outcome: str, disposition: str) -> None:
    rehearsal = rehearse(keys)
    assert (rehearsal.outcome, rehearsal.disposition) == (outcome, disposition)


def test_a_payment_does_not_arrive_in_a_rehearsal() -> None:
    assert "Ainda estamos aguardando" in rehearse("10503529116-").said[-1]


def test_two_debts_are_summed_up() -> None:
    assert "Constam duas contas em aberto" in " ".join(rehearse("10503529", debts=2).said)
