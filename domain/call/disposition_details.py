"""What an agent tells beyond an outcome's name: which of it an outcome needs, and what is none."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from types import MappingProxyType

from domain.call.disposition_rules import RequiredField
from domain.errors import DomainError

FURTHEST_CALLBACK = timedelta(days=90)
"""A callback further off is a slip of the year: it would keep everybody from calling until then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionDetails:
    promise_date: date | None = None
    promise_cents: int | None = None
    callback_from: datetime | None = None
    callback_until: datetime | None = None
    note: str = ""


class DetailRefused(DomainError):
    """`field` is the one to blame; `reason` is a sentence for the user, in Portuguese, that names it."""

    def __init__(self, field: RequiredField, complaint: str) -> None:
        self.field = field.value
        self.reason = f"Campo “{FIELD_NAMES[field]}”: {complaint}."
        super().__init__(self.reason)


_F = RequiredField
FIELD_NAMES: Mapping[RequiredField, str] = MappingProxyType(
    {
        _F.PROMISE_DATE: "data da promessa",
        _F.PROMISE_CENTS: "valor prometido",
        _F.CALLBACK_FROM: "retorno a partir de",
        _F.CALLBACK_UNTIL: "retorno até",
        _F.NOTE: "observação",
    }
)


def check_details(
    required: Iterable[RequiredField], details: DispositionDetails, *, now: datetime, zone: tzinfo
) -> None:
    """Raises DetailRefused for the first field that is missing or makes no sense at `now`, by the house's calendar."""
    for field in required:
        if not getattr(details, field.value):
            raise DetailRefused(field, "preencha")
        complaint = _CHECKS[field](details, now, zone)
        if complaint:
            raise DetailRefused(field, complaint)


def _promise_date(details: DispositionDetails, now: datetime, zone: tzinfo) -> str:
    past = details.promise_date is not None and details.promise_date < now.astimezone(zone).date()
    return "a data já passou" if past else ""


def _promise_cents(details: DispositionDetails, _now: datetime, _zone: tzinfo) -> str:
    return "informe um valor maior que zero" if (details.promise_cents or 0) < 0 else ""


def _callback_from(details: DispositionDetails, now: datetime, _zone: tzinfo) -> str:
    too_far = details.callback_from is not None and details.callback_from > now + FURTHEST_CALLBACK
    return f"o retorno pode ser marcado para até {FURTHEST_CALLBACK.days} dias" if too_far else ""


def _callback_until(details: DispositionDetails, now: datetime, _zone: tzinfo) -> str:
    if details.callback_until is None or details.callback_until <= now:
        return "o horário já passou"
    if details.callback_from is not None and details.callback_until <= details.callback_from:
        return "deve ser depois do início"
    return ""


def _note(_details: DispositionDetails, _now: datetime, _zone: tzinfo) -> str:
    return ""


_CHECKS: Mapping[RequiredField, Callable[[DispositionDetails, datetime, tzinfo], str]] = MappingProxyType(
    {
        _F.PROMISE_DATE: _promise_date,
        _F.PROMISE_CENTS: _promise_cents,
        _F.CALLBACK_FROM: _callback_from,
        _F.CALLBACK_UNTIL: _callback_until,
        _F.NOTE: _note,
    }
)
