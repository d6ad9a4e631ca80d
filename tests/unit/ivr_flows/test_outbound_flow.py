"""The outbound menu, key by key."""

from dataclasses import replace
from datetime import date

import pytest

from domain.call.case import PaymentWay
from domain.call.disposition import Disposition
from domain.contact.facts import Channel
from domain.negotiation.default_policy import DEFAULT_POLICY
from domain.negotiation.offer import OfferKind
from domain.negotiation.policy import Authority
from domain.notice.contact import Contact
from ivr_flows.contract import (
    Agree,
    ClaimPaid,
    CountWrongAnswer,
    Do,
    HangUp,
    HungUp,
    Key,
    Listen,
    Rate,
    RequestPerson,
    Say,
    ServiceDone,
    ServiceFailed,
    Silence,
    Started,
    UnlinkNumber,
)
from ivr_flows.engine import Flow
from ivr_flows.outbound import outbound_plan
from ivr_flows.plan import Ask
from ivr_flows.talk import Talk
from tests.support.menu import Walk, menu_context, results

AGREED = ServiceDone("261124123456", agreement_id="G1")


def identified(**context: object) -> Walk:
    return Walk(menu_context(**context)).start().keys("1").keys("0503929")  # type: ignore[arg-type]


def test_the_first_words_name_the_company_and_the_recording_and_ask_for_the_person() -> None:
    said = Walk().start().last_said
    assert said.startswith("Olá! Aqui é da Concilia Atendimento")
    assert "gravada" in said
    assert "Falo com Maria ? Se sim, tecle 1." in said


def test_a_name_that_cannot_be_said_is_asked_round() -> None:
    assert "assunto pessoal" in Walk(menu_context(name="")).start().last_said


def test_after_the_prompt_the_menu_listens() -> None:
    assert isinstance(Walk().start().listen().actions[0], Listen)


def test_the_right_birth_day_and_month_opens_the_debts() -> None:
    walk = identified()
    assert walk.remembered
    assert walk.talk.identity_confirmed
    assert "Loja Exemplo vencido em primeiro de outubro." in walk.last_said
    assert "Valor original: mil reais." in walk.last_said
    assert "Multa: vinte reais." in walk.last_said
    assert "Juros: dezoito reais." in walk.last_said
    assert "Total hoje: mil e trinta e oito reais." in walk.last_said


def test_several_debts_are_summed_up() -> None:
    said = identified(principals_cents=(100_000, 50_000)).last_said
    assert "Constam duas contas em aberto com Loja Exemplo A mais antiga" in said
    assert "Soma dos valores originais: mil e quinhentos reais." in said


def test_a_debt_that_is_not_late_has_no_charges_to_tell() -> None:
    said = identified(due_date=date(2026, 12, 1)).last_said
    assert "com vencimento em" in said
    assert "Multa" not in said
    assert "Juros" not in said


def test_without_a_birth_date_the_document_is_asked() -> None:
    walk = Walk(menu_context(birth_date=None)).start().keys("1")
    assert "do seu CPF" in walk.last_said
    walk.keys("929")
    assert walk.talk.identity_confirmed


def test_two_wrong_answers_end_the_call_without_a_word_on_debts() -> None:
    walk = Walk().start().keys("1").keys("1111929")
    assert "Não confere" in walk.last_said
    walk.keys("0503930")
    assert walk.flow.step == "farewell"
    assert walk.talk.disposition is Disposition.IDENTIDADE_NAO_CONFIRMADA
    assert "reais" not in " ".join(walk.said)


@pytest.mark.parametrize("wrong", ["0503930", "1111929"])
def test_a_wrong_answer_is_counted_before_a_word_of_it_is_said(wrong: str) -> None:
    flow = Flow(outbound_plan(), Talk(menu_context()))
    flow.feed(Started("answered"), at_ms=0)
    *before, last = (flow.feed(Key(key), at_ms=1) for key in "1" + wrong)
    assert [Do(CountWrongAnswer())] not in before
    assert last == [Do(CountWrongAnswer())]


def test_what_cannot_be_counted_is_not_answered() -> None:
    flow = Flow(outbound_plan(), Talk(menu_context()))
    flow.feed(Started("answered"), at_ms=0)
    for key in "1" + "1111929":
        flow.feed(Key(key), at_ms=1)
    flow.feed(ServiceFailed(), at_ms=2)
    assert flow.talk.disposition is Disposition.FALHA_TECNICA


def test_a_hash_begins_the_answer_anew() -> None:
    assert Walk().start().keys("1").keys("11#0503929").talk.identity_confirmed


def test_an_agreement_in_full_is_committed_before_its_protocol_is_told() -> None:
    walk = identified().keys("1")
    assert "À vista, novecentos e noventa e quatro reais" in walk.last_said
    assert "para o dia vinte e sete de novembro" in walk.last_said
    assert "Com desconto de quarenta e quatro reais." in walk.last_said
    assert "SMS para o final quatro três dois" in walk.last_said
    walk.keys("1")
    action = walk.actions[-1]
    assert isinstance(action, Do)
    assert isinstance(action.request, Agree)
    assert action.request.offer.kind is OfferKind.IN_FULL
    assert walk.talk.disposition is None
    walk.feed(AGREED)
    assert walk.last_said.startswith("Acordo registrado.")
    assert "dois meia, um um, dois quatro, um dois três, quatro cinco meia" in walk.last_said
    assert walk.talk.disposition is Disposition.ACORDO_A_VISTA


def test_the_code_goes_to_the_contact_that_was_heard() -> None:
    walk = identified().keys("1").keys("1").feed(AGREED)
    (agreed,) = [request for request in walk.requests if isinstance(request, Agree)]
    assert agreed.contact == Contact(Channel.SMS, "+5511987654321")


def test_only_a_key_pressed_since_the_read_back_began_is_a_yes() -> None:
    asked = {step: ask.fresh for step, ask in outbound_plan().steps.items() if isinstance(ask, Ask)}
    assert [step for step, fresh in asked.items() if fresh] == ["read_back"]
    (said,) = identified().keys("1").actions
    assert isinstance(said, Say)
    assert said.fresh


def test_another_contact_is_read_back_before_the_yes() -> None:
    contacts = (Contact(Channel.SMS, "+5511987654321"), Contact(Channel.EMAIL, "maria@exemplo.com.br"))
    walk = identified(contacts=contacts).keys("1")
    assert "Para outro contato, tecle 3." in walk.last_said
    walk.keys("3")
    assert "para o e-mail do seu cadastro" in walk.last_said
    walk.keys("1").feed(AGREED)
    (agreed,) = [request for request in walk.requests if isinstance(request, Agree)]
    assert agreed.contact == contacts[1]


def test_who_has_no_contact_is_told_how_to_get_the_code() -> None:
    walk = identified(contacts=()).keys("11").feed(AGREED)
    assert "fale com a nossa equipe" in walk.last_said


def test_debts_that_changed_meanwhile_are_told_anew() -> None:
    walk = identified().keys("11").feed(ServiceDone(result="changed"))
    assert walk.last_said.startswith("As contas mudaram")
    assert walk.flow.step == "options"


def test_another_key_after_the_protocol_is_a_goodbye() -> None:
    walk = identified().keys("4#1").feed(ServiceDone("261124123456")).keys("8")
    assert walk.last_said == "Obrigada pela atenção. Até logo."
    assert isinstance(walk.keys("8").actions[-1], HangUp)


def test_silence_after_the_protocol_is_a_goodbye_that_still_listens() -> None:
    walk = identified().keys("4#1").feed(ServiceDone("261124123456")).listen().feed(Silence())
    assert walk.last_said == "Obrigada pela atenção. Até logo."
    assert walk.keys("5").actions == [Do(Rate(5))]


def test_marks_are_kept_and_thanked_for() -> None:
    walk = identified().keys("4#1").feed(ServiceDone("261124123456")).keys("4")
    assert walk.actions == [Do(Rate(4))]
    walk.feed(ServiceDone())
    assert walk.last_said.startswith("Obrigada pela avaliação.")


def test_marks_that_cannot_be_kept_are_no_problem_of_the_debtor() -> None:
    walk = identified().keys("4#1").feed(ServiceDone("261124123456")).keys("4").feed(ServiceFailed())
    assert "problema" not in walk.last_said
    assert walk.talk.disposition is Disposition.ALEGA_PAGAMENTO


def test_two_instalments_are_read_back_one_by_one() -> None:
    said = identified().keys("221").last_said
    assert "A primeira, de quinhentos e nove reais e cinquenta centavos para o dia vinte e sete" in said
    assert "A segunda, de quinhentos e nove reais e cinquenta centavos para o dia vinte e oito" in said
    assert "Total do acordo: mil e dezenove reais." in said


def test_the_number_of_instalments_and_the_first_day_are_chosen_by_keys() -> None:
    walk = identified().keys("2")
    assert "Em até seis vezes, fica em parcelas de cento e sessenta e nove reais" in walk.last_said
    walk.keys("5")
    assert "Dia primeiro de dezembro dois." in walk.last_said
    walk.keys("2").keys("1")
    (request,) = (action.request for action in walk.actions if isinstance(action, Do))
    assert len(request.offer.installments) == 5
    assert request.offer.installments[0].due_date == date(2026, 12, 1)


@pytest.mark.parametrize("number", ["7", "0"])
def test_a_number_of_instalments_beyond_the_policy_is_asked_again(number: str) -> None:
    walk = identified().keys("2").keys(number)
    assert walk.last_said.startswith("Esse número de parcelas não é possível.")
    assert walk.flow.step == "how_many"


def test_without_a_discount_none_is_read_back() -> None:
    limits = replace(DEFAULT_POLICY.authorities[Authority.URA], share=0)
    policy = replace(DEFAULT_POLICY, authorities=DEFAULT_POLICY.authorities | {Authority.URA: limits})
    said = identified(policy=policy).keys("1").last_said.lower()
    assert "acordo com" in said
    assert "desconto" not in said


def test_one_instalment_is_payment_in_full() -> None:
    assert "À vista," in identified().keys("21").last_said


def test_two_digits_may_be_typed_where_the_policy_allows_so_many() -> None:
    limits = replace(DEFAULT_POLICY.authorities[Authority.URA], max_instalments=12)
    policy = replace(DEFAULT_POLICY, authorities=DEFAULT_POLICY.authorities | {Authority.URA: limits})
    walk = identified(policy=policy, due_date=date(2026, 3, 1)).keys("212")
    assert "doze" in walk.said[-2]
    assert walk.flow.step == "first_due"
    assert walk.talk.payments == 12
    short = identified(policy=policy, due_date=date(2026, 3, 1)).keys("23#")
    assert short.talk.payments == 3


def test_a_proposed_value_becomes_the_fewest_instalments_that_keep_to_it() -> None:
    walk = identified().keys("3").keys("260#")
    assert walk.last_said.startswith("Esse valor é possível.")
    assert "quatro parcelas." in walk.last_said
    assert results(walk.talk.steps)[-1] == ("propose", "accepted")


def test_a_value_below_what_the_menu_may_give_is_answered_with_the_nearest() -> None:
    walk = identified().keys("3").keys("20#")
    assert walk.last_said.startswith("O mais perto disso que podemos fazer")
    assert "seis parcelas." in walk.last_said


def test_a_value_of_nothing_leads_back_to_the_options() -> None:
    walk = identified().keys("3").keys("0#")
    assert walk.flow.step == "options"


def test_a_typed_value_ends_by_itself_after_a_pause() -> None:
    assert identified().keys("3").keys("260").feed(Silence()).flow.step == "read_back"


def test_who_does_not_agree_hears_the_options_again() -> None:
    walk = identified().keys("12")
    assert walk.flow.step == "options"
    assert results(walk.talk.steps)[-1] == ("read_back", "refused")


def test_the_protocol_is_told_again_on_request() -> None:
    walk = identified().keys("11").feed(AGREED).keys("0")
    assert walk.flow.step == "protocol"
    assert "meia" in walk.last_said


def test_a_failed_commit_is_never_called_an_agreement() -> None:
    walk = identified().keys("11").feed(ServiceFailed())
    assert "problema técnico" in walk.last_said
    assert walk.talk.disposition is Disposition.FALHA_TECNICA


def test_already_paid_is_committed_with_its_day_and_way() -> None:
    walk = identified().keys("4").keys("1011").keys("2")
    assert walk.actions == [Do(ClaimPaid(date(2026, 11, 10), PaymentWay.BOLETO))]
    walk.feed(ServiceDone("261124123456"))
    assert "dois dias úteis" in walk.last_said
    assert walk.talk.disposition is Disposition.ALEGA_PAGAMENTO


def test_a_day_that_is_to_come_was_last_year() -> None:
    walk = identified().keys("4").keys("2412").keys("1")
    assert walk.actions == [Do(ClaimPaid(date(2025, 12, 24), PaymentWay.PIX))]


def test_a_day_that_does_not_exist_is_asked_again() -> None:
    walk = identified().keys("4").keys("3102")
    assert walk.last_said.startswith("Essa data não pode ser.")
    assert walk.flow.step == "paid_when"


def test_who_does_not_remember_the_day_may_still_say_it_was_paid() -> None:
    assert identified().keys("4#1").actions == [Do(ClaimPaid(None, PaymentWay.PIX))]


def test_a_wrong_number_is_unlinked_at_once() -> None:
    walk = Walk().start().keys("3")
    assert walk.actions == [Do(UnlinkNumber())]
    walk.feed(ServiceDone("261124123456"))
    assert walk.last_said.startswith("Obrigada por avisar")
    assert walk.talk.disposition is Disposition.NAO_CONHECE


def test_a_third_party_hears_only_whom_to_call_back() -> None:
    walk = Walk().start().keys("2")
    assert walk.talk.disposition is Disposition.RECADO_TERCEIRO
    assert "assunto pessoal" in walk.last_said
    assert "um um, três dois meia cinco, quatro três dois um" in walk.last_said


def test_a_portfolio_without_a_number_gives_none() -> None:
    assert "telefone é" not in Walk(menu_context(callback_number="")).start().keys("2").last_said


def test_a_free_number_is_said_in_its_own_groups() -> None:
    said = Walk(menu_context(callback_number="08007771234")).start().keys("2").last_said
    assert "zero oito zero zero, sete sete sete, um dois três quatro" in said


@pytest.mark.parametrize("keys", ["9", "1*", "19"])
def test_a_person_may_be_asked_for_before_identity(keys: str) -> None:
    walk = Walk().start().keys(keys)
    assert walk.flow.step == "person"
    assert not walk.talk.identity_confirmed
    assert walk.listen().actions == [RequestPerson()]


def test_a_nine_inside_a_document_is_only_a_digit() -> None:
    walk = Walk(menu_context(birth_date=None, document="99112345678")).start().keys("1").keys("991")
    assert walk.talk.identity_confirmed


@pytest.mark.parametrize("keys", ["9", "19"])
def test_a_person_may_be_asked_for_at_any_later_step(keys: str) -> None:
    walk = identified().keys(keys)
    assert walk.listen().actions == [RequestPerson()]
    assert walk.talk.disposition is None


def test_silence_is_asked_twice_in_other_words_and_then_given_up() -> None:
    walk = Walk().start()
    for _ in range(2):
        walk.listen().feed(Silence())
        assert "Use as teclas do telefone" in walk.last_said
    walk.listen().feed(Silence())
    assert "vamos ligar em outro momento" in walk.last_said
    assert walk.talk.disposition is Disposition.MUDO


def test_wrong_keys_are_no_silence() -> None:
    walk = Walk().start().keys("555")
    assert walk.flow.step == "farewell"
    assert walk.talk.disposition is None
    assert "Essa opção não existe." in walk.said[1]


def test_silence_after_identity_is_no_mute_call() -> None:
    walk = identified()
    for _ in range(3):
        walk.feed(Silence())
    assert walk.talk.disposition is None
    assert walk.flow.step == "farewell"


def test_the_debts_can_be_heard_again() -> None:
    walk = identified().keys("00")
    assert walk.flow.step == "options"
    assert "Total hoje" in walk.last_said


def test_past_the_limit_the_next_answer_is_a_farewell() -> None:
    walk = Walk(limit_seconds=60).start()
    walk.at_ms = 61_000
    walk.keys("1")
    assert "O tempo desta ligação acabou" in walk.last_said


def test_nothing_owed_is_said_and_ends_the_call() -> None:
    walk = identified(principals_cents=())
    assert "nenhum valor em aberto" in walk.last_said
    assert walk.flow.step == "farewell"


def test_a_hang_up_ends_the_flow_wherever_it_is() -> None:
    walk = Walk().start().feed(HungUp())
    assert walk.flow.is_over
    assert results(walk.talk.steps) == [("right_party", "hung_up")]
    assert walk.keys("1").actions == []
