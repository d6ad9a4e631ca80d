"""The menu of who calls us, key by key."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.call.disposition import Disposition
from domain.contact.facts import Channel
from domain.ids import AgreementId, DebtorId
from domain.negotiation.caller_identity import TRIES_IN_CALL
from domain.notice.contact import contact_at
from ivr_flows.check import plan_problems
from ivr_flows.contract import (
    Do,
    Event,
    HangUp,
    HungUp,
    Key,
    LookAtDebts,
    PromptEnded,
    RequestPerson,
    Say,
    ServiceDone,
    ServiceFailed,
    Silence,
    Started,
)
from ivr_flows.engine import Flow
from ivr_flows.inbound import Complain, InboundTalk, LookAtAccount, ProveIdentity, SendSecondCopy, inbound_plan
from services.inbound_account import AgreementStanding
from services.menu import MenuContext
from services.ports.repositories.inbound import Candidate
from services.ports.repositories.menu import EarlierMenu
from sounds.manifest import DEBT_WORDS
from tests.support.menu import PLANNER, STARTED_AT, menu_context, results

MARIA = Candidate(debtor_id=DebtorId(1), document="92998224725", birth_date=date(1980, 3, 5))
STANDING = AgreementStanding(
    agreement_id=AgreementId("G1"), protocol="12345678901234", next_cents=51_900, next_due=date(2026, 11, 27)
)
PHONE = contact_at(Channel.SMS, "+5511987654321")
BACK = EarlierMenu(
    started_at=STARTED_AT,
    pressed_keys=True,
    identity_confirmed_at=None,
    disposition=None,
    protocol=None,
    agreement_id=None,
    steps=(),
)


class Caller:
    """Feeds the flow, a second for each event; what the flow asks for is answered by `answers`."""

    def __init__(
        self,
        hint: Candidate | None = None,
        *,
        may_identify: bool = True,
        earlier: EarlierMenu | None = None,
        **answers: Any,
    ) -> None:
        unknown = menu_context(name="Não identificado", principals_cents=(), earlier=earlier)
        self.talk = InboundTalk(replace(unknown, first_name=""), hint=hint, may_identify=may_identify)
        self.flow = Flow(inbound_plan(), self.talk)
        self.answers = answers
        self.said: list[str] = []
        self.asked: list[Any] = []
        self.at_ms = self.tries = 0
        self.actions: list[Any] = []
        self.feed(Started("answered"))

    def feed(self, event: Event) -> "Caller":
        self.actions = self.flow.feed(event, at_ms=self.at_ms)
        self.at_ms += 1000
        self.said += [PLANNER.text(action.pieces) for action in self.actions if isinstance(action, Say)]
        if self.actions and isinstance(self.actions[-1], Do):
            request = self.actions[-1].request
            self.asked.append(request)
            if isinstance(request, LookAtAccount):
                self.talk.standing = self.answers.get("standing")
                self.talk.copy_to = self.answers.get("contact")
                return self.feed(ServiceDone())
            if isinstance(request, LookAtDebts):
                return self.feed(ServiceDone(context=self.answers.get("owing", menu_context())))
            if isinstance(request, ProveIdentity) and "proves" in self.answers:
                return self.feed(self.proof())
        return self

    def proof(self) -> ServiceDone:
        """As the desk answers: right, or wrong and once more, or wrong and no more."""
        self.tries += 1
        if self.answers["proves"]:
            return ServiceDone(result="confirmed", context=menu_context())
        return ServiceDone(result="again" if self.tries < TRIES_IN_CALL else "refused")

    def keys(self, keys: str) -> "Caller":
        for key in keys:
            self.feed(Key(key))
        return self


def identified(**answers: Any) -> Caller:
    return Caller(proves=True, **answers).keys("1" + "92998224725" + "0503")


def test_the_flow_has_no_mistake() -> None:
    assert plan_problems(inbound_plan()) == []


def test_the_first_words_name_the_company_the_recording_and_the_ways_to_a_person_and_a_complaint() -> None:
    said = Caller().said[0]
    assert said.startswith("Olá! Você ligou para Concilia Atendimento")
    assert "gravada" in said
    assert "reclamação, tecle 8" in said
    assert "pessoa, tecle 9" in said


@pytest.mark.parametrize("keys", ["9", "1*", "1" + "92998224725" + "*"])
def test_a_person_is_reached_without_saying_who_one_is(keys: str) -> None:
    caller = Caller().keys(keys).feed(PromptEnded())
    assert isinstance(caller.actions[-1], RequestPerson)


def test_a_complaint_needs_no_identity_and_has_a_protocol() -> None:
    caller = Caller().keys("8")
    assert isinstance(caller.asked[-1], Complain)
    caller.feed(ServiceDone("12345678901234"))
    assert "reclamação foi registrada" in caller.said[-1]
    assert "protocolo" in caller.said[-1]
    assert caller.talk.disposition is Disposition.INSATISFACAO_SERVICO


def test_few_digits_are_enough_to_be_judged_by_the_calling_number() -> None:
    caller = Caller(MARIA, proves=True).keys("1" + "929#" + "0503")
    assert caller.asked[0] == ProveIdentity("929", "0503")
    assert "Maria" not in " ".join(caller.said[:3])


@given(keys=st.text("0123456789*#", max_size=40), silences=st.sets(st.integers(0, 39), max_size=6))
def test_nothing_tells_whether_a_calling_number_is_anybodys(keys: str, silences: set[int]) -> None:
    hinted, unknown = Caller(MARIA, proves=False), Caller(proves=False)
    for place, key in enumerate("1" + keys):
        for caller in (hinted, unknown):
            caller.feed(Key(key))
            if place in silences:
                caller.feed(PromptEnded()).feed(Silence())
    assert hinted.said == unknown.said
    assert results(hinted.talk.steps) == results(unknown.talk.steps)


def test_after_a_wrong_answer_the_whole_cpf_is_asked() -> None:
    caller = Caller(MARIA, proves=False).keys("1" + "111#" + "0101")
    assert caller.talk.hint is None
    assert caller.said[-1].endswith("Digite os onze números do seu CPF. Para falar com uma pessoa, tecle estrela.")
    assert len(caller.keys("929#" + "0503").asked) == 1


def test_two_wrong_tries_lead_to_a_person_and_never_out() -> None:
    caller = Caller(proves=False).keys("1" + "11111111111" + "0101" + "11111111111" + "0202")
    assert "Para falar com uma pessoa, tecle 9" in caller.said[-1]
    assert results(caller.talk.steps)[-2:] == [("identity", "refused"), ("identity", "refused")]
    assert isinstance(caller.keys("9").feed(PromptEnded()).actions[-1], RequestPerson)


@pytest.mark.parametrize("earlier", [None, BACK], ids=["at first", "back from the queue"])
def test_who_may_not_try_is_not_asked_to_and_still_reaches_a_person_and_a_complaint(
    earlier: EarlierMenu | None,
) -> None:
    caller = Caller(may_identify=False, earlier=earlier).keys("1")
    assert caller.flow.step == "reception"
    assert "tecle 1" not in " ".join(caller.said)
    assert "pessoa, tecle 9" in caller.said[-1]
    assert isinstance(caller.keys("8").asked[-1], Complain)
    again = Caller(may_identify=False, earlier=earlier).keys("9").feed(PromptEnded())
    assert isinstance(again.actions[-1], RequestPerson)


def test_what_was_typed_is_not_kept_once_it_is_refused() -> None:
    talk = Caller(proves=False).keys("1" + "11111111111" + "0101" + "11111111111" + "0202").talk
    assert (talk.document, talk.birth, talk.digits) == ("", "", "")


def test_what_was_typed_is_not_kept_once_it_is_proved() -> None:
    talk = identified().talk
    assert talk.identity_confirmed
    assert (talk.document, talk.birth, talk.digits) == ("", "", "")


def test_who_is_known_hears_the_same_debts_as_in_a_call_of_ours() -> None:
    caller = identified().keys("1")
    assert "Loja Exemplo" in caller.said[-1]
    assert "Total hoje: mil e trinta e oito reais." in caller.said[-1]


@pytest.mark.parametrize(
    ("owing", "words"),
    [
        (menu_context(principals_cents=()), "Não consta nenhum valor em aberto"),
        (menu_context(in_doubt=True), "Você não precisa fazer nada agora"),
    ],
)
def test_who_has_nothing_to_settle_is_told_so_and_is_back_in_the_account_menu(owing: MenuContext, words: str) -> None:
    caller = identified(owing=owing, standing=STANDING).keys("1")
    assert words in caller.said[-1]
    assert "saber do seu acordo, tecle 3" in caller.said[-1]
    assert caller.flow.step == "account"
    assert isinstance(caller.keys("9").feed(PromptEnded()).actions[-1], RequestPerson)


def test_without_an_agreement_there_is_nothing_to_tell_of_one() -> None:
    said = identified().said[-1]
    assert "tecle 1" in said
    assert "código de pagamento" not in said
    assert "acordo" not in said


def test_the_agreement_is_told_with_its_next_installment() -> None:
    caller = identified(standing=STANDING, contact=PHONE).keys("3")
    assert "O protocolo do seu acordo é" in caller.said[-1]
    assert "quinhentos e dezenove reais." in caller.said[-1]
    assert "vinte e sete de novembro." in caller.said[-1]


def test_an_agreement_paid_in_full_owes_nothing() -> None:
    paid = replace(STANDING, next_cents=0, next_due=None)
    assert "Não há parcela em aberto." in identified(standing=paid).keys("3").said[-1]


def test_a_second_copy_goes_where_the_debtor_said_yes_to() -> None:
    caller = identified(standing=STANDING, contact=PHONE).keys("2")
    assert "final quatro" in caller.said[-1]
    assert "98765" not in caller.said[-1]
    caller.keys("1")
    assert isinstance(caller.asked[-1], SendSecondCopy)
    caller.feed(ServiceDone(result="sent"))
    assert "O código foi enviado" in caller.said[-1]
    assert caller.talk.disposition is Disposition.ENVIO_2A_VIA


@pytest.mark.parametrize(
    ("answers", "keys", "words"),
    [
        ({"standing": STANDING}, "2", "Não temos um celular"),
        ({"standing": STANDING, "contact": contact_at(Channel.EMAIL, "maria@example.com")}, "2", "e-mail"),
    ],
)
def test_where_it_goes_is_told_without_telling_it(answers: dict[str, Any], keys: str, words: str) -> None:
    said = identified(**answers).keys(keys).said[-1]
    assert words in said
    assert "maria@" not in said


def test_a_copy_that_could_not_be_made_is_not_told_as_sent() -> None:
    caller = identified(standing=STANDING, contact=PHONE).keys("21").feed(ServiceDone(result="nothing"))
    assert "Não há parcela em aberto para enviar." in caller.said[-1]
    assert "foi enviado" not in caller.said[-1]


EVENTS = st.sampled_from(
    [
        PromptEnded(),
        Silence(),
        HungUp(),
        ServiceDone("12345678901234"),
        ServiceDone("12345678901234", result="again"),
        ServiceDone("12345678901234", result="refused"),
        ServiceFailed(),
        *(Key(key) for key in "0123456789*#"),
    ]
)


TYPED = st.sampled_from(["1529982247250503", "15290503", "1111111111110101", "1", "9", "8"]).map(
    lambda keys: [Key(key) for key in keys]
)


@settings(max_examples=300, deadline=None)
@given(
    events=st.lists(TYPED | EVENTS.map(lambda event: [event]), max_size=40),
    hint=st.sampled_from([None, MARIA]),
    may_identify=st.booleans(),
    earlier=st.sampled_from([None, BACK]),
)
def test_whatever_is_pressed_nothing_is_said_of_debts_to_who_is_not_proved(
    *, events: list[list[Event]], hint: Candidate | None, may_identify: bool, earlier: EarlierMenu | None
) -> None:
    caller = Caller(hint, proves=False, may_identify=may_identify, earlier=earlier)
    for event in (event for typed in events for event in typed):
        caller.feed(event)
        assert not caller.talk.identity_confirmed
    assert may_identify or not any(isinstance(request, ProveIdentity) for request in caller.asked)
    assert not any(DEBT_WORDS.search(said) for said in caller.said)
    caller.feed(HungUp())
    assert caller.flow.is_over
    assert not isinstance(caller.actions[-1] if caller.actions else None, HangUp)
