"""What a message says: the portfolio's words, filled from the agreement and the charge themselves."""

from dataclasses import dataclass
from html import escape
from typing import Final

from domain.contact.facts import Channel
from domain.language.names import first_name
from domain.money.amounts import format_reais
from domain.money.charges import Charges
from domain.negotiation.offer import Installment, Offer
from domain.negotiation.policy import Authority
from domain.negotiation.read_back import written_read_back
from domain.notice.sms import plain_sms
from domain.notice.template import Placeholder, fill
from domain.notice.template_file import parse_templates
from domain.payment.charge import PaymentMethod
from services.payments.qr_code import qr_png
from services.ports.notices import OutgoingNotice, Picture
from services.ports.repositories.agreements import AgreementFacts
from services.ports.repositories.notices import Letterhead, NoticeFacts
from services.ports.repositories.payments import ChargeFacts, PaymentFacts

CODE_FOLLOWS: Final = "(o código chega em outra mensagem)"
ASK_FOR_CODE: Final = "(peça o código quando quiser pagar)"
_MEANS: Final = {
    PaymentMethod.PIX: "Pix copia e cola",
    PaymentMethod.CARD: "Página de pagamento",
}
_QR: Final = "pix"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a message is about. `charge` None: its code is not known yet, or the message has none."""

    letterhead: Letterhead
    agreement: AgreementFacts | None = None
    charge: ChargeFacts | None = None
    payment: PaymentFacts | None = None
    late: Charges | None = None
    """What the installment comes to by the day when it is late; None: it is not."""
    no_code: str = ASK_FOR_CODE
    """Said in the place of a code that is not there."""


def compose(notice: NoticeFacts, matter: Matter, *, sender: str) -> OutgoingNotice:
    """Raises TemplateRefused when what is stored for the portfolio is no file of texts."""
    template = parse_templates(matter.letterhead.templates).of(notice.contact.channel, notice.kind)
    values = _values(matter)
    text, subject = fill(template.text, values), fill(template.subject, values)
    channel = notice.contact.channel
    shown = matter.charge if matter.charge is not None and matter.charge.method is PaymentMethod.PIX else None
    by_mail = channel is Channel.EMAIL
    return OutgoingNotice(
        key=notice.notice_id,
        to=notice.contact.address,
        sender=sender,
        text=plain_sms(text) if channel is Channel.SMS else text,
        subject=subject,
        html=_page(text, qr=shown is not None) if by_mail else "",
        pictures=(Picture(name=_QR, png=qr_png(shown.code)),) if by_mail and shown is not None else (),
        template=notice.kind.value if channel is Channel.WHATSAPP else "",
        parameters=(
            {place.value: values[place] for place in template.placeholders()} if channel is Channel.WHATSAPP else {}
        ),
    )


def _values(matter: Matter) -> dict[Placeholder, str]:
    letterhead = matter.letterhead
    values = {
        Placeholder.NAME: first_name(letterhead.debtor_name),
        Placeholder.COMPANY: letterhead.company,
        Placeholder.CREDITOR: letterhead.creditor,
        Placeholder.CREDITOR_DOCUMENT: _document(letterhead.creditor_document),
        Placeholder.TELEPHONE: _telephone(letterhead.callback_number),
    }
    if matter.agreement is not None:
        values |= _agreed(matter.agreement, letterhead.creditor) | _to_pay(matter, matter.agreement)
    if matter.payment is not None:
        values[Placeholder.PAID] = format_reais(matter.payment.amount_cents)
    return values


def _agreed(agreement: AgreementFacts, creditor: str) -> dict[Placeholder, str]:
    remaining = sum(one.open_cents for one in agreement.installments)
    return {
        Placeholder.PROTOCOL: agreement.protocol,
        Placeholder.TERMS: "\n".join(written_read_back(_as_offer(agreement), creditor=creditor).items),
        Placeholder.REMAINING: format_reais(remaining),
    }


def _to_pay(matter: Matter, agreement: AgreementFacts) -> dict[Placeholder, str]:
    """By the charge, or while there is none by the installment that is to be paid next."""
    charge = matter.charge
    due = next((one for one in agreement.installments if one.open_cents), agreement.installments[-1])
    number = due.number if charge is None else charge.installment_number
    amount, day = (due.open_cents, due.due_date) if charge is None else (charge.amount_cents, charge.due_date)
    return {
        Placeholder.INSTALLMENT: _name(number, of=len(agreement.installments)),
        Placeholder.AMOUNT: format_reais(amount) if matter.late is None else _late(matter.late),
        Placeholder.DUE: f"{day:%d/%m/%Y}",
        Placeholder.MEANS: _MEANS[PaymentMethod.PIX if charge is None else charge.method],
        Placeholder.CODE: matter.no_code if charge is None else charge.code,
    }


def _late(bill: Charges) -> str:
    """Item by item (RJ Lei 6.854/2014)."""
    items = (("multa", bill.multa_cents), ("juros", bill.juros_cents))
    added = " e ".join(f"{name} {format_reais(cents)}" for name, cents in items if cents)
    return f"{format_reais(bill.total_cents)} ({added} pelo atraso)"


def _name(number: int | None, *, of: int) -> str:
    if number is None:
        return "tudo o que falta"
    return "à vista" if of == 1 else f"parcela {number} de {of}"


def _as_offer(agreement: AgreementFacts) -> Offer:
    """The agreement in the shape that the read-back is made of."""
    return Offer(
        bills=agreement.bills,
        installments=tuple(
            Installment(number=one.number, due_date=one.due_date, amount_cents=one.amount_cents)
            for one in agreement.installments
        ),
        total_cents=agreement.total_cents,
        made_on=agreement.confirmed_at.date(),
        authority=Authority(agreement.authority),
        policy=agreement.policy,
        monthly_rate=agreement.monthly_rate,
        late=agreement.late,
    )


def _document(document: str) -> str:
    if len(document) == 14:
        return f"CNPJ {document[:2]}.{document[2:5]}.{document[5:8]}/{document[8:12]}-{document[12:]}"
    return f"CPF {document[:3]}.{document[3:6]}.{document[6:9]}-{document[9:]}" if document else "CNPJ a pedido"


def _telephone(number: str) -> str:
    national = number.removeprefix("+55")
    return f"({national[:2]}) {national[2:-4]}-{national[-4:]}" if national else "o nosso atendimento"


def _page(text: str, *, qr: bool) -> str:
    """The same words as a page, and the code as a picture."""
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
    shown = f'<p><img src="{{cid:{_QR}}}" alt="QR code do Pix" width="240" height="240"></p>' if qr else ""
    words = paragraphs.replace("\n", "<br>")
    return (
        '<!doctype html><html lang="pt-BR"><head><meta charset="utf-8"></head>'
        f'<body style="font-family:sans-serif;font-size:16px;overflow-wrap:anywhere">{words}{shown}</body></html>'
    )
