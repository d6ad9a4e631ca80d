"""What a debtor may tell instead of agreeing: it was paid, it is not owed, it cannot be paid, call me another day."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Final

from domain.call.case import CAUSE_RULES, DelayCause, DisputeReason, PaymentWay
from domain.call.disposition import Disposition
from domain.contact.callback import Period
from ivr_flows import dealing
from ivr_flows.contract import ClaimPaid, Dispute, Schedule, StopCalls, TellCause
from ivr_flows.parts.leaving import person_choice
from ivr_flows.plan import Ask, Branch, Choice, Commit, Digits, Go, Next, Step, Steps, prompt
from ivr_flows.settings import FlowSettings
from ivr_flows.talk import Talk
from ivr_flows.words import talking as words
from ivr_flows.words.common import HASH, option

_WAYS: Final = (PaymentWay.PIX, PaymentWay.BOLETO, PaymentWay.STORE, PaymentWay.OTHER)
_REASONS: Final = (
    DisputeReason.NOT_MINE,
    DisputeReason.WRONG_AMOUNT,
    DisputeReason.NOT_DELIVERED,
    DisputeReason.CANCELLED,
    DisputeReason.OTHER,
)
_CAUSES: Final = (
    DelayCause.UNEMPLOYMENT,
    DelayCause.ILLNESS,
    DelayCause.FORGOT,
    DelayCause.NO_BILL,
    DelayCause.DISSATISFIED,
    DelayCause.OTHER,
)
_PERIODS: Final = (Period.MORNING, Period.AFTERNOON, Period.EVENING)


def telling_steps(settings: FlowSettings) -> Steps:
    """Entries: `paid_when`, `dispute`, `other`. Go out to `protocol`, `options`, `person`."""
    entries = {
        "ja_paguei": _paid_steps,
        "contestar": _dispute_steps,
        "nao_posso": _cause_steps,
        "retorno": _callback_steps,
        "nao_ligar": _stop_steps,
    }
    others = settings.others if "outros" in settings.options else ()
    steps: dict[str, Step] = {}
    for name in (*settings.options, *others):
        steps |= entries[name]() if name in entries else {}
    if others:
        steps["other"] = _other(settings)
    return steps


def _other(settings: FlowSettings) -> Ask:
    return Ask(
        say=(),
        choices=(
            *(
                Choice(key, _OTHERS[name], say=option(f"option_{name}", key))
                for key, name in settings.keyed(settings.others)
            ),
            Choice("8", Go("options"), say=option("option_back", "8")),
            person_choice(say=option("option_person", "9")),
        ),
        repeat_key="0",
        timeout_seconds=settings.answer_seconds,
    )


_OTHERS: Final[Mapping[str, Next]] = {
    "contestar": Go("dispute", note=("options", "dispute")),
    "nao_posso": Go("cause"),
    "retorno": Go("callback_day"),
    "nao_ligar": Go("stop_calls"),
}


def _paid_steps() -> Steps:
    return {
        "paid_when": Ask(
            say=prompt("paid_when"),
            help=prompt("paid_when_help"),
            choices=(Choice(HASH, Go("paid_way", do=_paid_some_day)), person_choice("*")),
            digits=Digits(
                Branch(
                    lambda talk: "day" if _past_day(talk) else "no_day",
                    {"day": Go("paid_way", do=_take_paid_day), "no_day": Go("paid_when", lead=prompt("no_such_day"))},
                ),
                most=4,
            ),
            timeout_seconds=8.0,
        ),
        "paid_way": Ask(
            say=prompt("paid_way"),
            choices=(
                *(
                    Choice(str(key), _claimed(way), say=option(f"paid_by_{way.value}", str(key)))
                    for key, way in enumerate(_WAYS, start=1)
                ),
                person_choice(),
            ),
            repeat_key="0",
        ),
        "claim_paid": Commit(request=_claim, done=Go("protocol", lead=prompt("already_paid"))),
    }


def _claimed(way: PaymentWay) -> Go:
    return Go(
        "claim_paid",
        note=("already_paid", way.value),
        verdict=Disposition.ALEGA_PAGAMENTO,
        do=partial(_take_way, way),
    )


def _dispute_steps() -> Steps:
    return {
        "dispute": Ask(
            say=prompt("dispute"),
            choices=(
                *(
                    Choice(
                        str(key),
                        Go(
                            "tell_dispute",
                            note=("dispute", reason.value),
                            verdict=Disposition.CONTESTA_DIVIDA,
                            do=partial(_take_reason, reason),
                        ),
                        say=option(f"dispute_{reason.value}", str(key)),
                    )
                    for key, reason in enumerate(_REASONS, start=1)
                ),
                Choice("8", Go("options"), say=option("option_back", "8")),
                person_choice(),
            ),
            repeat_key="0",
        ),
        "tell_dispute": Commit(request=_dispute, done=Go("protocol", lead=prompt("dispute_kept"))),
    }


def _cause_steps() -> Steps:
    """Who forgot or got no bill is helped by the offers; the others by whoever looks at what they told."""
    return {
        "cause": Ask(
            say=prompt("cause"),
            choices=(
                *(
                    Choice(str(key), _after_cause(cause), say=option(f"cause_{cause.value}", str(key)))
                    for key, cause in enumerate(_CAUSES, start=1)
                ),
                Choice("8", Go("options"), say=option("option_back", "8")),
                person_choice(),
            ),
            repeat_key="0",
        ),
        "tell_cause": Commit(
            request=_cause,
            done=Branch(
                lambda talk: CAUSE_RULES[DelayCause(talk.told)].kind.value,
                {
                    "hardship": Go("protocol", lead=prompt("hardship_kept")),
                    "support": Go("protocol", lead=prompt("support_kept")),
                },
            ),
        ),
    }


def _after_cause(cause: DelayCause) -> Go:
    note = ("cause", cause.value)
    if cause not in CAUSE_RULES:
        return Go("options", note=note, lead=prompt(f"help_{cause.value}"))
    verdict = CAUSE_RULES[cause].disposition
    return Go("tell_cause", note=note, verdict=verdict, do=partial(_take_cause, cause))


def _callback_steps() -> Steps:
    return {
        "callback_day": Ask(
            say=prompt("callback_day"),
            choices=(
                *(_callback_day(place) for place in range(3)),
                Choice("8", Go("options"), say=option("option_back", "8")),
                person_choice(),
            ),
            repeat_key="0",
        ),
        "callback_period": Ask(
            say=prompt("callback_period"),
            choices=(
                *(
                    Choice(
                        str(key),
                        Go(
                            "schedule",
                            note=("callback", period.value),
                            verdict=Disposition.RETORNO_AGENDADO,
                            do=partial(_take_slot, period),
                        ),
                        say=option(f"period_{period.value}", str(key)),
                        when=partial(_has_period, period),
                    )
                    for key, period in enumerate(_PERIODS, start=1)
                ),
                person_choice(),
            ),
            repeat_key="0",
        ),
        "schedule": Commit(request=_schedule, done=Go("protocol", lead=words.callback_kept)),
    }


def _stop_steps() -> Steps:
    stop = Go("tell_stop", note=("stop_calls", "yes"), verdict=Disposition.PEDE_BLOQUEIO)
    return {
        "stop_calls": Ask(
            say=prompt("stop_calls"),
            choices=(Choice("1", stop), Choice("2", Go("options", note=("stop_calls", "no"))), person_choice()),
            repeat_key="0",
        ),
        "tell_stop": Commit(request=lambda _: StopCalls(), done=Go("protocol", lead=prompt("stop_kept"))),
    }


def _past_day(talk: Talk) -> date | None:
    """The typed day and month, as the last such day up to today."""
    day, month, today = int(talk.digits[:2]), int(talk.digits[2:]), talk.context.today
    for year in (today.year, today.year - 1):
        try:
            typed = date(year, month, day)
        except ValueError:
            continue
        if typed <= today:
            return typed
    return None


def _take_paid_day(talk: Talk) -> None:
    talk.paid_on = _past_day(talk)


def _paid_some_day(talk: Talk) -> None:
    talk.paid_on = None


def _take_way(way: PaymentWay, talk: Talk) -> None:
    talk.told = way.value


def _claim(talk: Talk) -> ClaimPaid:
    return ClaimPaid(talk.paid_on, PaymentWay(talk.told))


def _take_reason(reason: DisputeReason, talk: Talk) -> None:
    talk.told = reason.value


def _dispute(talk: Talk) -> Dispute:
    return Dispute(DisputeReason(talk.told))


def _take_cause(cause: DelayCause, talk: Talk) -> None:
    talk.told = cause.value


def _cause(talk: Talk) -> TellCause:
    return TellCause(DelayCause(talk.told))


def _callback_day(place: int) -> Choice:
    key = str(place + 1)

    def take(talk: Talk) -> None:
        talk.slot_day = dealing.slot_days(talk)[place]

    return Choice(
        key,
        Go("callback_period", do=take),
        say=lambda talk: words.callback_day(talk, place, key),
        when=lambda talk: place < len(dealing.slot_days(talk)),
    )


def _has_period(period: Period, talk: Talk) -> bool:
    return any(slot.day == talk.slot_day and slot.period is period for slot in dealing.slots(talk))


def _take_slot(period: Period, talk: Talk) -> None:
    talk.slot = next(slot for slot in dealing.slots(talk) if slot.day == talk.slot_day and slot.period is period)


def _schedule(talk: Talk) -> Schedule:
    assert talk.slot is not None  # noqa: S101 - chosen by the last key
    return Schedule(talk.slot)
