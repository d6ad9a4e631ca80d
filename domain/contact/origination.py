"""Anatel's meter: how many calls, how many of them short, and what the dialer may still place today.

Whoever places 100,000 calls in a day of which 85 % are short loses origination for fifteen days. Only volumes that can
come near that are warned of or throttled: a small shop may have any share of short calls.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from domain.call.disposition import Disposition
from domain.call.hangup import AnswerClass

SHORT_CALL = timedelta(seconds=6)
_ZONE = ZoneInfo("America/Sao_Paulo")


class OriginationLevel(IntEnum):
    FREE = 0
    WARN = 1
    THROTTLE = 2
    STOP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginationPolicy:
    """The norm's thresholds, and how far from them the house stays."""

    calls_per_day: int = 100_000
    short_share: float = 0.85
    warn_share: float = 0.60
    throttle_share: float = 0.75
    relevant: float = 0.5
    """Below this part of `calls_per_day`, counted or forecast, a share of short calls says nothing."""
    closest: float = 0.95
    """With too many short calls, no more than this part of `calls_per_day` is placed."""
    least_calls: int = 1000
    """A day is not forecast from fewer calls than these."""
    monthly_warning: int = 400_000
    monthly_duty: int = 500_000
    opens: time = time(8)
    closes: time = time(20)

    def __post_init__(self) -> None:
        if not 0 < self.warn_share <= self.throttle_share < self.short_share <= 0.85:
            raise ValueError("warn, throttle and the norm's 85 % must come in this order")
        if not (0 < self.relevant < self.closest < 1 and 0 < self.calls_per_day <= 100_000):
            raise ValueError("the house stays below the norm's volume")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayVolume:
    """The calls of a day that one CNPJ root placed through one carrier, whatever trunks and dialers."""

    cnpj_root: str
    carrier: str
    day: date
    calls: int
    short_calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCounters:
    """Of one CNPJ root, on one carrier or on all. Of the month, today's calls and day are part."""

    calls: int = 0
    short_calls: int = 0
    month_calls: int = 0
    month_days: int = 0


@dataclass(frozen=True, slots=True)
class OriginationReason:
    """`says` is for people, in pt-BR."""

    code: str
    level: OriginationLevel
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginationDecision:
    """`rate_factor`: what part of the pace so far may go on, 0 to 1; `calls_per_second` the same as a rate.

    None: as many as the trunk carries.
    """

    level: OriginationLevel = OriginationLevel.FREE
    rate_factor: float = 1.0
    calls_per_second: float | None = None
    reasons: tuple[OriginationReason, ...] = field(default=())


def is_short_call(
    answered_at: datetime | None, closed_at: datetime, disposition: Disposition, answer_class: AnswerClass | None
) -> bool:
    """Not completed, sent to voicemail, or over within six seconds, whoever hung up."""
    if answered_at is None or disposition is Disposition.CAIXA_POSTAL or answer_class is AnswerClass.MACHINE:
        return True
    return closed_at - answered_at <= SHORT_CALL


def metered_day(at: datetime) -> date:
    """The calendar day that a call counts for."""
    return at.astimezone(_ZONE).date()


def count_volumes(volumes: Iterable[DayVolume], day: date) -> CallCounters:
    """Of `day` and of its month up to it."""
    month = [one for one in volumes if (one.day.year, one.day.month) == (day.year, day.month) and one.day <= day]
    today = [one for one in month if one.day == day]
    return CallCounters(
        calls=sum(one.calls for one in today),
        short_calls=sum(one.short_calls for one in today),
        month_calls=sum(one.calls for one in month),
        month_days=len({one.day for one in month if one.calls}),
    )


def decide_for_carrier(
    volumes: Sequence[DayVolume], policy: OriginationPolicy, *, cnpj_root: str, carrier: str, now: datetime
) -> OriginationDecision:
    """The stricter of what the CNPJ root's calls on this carrier allow and what all its calls do.

    The norms add up the trunks of a root. One carrier's short calls must not drown in another's long ones, nor a
    volume be spread over carriers.
    """
    day, mine = metered_day(now), [one for one in volumes if one.cnpj_root == cnpj_root]
    whole = decide_origination(count_volumes(mine, day), policy, now=now)
    here = count_volumes((one for one in mine if one.carrier == carrier), day)
    own = decide_origination(here, policy, now=now)
    told = {reason.code for reason in own.reasons}
    share = _share_of([one for one in mine if one.day == day], carrier)
    rate = None if whole.calls_per_second is None else whole.calls_per_second * share
    rates = [one for one in (own.calls_per_second, rate) if one is not None]
    return OriginationDecision(
        level=max(whole.level, own.level),
        rate_factor=min(whole.rate_factor, own.rate_factor),
        calls_per_second=min(rates, default=None),
        reasons=(*own.reasons, *(reason for reason in whole.reasons if reason.code not in told)),
    )


def _share_of(today: Sequence[DayVolume], carrier: str) -> float:
    """A carrier's part of what the root may still place: half by what it placed today, half in equal parts.

    So a trunk that begins late is not left without any.
    """
    carriers = {one.carrier for one in today} | {carrier}
    placed, all_placed = (sum(one.calls for one in today if one.carrier == carrier), sum(one.calls for one in today))
    return (placed / max(1, all_placed) + 1 / len(carriers)) / 2


def decide_origination(counters: CallCounters, policy: OriginationPolicy, *, now: datetime) -> OriginationDecision:
    """What the shares and volumes so far allow for the rest of the day."""
    reasons = [reason for reason in (_short(counters, policy, now), _month(counters, policy, now)) if reason]
    level = max((reason.level for reason in reasons), default=OriginationLevel.FREE)
    factor, rate = 1.0, None
    if level is OriginationLevel.STOP:
        factor, rate = 0.0, 0.0
    elif level is OriginationLevel.THROTTLE:
        factor, rate = _slowed(counters, policy, now)
    return OriginationDecision(level=level, rate_factor=factor, calls_per_second=rate, reasons=tuple(reasons))


def forecast_day(counters: CallCounters, policy: OriginationPolicy, now: datetime) -> int:
    """Today's calls at closing time, if they go on as so far; those counted when it is too early to tell."""
    gone, left = _day_seconds(policy, now)
    if counters.calls < policy.least_calls or gone <= 0:
        return counters.calls
    return round(counters.calls * (gone + left) / gone)


def forecast_month(counters: CallCounters, policy: OriginationPolicy, now: datetime) -> int:
    """This month's calls, if the days with calls are as frequent and as full as so far."""
    today = metered_day(now)
    first_of_next = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    if not counters.month_days:
        return counters.month_calls
    busy_today = 1 if counters.calls else 0
    earlier_days, earlier_calls = counters.month_days - busy_today, counters.month_calls - counters.calls
    full_days = earlier_calls + forecast_day(counters, policy, now) * busy_today
    per_calendar_day = full_days / max(1, today.day if earlier_days else 1)
    # With today alone to go by, five days of seven are taken to be like it.
    share = 1.0 if earlier_days else 5 / 7
    return round(full_days + per_calendar_day * share * (first_of_next - today - timedelta(days=1)).days)


def _short(counters: CallCounters, policy: OriginationPolicy, now: datetime) -> OriginationReason | None:
    volume = max(counters.calls, forecast_day(counters, policy, now))
    share = counters.short_calls / counters.calls if counters.calls else 0.0
    if volume < policy.relevant * policy.calls_per_day or share < policy.warn_share:
        return None
    told = f"{share:.0%} de chamadas curtas em {counters.calls} (previsão do dia: {volume})"
    if share < policy.throttle_share:
        return OriginationReason("short_share", OriginationLevel.WARN, f"{told}: atenção a partir de 60%")
    if counters.calls >= policy.closest * policy.calls_per_day:
        return OriginationReason(
            "short_share", OriginationLevel.STOP, f"{told}: parado antes das 100.000 que bloqueiam a origem por 15 dias"
        )
    if volume < policy.closest * policy.calls_per_day:
        return OriginationReason("short_share", OriginationLevel.WARN, f"{told}: acima de 75%, mas o dia não chega lá")
    return OriginationReason("short_share", OriginationLevel.THROTTLE, f"{told}: ritmo reduzido (Anatel, 85% bloqueia)")


def _month(counters: CallCounters, policy: OriginationPolicy, now: datetime) -> OriginationReason | None:
    forecast = forecast_month(counters, policy, now)
    if max(forecast, counters.month_calls) < policy.monthly_warning:
        return None
    return OriginationReason(
        "monthly_volume",
        OriginationLevel.WARN,
        f"{counters.month_calls} chamadas no mês, previsão {forecast}: acima de {policy.monthly_duty} a Anatel exige "
        "autenticação de todas (Despacho 787/2025)",
    )


def _slowed(counters: CallCounters, policy: OriginationPolicy, now: datetime) -> tuple[float, float]:
    """So slow that the day ends below the norm's volume: as a part of the pace so far, and in calls per second."""
    # The forecast is above the count: part of the day is gone and part is left.
    gone, left = _day_seconds(policy, now)
    room = policy.closest * policy.calls_per_day - counters.calls
    rate = max(0.0, room / left)
    return min(1.0, rate / (counters.calls / gone)), rate


def _day_seconds(policy: OriginationPolicy, now: datetime) -> tuple[float, float]:
    """Of the calling day: how many are gone, and how many are left."""
    day = metered_day(now)
    opens = datetime.combine(day, policy.opens, _ZONE)
    closes = datetime.combine(day, policy.closes, _ZONE)
    gone = max(0.0, (min(now, closes) - opens).total_seconds())
    return gone, max(0.0, (closes - max(now, opens)).total_seconds())
