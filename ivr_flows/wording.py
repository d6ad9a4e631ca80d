"""What the menu says at each step, as pieces; nothing here depends on how it is rendered."""

from domain.language.names import plain_key
from domain.negotiation.identity import IdentityQuestion
from domain.negotiation.offer import Offer, OfferKind
from domain.negotiation.protocol import SPOKEN_GROUPS
from domain.negotiation.read_back import Amount, Creditor, DueDay, HowMany, Phrase, Token, spoken_items
from ivr_flows.talk import Talk
from sounds.pieces import Count, Day, Digits, Money, Organisation, Pause, Person, Piece, Pieces, Prompt

OPTION_PROMPTS: dict[OfferKind, Prompt] = {
    OfferKind.IN_FULL: Prompt("option_in_full"),
    OfferKind.TWO_INSTALMENTS: Prompt("option_two_instalments"),
}


def greeting(talk: Talk) -> Pieces:
    company = talk.context.call.company_name
    hello: Pieces = (Prompt("greeting"), Organisation(company)) if plain_key(company) else (Prompt("greeting_plain"),)
    return (*hello, Pause(150), Prompt("recording_notice"), Pause(150))


def right_party(talk: Talk) -> Pieces:
    if not talk.context.first_name:
        return (Prompt("right_party_plain"),)
    return (Prompt("right_party"), Person(talk.context.first_name), Prompt("right_party_options"))


def right_party_help(talk: Talk) -> Pieces:
    if not talk.context.first_name:
        return (Prompt("right_party_help_plain"),)
    return (Prompt("right_party_help"), Person(talk.context.first_name), Prompt("right_party_help_options"))


def identity(talk: Talk) -> Pieces:
    by_birth = talk.context.challenge.question is IdentityQuestion.BIRTH_DAY_AND_MONTH
    return (Prompt("identity_birth" if by_birth else "identity_document"),)


def identity_help(talk: Talk) -> Pieces:
    by_birth = talk.context.challenge.question is IdentityQuestion.BIRTH_DAY_AND_MONTH
    return (Prompt("identity_birth_help" if by_birth else "identity_document_help"),)


def third_party(talk: Talk) -> Pieces:
    national = talk.context.call.callback_number.removeprefix("+55")
    if not national.isdigit():
        return (Prompt("third_party"),)
    return (Prompt("third_party"), Prompt("third_party_number"), Digits(national, _phone_groups(national), slow=True))


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
    pieces += [Day(oldest.due_date, ends=True), Pause(150)]
    principal = sum(debt.charges.principal_cents for debt in owed)
    multa = sum(debt.charges.multa_cents for debt in owed)
    juros = sum(debt.charges.juros_cents for debt in owed)
    pieces += [Prompt("principal" if single else "principal_sum"), Money(principal, ends=True)]
    if multa:
        pieces += [Prompt("multa"), Money(multa, ends=True)]
    if juros:
        pieces += [Prompt("juros"), Money(juros, ends=True)]
    return (*pieces, Prompt("total_today"), Money(principal + multa + juros, ends=True), Pause(150))


def offer_option(kind: OfferKind) -> Pieces:
    return (OPTION_PROMPTS[kind],)


def read_back(talk: Talk, offer: Offer) -> Pieces:
    """Creditor, every payment with its date, the total, and what follows if it is not paid."""
    creditor = talk.context.call.creditor_name
    items = spoken_items(offer, creditor=creditor if plain_key(creditor) else "")
    pieces: list[Piece] = []
    for item in items:
        pieces += [_spoken(token) for token in item]
        if len(item) > 1:
            pieces.append(Pause(150))
    return (*pieces, Prompt(Phrase.CONSEQUENCE.value))


def protocol(talk: Talk) -> Pieces:
    return (Prompt("protocol"), Digits(talk.protocol, SPOKEN_GROUPS, slow=True), Pause(300))


def protocol_and_goodbye(talk: Talk) -> Pieces:
    return (*protocol(talk), Prompt("protocol_again"), Pause(500), Pause(500), Prompt("goodbye"))


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


def _phone_groups(national: str) -> tuple[int, ...]:
    # 0800 and the like are said as 4-3-4; a number with DDD as 2-5-4 or 2-4-4.
    return (4, 3, 4) if national.startswith("0") else (2, len(national) - 6, 4)
