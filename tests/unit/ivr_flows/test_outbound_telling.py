"""The ways through the menu that are no agreement."""

from datetime import date

import pytest

from domain.call.case import DelayCause, DisputeReason
from domain.call.disposition import Disposition
from domain.contact.callback import Period
from ivr_flows.contract import (
    Dispute,
    Do,
    HangUp,
    LeaveWish,
    LookForPayment,
    RequestPerson,
    Schedule,
    ServiceDone,
    ServiceFailed,
    Silence,
    StopCalls,
    TellCause,
)
from tests.support.menu import Walk, menu_context, results

DONE = ServiceDone("261124123456")
AGREED = ServiceDone("261124123456", agreement_id="G1")


def identified(**context: object) -> Walk:
    return Walk(menu_context(**context)).start().keys("1").keys("0503929")  # type: ignore[arg-type]


def wished(walk: Walk) -> object:
    (action,) = (action for action in walk.actions if isinstance(action, Do))
    return action.request


def test_a_third_party_may_say_when_to_call_again() -> None:
    walk = Walk().start().keys("2")
    assert "De manhã, tecle 1. À tarde, dois. À noite, três." in walk.last_said
    walk.keys("2")
    request = wished(walk)
    assert isinstance(request, LeaveWish)
    assert (request.slot.day, request.slot.period) == (date(2026, 11, 25), Period.AFTERNOON)
    walk.feed(ServiceDone("261124123456"))
    assert walk.last_said == "Obrigada. Vamos ligar nesse horário. Obrigada pela atenção. Até logo."
    assert walk.talk.disposition is Disposition.RECADO_TERCEIRO


def test_a_third_party_who_says_nothing_is_thanked() -> None:
    walk = Walk().start().keys("2").listen().feed(Silence())
    assert walk.last_said == "Obrigada pela atenção. Até logo."
    assert walk.listen().actions == [HangUp()]


def test_after_too_many_wrong_answers_in_other_calls_only_a_person_helps() -> None:
    walk = Walk(menu_context(identity_locked=True)).start().keys("1")
    assert walk.last_said.startswith("Por segurança, vou passar você para uma pessoa")
    assert walk.listen().actions == [RequestPerson()]
    assert ("identity", "locked") in results(walk.talk.steps)
    assert not walk.talk.identity_confirmed


def test_nobody_learns_which_of_the_answers_was_wrong() -> None:
    first = Walk().start().keys("1").keys("1111").keys("929").last_said
    second = Walk().start().keys("1").keys("0503").keys("111").last_said
    assert first == second


def test_a_payment_in_doubt_ends_all_collecting() -> None:
    walk = identified(in_doubt=True)
    assert "está em conferência" in walk.last_said
    assert "Total hoje" not in " ".join(walk.said)
    assert walk.flow.step == "farewell"


def test_several_debts_are_told_one_by_one_on_demand() -> None:
    walk = identified(principals_cents=(100_000, 50_000)).keys("6")
    assert "Conta com vencimento em primeiro de outubro. Valor original: quinhentos reais." in walk.last_said
    assert walk.flow.step == "options"
    assert "Para ouvir cada conta" not in identified().last_said


@pytest.mark.parametrize(
    ("key", "reason"),
    list(zip("12345", DisputeReason, strict=True)),
)
def test_a_dispute_is_told_with_its_reason(key: str, reason: DisputeReason) -> None:
    walk = identified().keys("5").keys("1").keys(key)
    assert walk.actions == [Do(Dispute(reason))]
    walk.feed(DONE)
    assert "Registramos a sua contestação" in walk.last_said
    assert walk.talk.disposition is Disposition.CONTESTA_DIVIDA


@pytest.mark.parametrize(
    ("key", "cause", "verdict"),
    [
        ("1", DelayCause.UNEMPLOYMENT, Disposition.DESEMPREGO),
        ("2", DelayCause.ILLNESS, Disposition.DOENCA),
        ("5", DelayCause.DISSATISFIED, Disposition.INSATISFACAO_SERVICO),
        ("6", DelayCause.OTHER, Disposition.SEM_CONDICOES),
    ],
)
def test_who_cannot_pay_says_why(key: str, cause: DelayCause, verdict: Disposition) -> None:
    walk = identified().keys("52").keys(key)
    assert walk.actions == [Do(TellCause(cause))]
    walk.feed(DONE)
    assert walk.flow.step == "protocol"
    assert walk.talk.disposition is verdict


@pytest.mark.parametrize(("key", "told"), [("3", "Acontece"), ("4", "enviamos o código")])
def test_who_forgot_or_got_no_bill_hears_the_options_again(key: str, told: str) -> None:
    walk = identified().keys("52").keys(key)
    assert told in walk.last_said
    assert walk.flow.step == "options"


def test_a_call_is_scheduled_by_day_and_part_of_the_day() -> None:
    walk = identified().keys("53")
    assert "Dia vinte e cinco de novembro tecle 1." in walk.last_said
    walk.keys("2").keys("1")
    request = wished(walk)
    assert isinstance(request, Schedule)
    assert (request.slot.day, request.slot.period) == (date(2026, 11, 26), Period.MORNING)
    walk.feed(DONE)
    assert "Vamos ligar no dia vinte e seis de novembro. De manhã." in walk.last_said
    assert walk.talk.disposition is Disposition.RETORNO_AGENDADO


def test_no_more_calls_is_asked_twice_and_kept() -> None:
    walk = identified().keys("54")
    assert walk.keys("1").actions == [Do(StopCalls())]
    walk.feed(DONE)
    assert "Não vamos mais ligar" in walk.last_said
    assert walk.talk.disposition is Disposition.PEDE_BLOQUEIO
    assert identified().keys("542").flow.step == "options"


@pytest.mark.parametrize("keys", ["58", "518", "528", "538"])
def test_one_may_go_back_to_the_options(keys: str) -> None:
    assert identified().keys(keys).flow.step == "options"


@pytest.mark.parametrize("keys", ["5", "51", "52", "53", "531", "54", "1", "22"])
def test_a_person_may_be_asked_for_everywhere(keys: str) -> None:
    assert identified().keys(keys).keys("9").listen().actions == [RequestPerson()]


@pytest.mark.parametrize("keys", ["2", "3", "4"])
def test_where_a_number_is_typed_the_star_is_a_person(keys: str) -> None:
    assert identified().keys(keys).keys("*").listen().actions == [RequestPerson()]


def test_a_payment_that_arrives_while_the_debtor_waits_is_told() -> None:
    walk = identified().keys("11").feed(AGREED).keys("6")
    assert "Estamos aguardando o seu pagamento" in walk.last_said
    walk.listen().feed(Silence())
    assert wished(walk) == LookForPayment()
    walk.feed(ServiceDone(result="not_yet"))
    assert "Ainda estamos aguardando" in walk.last_said
    walk.listen().feed(Silence()).feed(ServiceDone(result="paid"))
    assert walk.last_said.startswith("O seu pagamento chegou.")
    assert walk.flow.step == "farewell"


def test_nobody_waits_for_a_payment_for_ever() -> None:
    walk = identified().keys("11").feed(AGREED).keys("6")
    for _ in range(20):
        if walk.flow.step == "parting":
            break
        walk.listen().feed(Silence()).feed(ServiceFailed())
    assert "ainda não chegou" in walk.last_said
    assert walk.talk.disposition is Disposition.ACORDO_A_VISTA


def test_a_payment_that_arrived_meanwhile_is_told_before_the_goodbye() -> None:
    walk = identified().keys("11").feed(AGREED).listen().feed(Silence())
    assert wished(walk) == LookForPayment()
    assert walk.feed(ServiceDone(result="paid")).last_said.startswith("O seu pagamento chegou.")
