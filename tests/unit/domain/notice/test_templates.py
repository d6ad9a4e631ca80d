"""What a message's text may and must say."""

import pytest

from domain.contact.facts import Channel
from domain.notice.contact import MESSAGE_CHANNELS
from domain.notice.notice import NoticeKind
from domain.notice.template import Placeholder, Template, TemplateRefused, checked_template, fill
from domain.notice.template_file import DEFAULT_TEXTS, Templates, parse_templates
from domain.notice.words import debt_word_in, threat_in

CODE = "{valor} {vencimento} {codigo}"


@pytest.mark.parametrize("channel", MESSAGE_CHANNELS)
@pytest.mark.parametrize("kind", NoticeKind)
def test_the_house_has_words_for_every_message_on_every_channel(channel: Channel, kind: NoticeKind) -> None:
    text = parse_templates("").of(channel, kind)
    assert text == parse_templates(DEFAULT_TEXTS).of(channel, kind)
    assert bool(text.subject) is (channel is Channel.EMAIL)


def test_a_portfolio_says_some_of_it_in_its_own_words() -> None:
    own = parse_templates('[sms]\nreminder = "{nome}, retorne para {empresa}: {telefone}"')
    text = own.of(Channel.SMS, NoticeKind.REMINDER)
    assert text.placeholders() == (Placeholder.NAME, Placeholder.COMPANY, Placeholder.TELEPHONE)
    said = fill(text.text, {place: place.value.upper() for place in text.placeholders()})
    assert said == "NOME, retorne para EMPRESA: TELEFONE"
    assert own.of(Channel.EMAIL, NoticeKind.REMINDER) == Templates({}).of(Channel.EMAIL, NoticeKind.REMINDER)


@pytest.mark.parametrize(
    ("kind", "channel", "text", "reason"),
    [
        (NoticeKind.PAYMENT_CODE, Channel.SMS, CODE + " {cpf}", "{cpf} não existe"),
        (NoticeKind.PAYMENT_CODE, Channel.SMS, CODE + " {", "sem par"),
        (NoticeKind.PAYMENT_CODE, Channel.SMS, CODE + " {nome!r}", "além do nome"),
        (NoticeKind.PAYMENT_CODE, Channel.SMS, CODE + " {nome:10}", "além do nome"),
        (NoticeKind.PAYMENT_CODE, Channel.SMS, CODE + " {acordo}", "{acordo} não cabe"),
        (NoticeKind.PAYMENT_CODE, Channel.SMS, "{valor} {vencimento}", "falta {codigo}"),
        (NoticeKind.PAYMENT_CODE, Channel.EMAIL, CODE, "falta {credor} (CDC art. 42-A)"),
        (NoticeKind.PAYMENT_CODE, Channel.SMS, CODE + " ou vai à JUSTIÇA", "“justica” ameaça"),
        (NoticeKind.PAYMENT_CODE, Channel.SMS, CODE + "x" * 500, "5 segmentos de GSM7, no máximo 4"),
        (NoticeKind.PAYMENT_CODE, Channel.SMS, CODE + "😀" * 60, "segmentos de UCS2"),
        (NoticeKind.REMINDER, Channel.SMS, "{empresa} {telefone}: sua dívida", "“divida” revela"),
        (NoticeKind.REMINDER, Channel.SMS, "{empresa} {telefone} {credor}", "{credor} não cabe"),
        (NoticeKind.REMINDER, Channel.SMS, "{empresa}", "falta {telefone}"),
    ],
)
def test_what_a_text_may_not_say(kind: NoticeKind, channel: Channel, text: str, reason: str) -> None:
    with pytest.raises(TemplateRefused) as refused:
        checked_template(kind, channel, text)
    assert reason in refused.value.reason
    assert refused.value.where == f"{channel.value}.{kind.value}"


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        ("", "1 a 100"),
        ("a\nBcc: x", "1 a 100"),
        ("{valor}", "outros podem ler"),
        ("Sua parcela", "“parcela”"),
        ("Último aviso", "“ultimo aviso”"),
    ],
)
def test_a_subject_is_read_by_others_too(subject: str, reason: str) -> None:
    text = "{empresa} {telefone}"
    with pytest.raises(TemplateRefused, match=reason):
        checked_template(NoticeKind.REMINDER, Channel.EMAIL, text, subject)
    assert checked_template(NoticeKind.REMINDER, Channel.EMAIL, text, "{empresa}") == Template(text, "{empresa}")
    with pytest.raises(TemplateRefused, match="só e-mail"):
        checked_template(NoticeKind.REMINDER, Channel.SMS, text, "recado")


@pytest.mark.parametrize(
    ("file", "where", "reason"),
    [
        ("[sms", "arquivo", "TOML"),
        ("x" * 70_000, "arquivo", "grande"),
        ("[carta]", "carta", "não é um canal"),
        ("sms = 1", "sms", "tabela"),
        ('[sms]\nhello = "x"', "sms.hello", "não é uma mensagem"),
        ("[sms]\nreminder = 1", "sms.reminder", "texto entre aspas"),
        ('[email]\nreminder = "x"', "email.reminder", "assunto e texto"),
        ('[email.reminder]\nassunto = 1\ntexto = "x"', "email.reminder", "texto entre aspas"),
        ('[email.reminder]\nassunto = "x"\ntexto = "x"\ncc = "x"', "email.reminder", "nada mais"),
    ],
)
def test_one_clear_error_for_whatever_is_wrong_with_the_file(file: str, where: str, reason: str) -> None:
    with pytest.raises(TemplateRefused, match=reason) as refused:
        parse_templates(file)
    assert refused.value.where == where


def test_words_are_found_whatever_their_case_accents_and_spaces_but_not_inside_others() -> None:
    assert threat_in("OFICIAL  de\nJustiça") == "justica"
    assert threat_in("Tudo bem") == ""
    assert debt_word_in("Débito") == "debito"
    assert debt_word_in("despagar-se") == ""
