"""The one outcome of an attempt, decided from what the network, the menu and the agent's leg showed."""

from dataclasses import dataclass

from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass, HangupCause


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuReport:
    """What the menu learned. `disposition` is its own verdict; None when the debtor left before any choice."""

    pressed_keys: bool
    identity_confirmed: bool
    disposition: Disposition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFacts:
    """Everything the outcome depends on. `dialed` is false when no originate was ever sent for the attempt."""

    dialed: bool
    answered: bool
    hangup_cause: int
    menu: MenuReport | None = None
    asked_for_person: bool = False
    bridged: bool = False
    cancelled: bool = False
    """The dialer let it go before anybody answered."""
    lost_track: bool = False
    """The switch or the dialer died and what the network did is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeDecision:
    disposition: Disposition
    answer_class: AnswerClass | None
    """None when nobody and nothing answered."""


_UNANSWERED: dict[int, Disposition] = {
    HangupCause.UNALLOCATED: Disposition.INEXISTENTE,
    HangupCause.NUMBER_CHANGED: Disposition.INEXISTENTE,
    HangupCause.INVALID_NUMBER: Disposition.INEXISTENTE,
    HangupCause.BUSY: Disposition.OCUPADO,
    HangupCause.REJECTED: Disposition.OCUPADO,
    HangupCause.NORMAL: Disposition.NAO_ATENDE,
    HangupCause.NO_USER_RESPONSE: Disposition.NAO_ATENDE,
    HangupCause.NO_ANSWER: Disposition.NAO_ATENDE,
    HangupCause.DESTINATION_OUT_OF_ORDER: Disposition.FORA_DE_AREA,
    HangupCause.CONGESTION: Disposition.CONGESTIONAMENTO,
    HangupCause.NETWORK_OUT_OF_ORDER: Disposition.CONGESTIONAMENTO,
    HangupCause.TEMPORARY_FAILURE: Disposition.CONGESTIONAMENTO,
    HangupCause.SWITCH_CONGESTION: Disposition.CONGESTIONAMENTO,
}


def decide_outcome(facts: AttemptFacts) -> OutcomeDecision:
    """Every combination of facts has an outcome; what the menu committed outranks how the call ended."""
    if not facts.dialed:
        return OutcomeDecision(disposition=Disposition.NAO_DISCADO, answer_class=None)
    if not facts.answered:
        return OutcomeDecision(disposition=_not_answered(facts), answer_class=None)
    return OutcomeDecision(disposition=_answered(facts), answer_class=_answer_class(facts))


def _not_answered(facts: AttemptFacts) -> Disposition:
    if facts.lost_track:
        return Disposition.FALHA_TECNICA
    if facts.cancelled:
        return Disposition.CANCELADA
    return _UNANSWERED.get(facts.hangup_cause, Disposition.FALHA_TECNICA)


def _answer_class(facts: AttemptFacts) -> AnswerClass:
    heard_a_person = facts.bridged or (facts.menu is not None and facts.menu.pressed_keys)
    return AnswerClass.HUMAN if heard_a_person else AnswerClass.UNKNOWN


def _answered(facts: AttemptFacts) -> Disposition:
    if facts.bridged:
        return Disposition.TRANSBORDO
    menu = facts.menu
    if menu is not None and menu.disposition is not None:
        return menu.disposition
    if facts.asked_for_person:
        return Disposition.ABANDONO
    if menu is None or facts.lost_track:
        return Disposition.FALHA_TECNICA
    if menu.identity_confirmed:
        return Disposition.DESLIGOU
    return Disposition.DESLIGOU_ANTES if menu.pressed_keys else Disposition.MUDO
