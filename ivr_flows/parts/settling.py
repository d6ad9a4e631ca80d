"""What is owed and the ways out of it: options, read-back, the yes, and a payment already made."""

from collections.abc import Callable

from domain.call.disposition import Disposition
from domain.negotiation.offer import Offer, OfferKind
from ivr_flows import wording
from ivr_flows.contract import Agree, ClaimPaid
from ivr_flows.parts.leaving import person_choice
from ivr_flows.plan import Ask, Branch, Choice, Commit, Decide, Go, Steps, Tell, prompt
from ivr_flows.talk import Talk


def settling_steps() -> Steps:
    """Entry: `debts`. Only for who is identified."""
    nothing = Go("farewell", note=("options", "nothing_owed"), lead=prompt("nothing_owed"))
    return {
        "debts": Decide(way=Branch(_standing, {"nothing": nothing, "owing": Go("options")})),
        "options": Ask(
            say=wording.debts,
            help=prompt("options_help"),
            choices=(
                _offer_choice("1", OfferKind.IN_FULL),
                _offer_choice("2", OfferKind.TWO_INSTALMENTS),
                Choice(
                    "4",
                    Go("claim_paid", note=("options", "already_paid"), verdict=Disposition.ALEGA_PAGAMENTO),
                    say=prompt("option_already_paid"),
                ),
                Choice("9", person_choice().then, say=(*prompt("option_person"), *prompt("option_repeat"))),
            ),
            repeat_key="0",
        ),
        "read_back": Ask(
            say=lambda talk: (*talk.read_back, *prompt("agree")),
            help=prompt("agree_help"),
            choices=(
                Choice("1", Go("agree", note=("read_back", "agreed"))),
                Choice("2", Go("options", note=("read_back", "refused"))),
                person_choice(),
            ),
            timeout_seconds=8.0,
            repeat_key="0",
        ),
        "agree": Commit(
            request=lambda talk: Agree(_chosen(talk), talk.read_back),
            done=Branch(
                lambda talk: _chosen(talk).kind.value,
                {kind.value: Go("agreed", note=("agreement", kind.value), do=_agreed) for kind in OfferKind},
            ),
        ),
        "agreed": Tell(say=prompt("agreed"), then=Go("protocol")),
        "claim_paid": Commit(request=lambda _: ClaimPaid(), done=Go("protocol", lead=prompt("already_paid"))),
    }


def _standing(talk: Talk) -> str:
    return "owing" if talk.context.debts else "nothing"


def _offer_choice(key: str, kind: OfferKind) -> Choice:
    return Choice(
        key,
        Go("read_back", note=("options", kind.value), do=_choose(kind)),
        say=wording.offer_option(kind),
        when=lambda talk: _offer_of(talk, kind) is not None,
    )


def _choose(kind: OfferKind) -> Callable[[Talk], None]:
    def choose(talk: Talk) -> None:
        talk.offer = _offer_of(talk, kind)
        talk.read_back = wording.read_back(talk, _chosen(talk))

    return choose


def _offer_of(talk: Talk, kind: OfferKind) -> Offer | None:
    return next((offer for offer in talk.context.offers if offer.kind is kind), None)


def _chosen(talk: Talk) -> Offer:
    assert talk.offer is not None  # noqa: S101 - a read-back is of an offer
    return talk.offer


def _agreed(talk: Talk) -> None:
    talk.disposition = _chosen(talk).disposition
