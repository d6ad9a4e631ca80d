"""What only the debtor hears: what is owed, the ways out of it, and the agreement read back item by item."""

from typing import Final

from domain.contact.facts import Channel
from domain.language.names import plain_key
from domain.negotiation.offer import Offer, OpenDebt
from domain.negotiation.read_back import (
    Amount,
    Creditor,
    DueDay,
    HowMany,
    Phrase,
    Token,
    spoken_consequence,
    spoken_items,
)
from ivr_flows import dealing
from ivr_flows.talk import Talk
from ivr_flows.words.common import press
from sounds.pieces import Count, Day, Digits, Money, Organisation, Pause, Piece, Pieces, Prompt

DEBTS_TOLD_ONE_BY_ONE: Final = 5


def debts(talk: Talk) -> Pieces:
    """One debt in full; several added up, with their number and the oldest due date. Every charge is named."""
    owed = talk.context.debts
    single = len(owed) == 1
    oldest = owed[0]
    past = oldest.charges.days_late > 0
    creditor = talk.context.call.creditor_name
    pieces: list[Piece] = []
    if single:
        pieces += [Prompt("one_debt"), Organisation(creditor)] if plain_key(creditor) else [Prompt("one_debt_plain")]
        pieces.append(Prompt("due_past" if past else "due_future"))
    else:
        pieces += [Prompt("many_debts"), Count(len(owed), feminine=True)]
        named: list[Piece] = [Prompt("many_debts_with"), Organisation(creditor)]
        pieces += named if plain_key(creditor) else [Prompt("many_debts_plain")]
        pieces.append(Prompt("oldest_due"))
    pieces += [Day(oldest.due_date, ends=True, with_year=oldest.due_date.year != talk.context.today.year), Pause(150)]
    added = (
        ("multa", sum(debt.charges.multa_cents for debt in owed)),
        ("juros", sum(debt.charges.juros_cents for debt in owed)),
        ("correction", sum(debt.charges.correction_cents for debt in owed)),
    )
    principal = sum(debt.charges.principal_cents for debt in owed)
    pieces += [Prompt("principal" if single else "principal_sum"), Money(principal, ends=True)]
    for name, cents in added:
        pieces += [Prompt(name), Money(cents, ends=True)] if cents else []
    total = sum(debt.charges.total_cents for debt in owed)
    return (*pieces, Prompt("total_today"), Money(total, ends=True), Pause(150))


def each_debt(talk: Talk) -> Pieces:
    """The oldest ones, one by one: due date and what each comes to today."""
    told = talk.context.debts[:DEBTS_TOLD_ONE_BY_ONE]
    return tuple(piece for debt in told for piece in _one_of_many(talk, debt))


def _one_of_many(talk: Talk, debt: OpenDebt) -> Pieces:
    with_year = debt.due_date.year != talk.context.today.year
    added: list[Piece] = []
    if debt.charges.added_cents:
        added = [Prompt("added"), Money(debt.charges.added_cents, ends=True)]
    return (
        Prompt("debt_due"),
        Day(debt.due_date, ends=True, with_year=with_year),
        Prompt("principal"),
        Money(debt.charges.principal_cents, ends=True),
        *added,
        Prompt("total_today"),
        Money(debt.charges.total_cents, ends=True),
        Pause(300),
    )


def option_in_full(talk: Talk, key: str) -> Pieces:
    """The amount is told where it is not the total that was told before."""
    offer = dealing.in_full(talk)
    if offer is not None and offer.discount_cents:
        return (Prompt("option_in_full_discount"), Money(offer.total_cents), press(key))
    return (Prompt("option_in_full"), press(key))


def option_instalments(talk: Talk, key: str) -> Pieces:
    return (
        Prompt("option_instalments"),
        Count(dealing.most_payments(talk), feminine=True),
        Prompt("times"),
        press(key),
    )


def how_many(talk: Talk) -> Pieces:
    """The longest way with what a month of it costs, and what to type."""
    most = dealing.most_payments(talk)
    offer = dealing.with_payments(talk, most)
    return (
        Prompt("how_many"),
        Count(most, feminine=True),
        Prompt("times_of"),
        Money(max(one.amount_cents for one in offer.installments), ends=True),
        Prompt("how_many_type"),
    )


def how_many_help(talk: Talk) -> Pieces:
    return (Prompt("how_many_help"), Count(dealing.most_payments(talk), feminine=True), Prompt("how_many_help_end"))


def agree(talk: Talk) -> Pieces:
    others: Pieces = (Prompt("other_contact"), press("3")) if len(talk.context.contacts) > 1 else ()
    return (Prompt("agree"), *others)


def agree_help(talk: Talk) -> Pieces:
    return (Prompt("agree_help"), *agree(talk)[1:])


def agreed(talk: Talk) -> Pieces:
    nowhere: Pieces = () if talk.contact is not None else (Prompt("code_nowhere"),)
    return (Prompt("agreed"), *nowhere)


def day_choice(talk: Talk, place: int, key: str) -> Pieces:
    return (Prompt("on_day"), Day(dealing.first_days(talk)[place], with_year=False), press(key))


def read_back(talk: Talk, offer: Offer) -> Pieces:
    """Creditor, discount, every payment with its date, the total, and what follows if it is not paid."""
    creditor = talk.context.call.creditor_name
    items = spoken_items(offer, creditor=creditor if plain_key(creditor) else "")
    pieces: list[Piece] = []
    for item in items:
        pieces += [_spoken(token) for token in item]
        if len(item) > 1:
            pieces.append(Pause(150))
    return (*pieces, *code_goes_to(talk), Prompt(spoken_consequence(offer).value))


def code_goes_to(talk: Talk) -> Pieces:
    """Where the payment code is sent, masked; nothing where there is nowhere to send it."""
    contact = talk.contact
    if contact is None:
        return ()
    if contact.channel is Channel.EMAIL:
        return (Prompt("code_by_email"),)
    by = "code_by_whatsapp" if contact.channel is Channel.WHATSAPP else "code_by_sms"
    return (Prompt(by), Digits(contact.spoken.digits), Pause(150))


def _spoken(token: Token) -> Piece:
    match token:
        case Phrase():
            return Prompt(token.value)
        case Amount(amount_cents, ends):
            return Money(amount_cents, ends=ends)
        case DueDay(day):
            # Weeks away, so nobody wonders about the year; saying it takes a second and a half.
            return Day(day, ends=True, with_year=False)
        case HowMany(number):
            return Count(number, feminine=True)
        case Creditor(name):
            return Organisation(name)
