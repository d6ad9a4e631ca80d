"""Messages in the words of the screens."""

from typing import Final

from api.notices.schemas import Contact, Notice, Wanted
from domain.contact.facts import Channel
from domain.contact.rules import RULE_TEXTS, ContactRule
from domain.notice.contact import Contact as KnownContact
from domain.notice.notice import NoticeKind, NoticeState
from services.masking import first_name
from services.ports.repositories.notices import ListedNotice, NoticeFacts

_KINDS: Final = {
    NoticeKind.AGREEMENT: "Acordo e código de pagamento",
    NoticeKind.PAYMENT_CODE: "Código de pagamento",
    NoticeKind.RECEIPT: "Pagamento recebido",
    NoticeKind.SETTLED: "Quitação",
    NoticeKind.REMINDER: "Recado",
    NoticeKind.PROMISE: "Lembrete do combinado",
}
_CHANNELS: Final = {Channel.SMS: "SMS", Channel.WHATSAPP: "WhatsApp", Channel.EMAIL: "E-mail"}
_STATES: Final = {
    NoticeState.QUEUED: "Na fila",
    NoticeState.ACCEPTED: "Enviada",
    NoticeState.DELIVERED: "Entregue",
    NoticeState.FAILED: "Falhou",
    NoticeState.DROPPED: "Não enviada",
}
_REASONS: Final = {
    "waiting_for_code": "aguarda o código de pagamento",
    "channel_unavailable": "o canal não respondeu",
    "no_channel": "este canal não está configurado",
    "no_words": "os textos da carteira estão errados",
    "no_charge": "a cobrança já não vale",
    "declined": "o cliente não quis",
    "not_confirmed": "o contato não foi confirmado",
    "number_unlinked": "o número não é do cliente",
    "opted_out": "o cliente pediu para não ser contatado",
    "too_late": "passou do prazo",
    "promise_over": "a promessa já não está em aberto",
    "quiet_hours": "aguarda o horário permitido",
    "address_refused": "o endereço não existe",
    "message_refused": "o servidor recusou a mensagem",
}
_RULES: Final = {rule.value: RULE_TEXTS[rule].says for rule in ContactRule}


def present_notice(listed: ListedNotice) -> Notice:
    notice = listed.notice
    return Notice(
        id=notice.notice_id,
        kind=notice.kind,
        kind_label=_KINDS[notice.kind],
        channel=notice.contact.channel,
        channel_label=channel_label(notice.contact.channel),
        address_masked=notice.contact.masked,
        debtor_first_name=first_name(listed.debtor_name),
        portfolio=listed.portfolio,
        protocol=listed.protocol,
        state=notice.state,
        state_label=state_label(notice.state),
        reason_label=reason_label(notice.reason),
        requested_at=notice.requested_at,
        accepted_at=notice.accepted_at,
        closed_at=notice.closed_at,
        tries=notice.tries,
    )


def present_wanted(notice: NoticeFacts) -> Wanted:
    return Wanted(
        id=notice.notice_id,
        state=notice.state,
        state_label=state_label(notice.state),
        address_masked=notice.contact.masked,
    )


def present_contact(contact: KnownContact) -> Contact:
    return Contact(
        channel=contact.channel,
        channel_label=channel_label(contact.channel),
        masked=contact.masked,
    )


def channel_label(channel: Channel) -> str:
    return _CHANNELS[channel]


def state_label(state: NoticeState) -> str:
    return _STATES[state]


def reason_label(word: str) -> str:
    """A gateway's own word is shown as it is."""
    return _REASONS.get(word) or _RULES.get(word) or word
