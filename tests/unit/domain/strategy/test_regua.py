from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contact.closed_days import is_closed_day
from domain.contact.ddd import UF_OF_DDD
from domain.strategy.regua import DEFAULT_REGUA, REACHES_DEBTOR, Regua, ReguaRefused, ReguaStep, StepChannel, StopEvent
from domain.strategy.regua_file import parse_regua, write_regua
from domain.strategy.timeline import DebtToPlan, PlannedStep, PlanState, plan_timeline, reminds_of_promise

DUE = date(2026, 9, 1)
BEFORE = DUE - timedelta(days=10)


def plan(regua: Regua = DEFAULT_REGUA, *, today: date = BEFORE, **more: Any) -> dict[str, PlannedStep]:
    debt = DebtToPlan(**{"due_date": DUE, "status": "open", "uf": "SP", **more})
    return {step.code: step for step in plan_timeline(debt, regua, today=today)}


def one(channel: StepChannel, day: int = 10, **more: Any) -> Regua:
    step = ReguaStep(code="x", day=day, channel=channel, **more)
    letter = ReguaStep(code="carta", day=1, channel=StepChannel.LETTER)
    return Regua(name="r", steps=(letter, step))


def test_the_shipped_regua_has_the_reminders_and_the_six_positions() -> None:
    assert [step.day for step in DEFAULT_REGUA.steps] == [-3, -3, 0, 5, 5, 15, 23, 27, 35, 47, 47]
    by_day = {day: {s.channel.value for s in DEFAULT_REGUA.steps if s.day == day} for day in (5, 15, 23, 27, 35, 47)}
    assert by_day == {
        5: {"email", "aviso_comercial"}, 15: {"ligacao"}, 23: {"sms"}, 27: {"ligacao"}, 35: {"carta"},
        47: {"aviso_comercial", "ligacao"},
    }  # fmt: skip


def test_a_step_on_a_closed_day_goes_to_the_next_open_one() -> None:
    steps = plan()
    assert steps["d5_email"].on_day == date(2026, 9, 8)  # Sunday, then 7 September
    assert steps["d5_email"].reason == "de 06/09 para o próximo dia permitido"
    assert steps["d15_ligacao"] == PlannedStep("d15_ligacao", StepChannel.CALL, date(2026, 9, 16), PlanState.PLANNED)


def test_saturday_is_for_debtors_of_states_that_allow_it() -> None:
    saturday = one(StepChannel.SMS, 11)
    assert plan(saturday, uf="SP")["x"].on_day == date(2026, 9, 12)
    assert plan(saturday, uf="RJ")["x"].on_day == date(2026, 9, 14)
    assert plan(one(StepChannel.NOTIFY_SALES, 11))["x"].on_day == date(2026, 9, 14)
    assert plan(saturday, uf="", closed_dates=frozenset({date(2026, 9, 12)}))["x"].on_day == date(2026, 9, 14)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"status": "paid"}, "pagamento"),
        ({"status": "claimed_paid"}, "pagamento"),
        ({"status": "under_agreement"}, "acordo"),
        ({"status": "disputed"}, "contestação"),
        ({"status": "what?"}, "pagamento"),
        ({"stopped_by": StopEvent.DEATH}, "falecimento"),
        ({"stopped_by": StopEvent.OPT_OUT}, "pedido de não contato"),
        ({"today": date(2031, 9, 1)}, "prescrição"),
    ],
)
def test_a_stop_event_cancels_every_step(more: dict[str, Any], why: str) -> None:
    steps = plan(promised_for=DUE, **more).values()
    assert {(step.state, step.reason) for step in steps} == {(PlanState.CANCELLED, why)}
    assert len(steps) == len(DEFAULT_REGUA.steps)


def test_days_that_are_over_are_skipped() -> None:
    steps = plan(today=date(2026, 9, 20))
    assert steps["d15_ligacao"].reason == "o dia passou"
    assert steps["d23_sms"].state is PlanState.PLANNED


def test_a_promise_pauses_the_regua_and_is_reminded_and_checked() -> None:
    steps = plan(today=date(2026, 9, 10), promised_for=date(2026, 9, 21))
    assert steps["d15_ligacao"].reason == "há promessa a vencer"
    assert steps["promessa_lembrete_20260921"].on_day == date(2026, 9, 21)  # a Monday, and nobody writes on Sundays
    assert steps["promessa_quebra_20260921"].on_day == date(2026, 9, 23)
    assert steps["d27_ligacao"].state is PlanState.PLANNED
    late = plan(today=date(2026, 9, 24), promised_for=date(2026, 9, 21))
    assert {late[code].state for code in ("promessa_lembrete_20260921", "promessa_quebra_20260921")} == {
        PlanState.SKIPPED
    }


def test_the_step_of_a_promise_s_own_message_is_known_by_its_code() -> None:
    codes = plan(promised_for=DUE + timedelta(days=9))
    assert [code for code in codes if reminds_of_promise(code)] == ["promessa_lembrete_20260910"]


def reminder(promised: date, today: date, **more: Any) -> PlannedStep:
    return plan(today=today, promised_for=promised, **more)[f"promessa_lembrete_{promised:%Y%m%d}"]


@pytest.mark.parametrize(
    ("today", "on_day"), [(10, 23), (23, 23), (24, 24)], ids=["long before", "the day before", "on the day"]
)
def test_a_promise_is_reminded_of_the_day_before_or_on_the_day_if_that_is_over(today: int, on_day: int) -> None:
    planned = reminder(date(2026, 9, 24), date(2026, 9, today))
    assert (planned.state, planned.on_day) == (PlanState.PLANNED, date(2026, 9, on_day))


def test_a_promise_with_no_day_on_which_to_remind_of_it_is_not_reminded_of() -> None:
    sunday = date(2026, 9, 20)  # in RJ nobody writes on the Saturday before it either
    assert reminder(sunday, BEFORE, uf="RJ").reason == "nenhum dia permitido até o vencimento da promessa"
    assert reminder(sunday, BEFORE, uf="SP").on_day == date(2026, 9, 19)
    assert reminder(sunday, sunday + timedelta(days=1)).reason == "o dia passou"


@given(
    promised=st.dates(date(2026, 9, 2), date(2027, 9, 1)),
    today=st.dates(date(2026, 9, 2), date(2027, 9, 1)),
    uf=st.sampled_from(sorted(set(UF_OF_DDD.values()))),
)
def test_a_reminder_is_planned_for_the_last_two_days_alone_and_for_an_open_one(
    promised: date, today: date, uf: str
) -> None:
    planned = reminder(promised, today, uf=uf)
    if planned.state is PlanState.PLANNED:
        assert today <= planned.on_day
        assert promised - timedelta(days=1) <= planned.on_day <= promised
        assert not is_closed_day(uf, planned.on_day)


def test_guards_of_a_bureau_notice() -> None:
    notice = one(StepChannel.BUREAU_NOTICE, 10)
    assert plan(notice, uf="SP")["x"].state is PlanState.PLANNED
    assert plan(notice, uf="PR")["x"].reason == "no PR só depois de 30 dias de atraso"
    assert plan(one(StepChannel.BUREAU_NOTICE, 31), uf="PR")["x"].state is PlanState.PLANNED


def test_nothing_is_planned_beyond_prescription() -> None:
    # Saturday, which RJ does not allow, then a holiday: two days later the debt is five years old.
    steps = plan(one(StepChannel.CALL, 5 * 365), due_date=date(2024, 1, 1), uf="RJ", today=date(2026, 9, 1))
    assert steps["x"].reason == "a dívida estará prescrita"


def test_a_condition_is_asked_of_the_debtor() -> None:
    regua = parse_regua(
        'nome = "r"\n[[passo]]\ncodigo = "x"\ndia = 10\ncanal = "ligacao"\nquando = "renda > 10 e uf = SP"'
    )
    assert plan(regua, facts={"renda": 1001, "uf": "SP"})["x"].state is PlanState.PLANNED
    assert plan(regua, facts={"uf": "SP"})["x"].reason == "não atende a: renda > 10 e uf = SP"


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"day": -31}, "fora de"),
        ({"day": 0, "channel": StepChannel.CALL}, "lembrete escrito"),
        ({"channel": StepChannel.PROMISE_CHECK}, "promessa"),
        ({"code": "carta"}, "se repete"),
        ({"day": 5, "channel": StepChannel.BUREAU_NOTICE}, "art. 43"),
    ],
)
def test_a_step_that_cannot_be_is_refused(step: dict[str, Any], words: str) -> None:
    letter = ReguaStep(code="carta", day=1, channel=StepChannel.LETTER)
    wrong = ReguaStep(**{"code": "x", "day": 10, "channel": StepChannel.SMS, **step})
    with pytest.raises(ReguaRefused, match=words) as refused:
        Regua(name="r", steps=(letter, wrong))
    assert refused.value.step == 2


def test_a_bureau_notice_needs_a_letter() -> None:
    with pytest.raises(ReguaRefused, match="exige carta"):
        Regua(name="r", steps=(ReguaStep(code="x", day=40, channel=StepChannel.BUREAU_NOTICE),))


def test_the_earliest_letter_counts() -> None:
    letters = tuple(ReguaStep(code=f"c{day}", day=day, channel=StepChannel.LETTER) for day in (20, 2))
    assert Regua(name="r", steps=(*letters, ReguaStep(code="x", day=8, channel=StepChannel.BUREAU_NOTICE)))


STEP = '[[passo]]\ncodigo = "x"\ndia = 5\ncanal = "sms"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nome = ", "TOML"),
        ('nome = "r"', "não tem passos"),
        (STEP, "falta o nome"),
        (f'nome = "r"\ncor = 1\n{STEP}', "campo cor"),
        ('nome = "r"\npasso = 1', "cada passo"),
        ('nome = "r"\npasso = [1]', "passo 1: escreva"),
        (f'nome = "r"\n{STEP}hora = 3', "passo 1, campo hora"),
        ('nome = "r"\n' + STEP.replace('"x"', '"a b"'), "passo 1, campo codigo"),
        ('nome = "r"\n' + STEP.replace("5", '"5"'), "campo dia"),
        ('nome = "r"\n' + STEP.replace("5", "true"), "campo dia"),
        ('nome = "r"\n' + STEP.replace("sms", "pombo"), "não é um canal"),
        (f'nome = "r"\n{STEP}quando = 3', "expressão entre aspas"),
        (f'nome = "r"\n{STEP}quando = "atrso > 3"', "passo 1, campo quando.*posição 1"),
    ],
)
def test_a_file_that_is_wrong_says_where(text: str, words: str) -> None:
    with pytest.raises(ReguaRefused, match=words):
        parse_regua(text)


def test_a_file_is_read_back_as_it_was_written() -> None:
    assert parse_regua(write_regua(DEFAULT_REGUA)) == DEFAULT_REGUA
    conditional = parse_regua(f'nome = "r"\n{STEP}quando = "atraso > 3"')
    assert parse_regua(write_regua(conditional)) == conditional


@given(
    due=st.dates(date(2024, 1, 1), date(2029, 12, 31)),
    uf=st.sampled_from(["", *sorted(set(UF_OF_DDD.values()))]),
    gone=st.integers(-20, 60),
)
def test_no_planned_step_reaches_a_debtor_on_a_closed_day(due: date, uf: str, gone: int) -> None:
    today = due + timedelta(days=gone)
    steps = plan_timeline(DebtToPlan(due_date=due, status="open", uf=uf), DEFAULT_REGUA, today=today)
    assert [step.on_day for step in steps] == sorted(step.on_day for step in steps)
    for step in steps:
        if step.state is PlanState.PLANNED:
            assert step.on_day >= today
            assert step.channel not in REACHES_DEBTOR or not is_closed_day(uf or "SP", step.on_day)
