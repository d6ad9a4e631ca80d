"""What is owed and the agreement about it: the debts, the options, instalments, a proposal, read-back and the yes."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from domain.negotiation.counter_proposal import CounterOutcome, NothingToAgree, Proposal, ProposalRefused
from domain.negotiation.offer import Offer, OfferKind
from ivr_flows import dealing
from ivr_flows.contract import Agree, LookAtDebts
from ivr_flows.parts.leaving import person_choice
from ivr_flows.plan import (
    Ask,
    Branch,
    Choice,
    Commit,
    Decide,
    Digits,
    Go,
    Next,
    Steps,
    Tell,
    Test,
    Words,
    always,
    prompt,
)
from ivr_flows.settings import FlowSettings
from ivr_flows.talk import Talk
from ivr_flows.words import settling as words
from ivr_flows.words.common import option

_READ_BACK: Final = "read_back"
PROPOSAL_DIGITS: Final = 6
"""Reais a month, whole ones."""


def settling_steps(settings: FlowSettings, *, settled: str = "farewell") -> Steps:
    """Entry: `look`. Only for who is identified. Goes out to `protocol`, `person`, and `already_paid`, `dispute`,
    `other` of the other parts; to `settled` when nothing is open.
    """
    return {
        "look": Commit(
            request=lambda _: LookAtDebts(),
            done=Branch(
                _standing,
                {
                    "in_doubt": Go(settled, note=("debts", "in_doubt"), lead=prompt("payment_in_doubt")),
                    "nothing": Go(settled, note=("options", "nothing_owed"), lead=prompt("nothing_owed")),
                    "owing": Go("debts"),
                },
            ),
        ),
        "debts": Tell(say=words.debts, then=Go("options")),
        "options": Ask(
            say=(),
            help=prompt("options_help"),
            choices=(
                *(_OPTIONS[name](key) for key, name in settings.keyed(settings.options)),
                person_choice(say=option("option_person", "9")),
                Choice("0", Go("debts"), say=()),
            ),
            timeout_seconds=settings.answer_seconds,
        ),
        **({"each_debt": Tell(say=words.each_debt, then=Go("options"))} if "detalhar" in settings.options else {}),
        **(_instalment_steps() if "parcelar" in settings.options else {}),
        **(_proposal_steps() if "propor" in settings.options else {}),
        **_closing_steps(),
    }


def _instalment_steps() -> Steps:
    return {
        "how_many": Ask(
            say=words.how_many,
            help=words.how_many_help,
            choices=(person_choice("*"),),
            digits=Digits(
                Branch(
                    _number,
                    {
                        "allowed": Go("first_due_gate", do=_take_number),
                        "one": Go(_READ_BACK, note=("options", "in_full"), do=_take_full),
                        "beyond": Go("how_many", lead=prompt("how_many_beyond")),
                    },
                ),
                most=lambda talk: len(str(dealing.most_payments(talk))),
                least=1,
                pause_seconds=2.5,
                personal=False,
            ),
        ),
        "first_due_gate": Decide(
            way=Branch(
                lambda talk: "choose" if len(dealing.first_days(talk)) > 1 else "only",
                {
                    "choose": Go("first_due"),
                    "only": Go(_READ_BACK, note=("options", "instalments"), do=partial(_take_day, 0)),
                },
            )
        ),
        "first_due": Ask(
            say=prompt("first_due"),
            help=prompt("first_due_help"),
            choices=(
                *(_day_choice(place) for place in range(dealing.FIRST_DAYS)),
                person_choice(),
            ),
            repeat_key="0",
        ),
    }


def _proposal_steps() -> Steps:
    return {
        "propose": Ask(
            say=prompt("propose"),
            help=prompt("propose_help"),
            choices=(person_choice("*"),),
            digits=Digits(
                Branch(
                    _judge,
                    {
                        "accepted": Go(
                            _READ_BACK, note=("propose", "accepted"), do=_take_proposal, lead=prompt("propose_accepted")
                        ),
                        "nearest": Go(
                            _READ_BACK, note=("propose", "nearest"), do=_take_proposal, lead=prompt("propose_nearest")
                        ),
                        "senseless": Go("options", note=("propose", "refused"), lead=prompt("propose_senseless")),
                    },
                ),
                most=PROPOSAL_DIGITS,
                least=1,
                pause_seconds=3.0,
            ),
            timeout_seconds=8.0,
        )
    }


def _closing_steps() -> Steps:
    return {
        _READ_BACK: Ask(
            say=lambda talk: (*talk.read_back, *words.agree(talk)),
            help=words.agree_help,
            choices=(
                Choice("1", Go("agree", note=("read_back", "agreed"))),
                Choice("2", Go("options", note=("read_back", "refused"))),
                Choice("3", Go(_READ_BACK, note=("read_back", "other_contact"), do=_other_contact), when=_has_others),
                person_choice(),
            ),
            timeout_seconds=8.0,
            repeat_key="0",
            fresh=True,
        ),
        "agree": Commit(
            request=lambda talk: Agree(_chosen(talk), talk.read_back, talk.contact),
            done=Branch(
                _made,
                {
                    **{
                        kind.value: Go("protocol", note=("agreement", kind.value), do=_agreed, lead=words.agreed)
                        for kind in OfferKind
                    },
                    "changed": Go("look", note=("agreement", "changed"), lead=prompt("debts_changed")),
                },
            ),
        ),
    }


def _standing(talk: Talk) -> str:
    if talk.context.in_doubt:
        return "in_doubt"
    return "owing" if talk.context.debts and talk.context.offers else "nothing"


def _number(talk: Talk) -> str:
    payments = int(talk.digits)
    if payments == 1:
        return "one"
    return "allowed" if dealing.allows(talk, payments) else "beyond"


def _take_number(talk: Talk) -> None:
    talk.payments = int(talk.digits)


def _take_full(talk: Talk) -> None:
    talk.payments = 1
    _take(talk, dealing.in_full(talk) or dealing.with_payments(talk, 1))


def _take_day(place: int, talk: Talk) -> None:
    first_due = dealing.first_days(talk)[place]
    _take(talk, dealing.with_payments(talk, talk.payments, first_due=first_due))


def _take(talk: Talk, offer: Offer) -> None:
    talk.offer = offer
    talk.read_back = words.read_back(talk, offer)


def _day_choice(place: int) -> Choice:
    key = str(place + 1)
    return Choice(
        key,
        Go(_READ_BACK, note=("options", "instalments"), do=partial(_take_day, place)),
        say=lambda talk: words.day_choice(talk, place, key),
        when=lambda talk: place < len(dealing.first_days(talk)),
    )


def _proposal(talk: Talk) -> Proposal:
    return Proposal(payment_cents=int(talk.digits) * 100)


def _judge(talk: Talk) -> str:
    try:
        decision = dealing.propose(talk, _proposal(talk))
    except (ProposalRefused, NothingToAgree):
        return "senseless"
    return "accepted" if decision.outcome is CounterOutcome.ACCEPTED else "nearest"


def _take_proposal(talk: Talk) -> None:
    _take(talk, dealing.propose(talk, _proposal(talk)).offer)


def _has_others(talk: Talk) -> bool:
    return len(talk.context.contacts) > 1


def _other_contact(talk: Talk) -> None:
    talk.contact_place += 1
    _take(talk, _chosen(talk))


def _made(talk: Talk) -> str:
    return "changed" if talk.result == "changed" else _chosen(talk).kind.value


def _agreed(talk: Talk) -> None:
    talk.disposition = _chosen(talk).disposition


def _chosen(talk: Talk) -> Offer:
    assert talk.offer is not None  # noqa: S101 - a read-back is of an offer
    return talk.offer


def _option(to: Next, say: Callable[[str], Words], when: Test = always) -> Callable[[str], Choice]:
    return lambda key: Choice(key, to, say=say(key), when=when)


def _has_instalments(talk: Talk) -> bool:
    return dealing.most_payments(talk) > 1


_OPTIONS: Final[Mapping[str, Callable[[str], Choice]]] = {
    "a_vista": _option(
        Go(_READ_BACK, note=("options", "in_full"), do=_take_full),
        lambda key: lambda talk: words.option_in_full(talk, key),
    ),
    "parcelar": _option(
        Go("how_many"), lambda key: lambda talk: words.option_instalments(talk, key), when=_has_instalments
    ),
    "propor": _option(Go("propose"), partial(option, "option_propose"), when=_has_instalments),
    "ja_paguei": _option(Go("paid_when", note=("options", "already_paid")), partial(option, "option_already_paid")),
    "contestar": _option(Go("dispute", note=("options", "dispute")), partial(option, "option_contestar")),
    "outros": _option(Go("other"), partial(option, "option_other")),
    "detalhar": _option(
        Go("each_debt"), partial(option, "option_details"), when=lambda talk: len(talk.context.debts) > 1
    ),
}
