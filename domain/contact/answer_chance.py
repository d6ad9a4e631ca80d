"""How likely somebody answers a number at this hour: learned from our own calls, told in the steps it was found by.

Nothing personal goes in but where the number is and how its own calls went: no age, sex, name or debt.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from domain.call.disposition import Disposition
from domain.contact.ddd import uf_of, zones_of
from domain.contact.facts import PhoneFacts
from domain.contact.phone_ranking import SAME_HOURS, Evidence, Try, evidence_of
from domain.ids import PhoneId

PRIOR_CHANCE = 0.25
_STRENGTHS: Mapping[str, float] = MappingProxyType(
    {"all": 8.0, "hour": 100.0, "place": 60.0, "history": 120.0, "number": 15.0, "number_hour": 15.0}
)
"""How many calls the level above is worth at each level: few calls say little, and lean on what is known of more."""
_D = Disposition
_UNANSWERED = frozenset({_D.NAO_ATENDE, _D.OCUPADO, _D.CAIXA_POSTAL, _D.INEXISTENTE, _D.FORA_DE_AREA})
_SAYS_NOTHING = frozenset({_D.CONGESTIONAMENTO, _D.FALHA_TECNICA, _D.NAO_DISCADO, _D.CANCELADA})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChanceContext:
    """What a call's chance is read from. `tries` and `last` are of this number, before the call."""

    phone_id: PhoneId
    hour: int
    """Of the day, where the number is."""
    weekend: bool
    uf: str
    tries: int
    last: Evidence | None
    """None: it was never tried."""
    number_calls: int = 0
    number_answered: int = 0
    hour_calls: int = 0
    """Of these, those at this time of day."""
    hour_answered: int = 0


@dataclass(frozen=True, slots=True)
class ChanceStep:
    """One level: the calls known there, those answered, and the chance so far."""

    level: str
    calls: float
    answered: float
    chance: float


def answered(disposition: Disposition | None) -> bool | None:
    """Whether somebody picked up; None when the outcome says nothing of it."""
    if disposition is None or disposition in _SAYS_NOTHING:
        return None
    return disposition not in _UNANSWERED


def context_of(phone_id: PhoneId, number: str, tries: Sequence[Try], *, at: datetime) -> ChanceContext:
    zone = ZoneInfo((zones_of(number) or ("America/Sao_Paulo",))[0])
    local = at.astimezone(zone)
    told = [(one, said) for one in tries if (said := answered(one.disposition)) is not None]
    near = [said for one, said in told if abs(one.at.astimezone(zone).hour - local.hour) <= SAME_HOURS]
    last = max(told, key=lambda item: item[0].at, default=None)
    return ChanceContext(
        phone_id=phone_id,
        hour=local.hour,
        weekend=local.weekday() >= 5,
        uf=uf_of(number) or "",
        tries=len(told),
        last=None if last is None else evidence_of(last[0].disposition),
        number_calls=len(told),
        number_answered=sum(said for _, said in told),
        hour_calls=len(near),
        hour_answered=sum(near),
    )


class AnswerModel:
    """Counts at every level of a hierarchy; each level's chance is its own share, pulled towards the level above."""

    def __init__(self) -> None:
        self._counts: dict[tuple[object, ...], list[float]] = {}

    def learn(self, context: ChanceContext, *, was_answered: bool) -> None:
        for _, key in _keys(context):
            count = self._counts.setdefault(key, [0.0, 0.0])
            count[0] += 1.0
            count[1] += was_answered

    def learn_history(self, calls: Iterable[tuple[ChanceContext, bool]]) -> None:
        for context, was_answered in calls:
            self.learn(context, was_answered=was_answered)

    def chance(self, context: ChanceContext) -> float:
        return self.explain(context)[-1].chance

    def explain(self, context: ChanceContext) -> list[ChanceStep]:
        """From what is known of all calls down to this number at this time of day."""
        steps: list[ChanceStep] = []
        chance = PRIOR_CHANCE
        for level, key in _keys(context):
            calls, yes = self._counts.get(key, (0.0, 0.0))
            chance = _pulled(level, calls, yes, chance)
            steps.append(ChanceStep(level, calls, yes, chance))
        for level, calls, yes in (
            ("number", context.number_calls, context.number_answered),
            ("number_hour", context.hour_calls, context.hour_answered),
        ):
            chance = _pulled(level, calls, yes, chance)
            steps.append(ChanceStep(level, calls, yes, chance))
        return steps


def chances_of(
    model: AnswerModel, phones: Iterable[PhoneFacts], tries: Mapping[PhoneId, Sequence[Try]], *, at: datetime
) -> dict[PhoneId, float]:
    """Of each number at that time; `tries` are what was seen of it."""
    return {
        phone.phone_id: model.chance(context_of(phone.phone_id, phone.number, tries.get(phone.phone_id, ()), at=at))
        for phone in phones
    }


def _keys(context: ChanceContext) -> list[tuple[str, tuple[object, ...]]]:
    hour = (context.hour, context.weekend)
    return [
        ("all", ()),
        ("hour", ("hour", *hour)),
        ("place", ("place", context.uf, *hour)),
        ("history", ("history", *hour, min(context.tries, 6), context.last)),
    ]


def _pulled(level: str, calls: float, yes: float, above: float) -> float:
    strength = _STRENGTHS[level]
    return (yes + strength * above) / (calls + strength)
