"""What the contact rules ask about people and numbers, for many leads at once: two statements whatever their number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Date,
    String,
    and_,
    bindparam,
    cast,
    false,
    literal,
    null,
    or_,
    select,
    union_all,
)

from adapters.storage.repositories.payments import CHARGE_IN_DOUBT
from adapters.storage.tables.base import Instant, RowId
from adapters.storage.tables.calls import AttemptRow
from adapters.storage.tables.contact import (
    BlockListEntryRow,
    BlockListRow,
    ContactHoldRow,
    ContactLedgerRow,
    MunicipalHolidayRow,
)
from adapters.storage.tables.negotiation import PromiseRow
from adapters.storage.tables.payments import PaymentChargeRow
from adapters.storage.tables.portfolio import DebtRow, PhoneRow
from domain.call.disposition import Disposition, DispositionGroup, group_of
from domain.contact.calling_window import SEARCH_DAYS
from domain.contact.facts import Channel, DebtStanding, DebtStatus, Hold, HoldKind, ListedNumber, PastDial
from domain.ids import DebtorId, PortfolioId
from services.importing.values import plain

_NO_ID, _NO_WORD = cast(null(), RowId), cast(null(), String(40))
_NO_INSTANT, _NO_DAY = cast(null(), Instant()), cast(null(), Date())
_HOUSE = ZoneInfo("America/Sao_Paulo")
_DEBTORS: Any = bindparam("debtors", expanding=True)
_NUMBERS: Any = bindparam("numbers", expanding=True)

_HOLD = select(
    literal("hold").label("what"),
    ContactHoldRow.debtor_id,
    ContactHoldRow.number,
    ContactHoldRow.portfolio_id,
    ContactHoldRow.starts_at,
    ContactHoldRow.ends_at,
    _NO_DAY.label("day"),
    ContactHoldRow.kind.label("word"),
).where(ContactHoldRow.lifted_at.is_(None))
_STANDING: CompoundSelect[Any] = union_all(
    _HOLD.where(ContactHoldRow.debtor_id.in_(_DEBTORS)),
    # Whoever answers there asked not to be called, whatever debtor was looked for.
    _HOLD.where(
        ContactHoldRow.number.in_(_NUMBERS),
        ContactHoldRow.kind == HoldKind.OPT_OUT.value,
        or_(ContactHoldRow.debtor_id.is_(None), ContactHoldRow.debtor_id.not_in(_DEBTORS)),
    ),
    select(
        literal("debt"), DebtRow.debtor_id, _NO_WORD, DebtRow.portfolio_id, _NO_INSTANT, _NO_INSTANT,
        DebtRow.due_date, DebtRow.status,
    ).where(DebtRow.debtor_id.in_(_DEBTORS)),
    select(
        literal("promise"),
        PromiseRow.debtor_id,
        _NO_WORD,
        PromiseRow.portfolio_id,
        _NO_INSTANT,
        _NO_INSTANT,
        PromiseRow.due_date,
        PromiseRow.state,
    ).where(PromiseRow.debtor_id.in_(_DEBTORS), PromiseRow.state == "open"),
    select(
        literal("doubt"),
        PaymentChargeRow.debtor_id,
        _NO_WORD,
        _NO_ID,
        PaymentChargeRow.in_doubt_since,
        _NO_INSTANT,
        _NO_DAY,
        PaymentChargeRow.state,
    ).where(PaymentChargeRow.debtor_id.in_(_DEBTORS), CHARGE_IN_DOUBT),
    select(
        literal("listed"), _NO_ID, BlockListEntryRow.number, _NO_ID, _NO_INSTANT, _NO_INSTANT,
        BlockListEntryRow.registered_on, BlockListRow.kind,
    )
    .join(BlockListRow, BlockListRow.id == BlockListEntryRow.list_id)
    .where(BlockListEntryRow.number.in_(_NUMBERS), BlockListRow.state == "active"),
    select(
        literal("closed"), _NO_ID, MunicipalHolidayRow.uf, _NO_ID, _NO_INSTANT, _NO_INSTANT,
        MunicipalHolidayRow.day, MunicipalHolidayRow.city,
    ).where(
        MunicipalHolidayRow.city.in_(bindparam("cities", expanding=True)),
        MunicipalHolidayRow.day.between(bindparam("first", type_=Date()), bindparam("last", type_=Date())),
    ),
)  # fmt: skip

_DIAL = (
    select(
        AttemptRow.id,
        AttemptRow.debtor_id,
        PhoneRow.number,
        AttemptRow.claimed_at,
        AttemptRow.closed_at,
        AttemptRow.disposition,
        literal(Channel.CALL.value).label("channel"),
        false().label("right_party"),
    )
    .join(PhoneRow, PhoneRow.id == AttemptRow.phone_id)
    .where(
        or_(
            AttemptRow.closed_at.is_(None),
            and_(
                AttemptRow.direction == "outbound",
                AttemptRow.claimed_at > bindparam("since", type_=AttemptRow.claimed_at.type),
                AttemptRow.disposition != Disposition.NAO_DISCADO,
            ),
        )
    )
)
_MADE_OTHERWISE = select(
    cast(ContactLedgerRow.id, String(26)),
    ContactLedgerRow.debtor_id,
    ContactLedgerRow.number,
    ContactLedgerRow.at,
    ContactLedgerRow.at,
    _NO_WORD,
    ContactLedgerRow.channel,
    ContactLedgerRow.right_party,
).where(ContactLedgerRow.at > bindparam("since", type_=Instant()))
# Searches by index, one by one; with OR over two tables the database would read every attempt.
_DIALS: CompoundSelect[Any] = union_all(
    _DIAL.where(AttemptRow.debtor_id.in_(_DEBTORS)),
    _DIAL.where(PhoneRow.number.in_(_NUMBERS), AttemptRow.debtor_id.not_in(_DEBTORS)),
    _MADE_OTHERWISE.where(ContactLedgerRow.debtor_id.in_(_DEBTORS)),
    _MADE_OTHERWISE.where(ContactLedgerRow.number.in_(_NUMBERS), ContactLedgerRow.debtor_id.not_in(_DEBTORS)),
)


@dataclass(slots=True)
class Standing:
    """By debtor, number, and state and city. `number_holds` are of numbers, whoever is looked for there."""

    holds: dict[int, list[Hold]] = field(default_factory=dict)
    number_holds: dict[str, list[Hold]] = field(default_factory=dict)
    debts: dict[tuple[int, int], list[DebtStanding]] = field(default_factory=dict)
    listed: dict[str, list[ListedNumber]] = field(default_factory=dict)
    closed: dict[tuple[str, str], set[date]] = field(default_factory=dict)
    in_doubt: set[int] = field(default_factory=set)
    """Debtors of whom `SqlPayments.in_doubt` says so."""

    def holds_of(self, debtor_id: int, numbers: Iterable[str]) -> tuple[Hold, ...]:
        mine = self.holds.get(debtor_id, [])
        return (*mine, *(hold for number in numbers for hold in self.number_holds.get(number, ())))

    def debts_of(self, debtor_id: int, portfolio_id: int) -> tuple[DebtStanding, ...]:
        return tuple(self.debts.get((debtor_id, portfolio_id), ()))

    def all_debts_of(self, debtor_id: int) -> tuple[DebtStanding, ...]:
        return tuple(debt for (who, _), debts in self.debts.items() if who == debtor_id for debt in debts)

    def closed_for(self, uf: str, city: str) -> frozenset[date]:
        return frozenset(self.closed.get((uf, plain(city)), ())) if self.closed else frozenset()


def read_standing(
    connection: Connection, debtors: Sequence[int], numbers: Sequence[str], cities: Iterable[str], *, at: datetime
) -> Standing:
    """`cities` as written in addresses."""
    known = frozenset(debtors)
    values: dict[str, Any] = {
        "debtors": list(debtors),
        "numbers": list(numbers),
        "cities": sorted({plain(city) for city in cities if city}),
        "first": at.date() - timedelta(days=1),
        "last": at.date() + timedelta(days=SEARCH_DAYS + 1),
    }
    found = Standing()
    for what, debtor, number, portfolio, starts, ends, day, word in connection.execute(_STANDING, values):
        if what == "debt":
            found.debts.setdefault((debtor, portfolio), []).append(DebtStanding(status=word, due_date=day))
            if word == DebtStatus.CLAIMED_PAID:
                found.in_doubt.add(debtor)
        elif what == "doubt":
            found.in_doubt.add(debtor)
        elif what == "hold":
            hold = Hold(kind=word, starts_at=starts, ends_at=ends, portfolio_id=portfolio, number=number)
            # Found by its number, it is somebody else's: it holds for the number only.
            by_number = debtor is None or debtor not in known
            (found.number_holds.setdefault(number, []) if by_number else found.holds.setdefault(debtor, [])).append(
                hold
            )
        elif what == "promise":
            found.holds.setdefault(debtor, []).append(_promise(portfolio, day))
        elif what == "listed":
            found.listed.setdefault(number, []).append(ListedNumber(kind=word, registered_on=day))
        else:
            found.closed.setdefault((number, word), set()).add(day)
    return found


def _promise(portfolio: int, due: date) -> Hold:
    """Until the day it is due is over."""
    over = datetime.combine(due + timedelta(days=1), time(), _HOUSE)
    return Hold(
        kind=HoldKind.PROMISE,
        starts_at=datetime.min.replace(tzinfo=UTC),
        ends_at=over.astimezone(UTC),
        portfolio_id=PortfolioId(portfolio),
    )


def read_dials(
    connection: Connection, debtors: Sequence[int], numbers: Sequence[str], *, since: datetime
) -> tuple[dict[int, list[PastDial]], dict[str, list[PastDial]]]:
    """Contacts after `since` and those still open, by debtor and by number."""
    by_debtor: dict[int, list[PastDial]] = {}
    by_number: dict[str, list[PastDial]] = {}
    values = {"debtors": list(debtors), "numbers": list(numbers), "since": since}
    for _, debtor, number, at, closed_at, disposition, channel, right_party in connection.execute(_DIALS, values):
        dial = PastDial(
            debtor_id=DebtorId(debtor),
            number=number,
            at=at,
            open=closed_at is None,
            right_party=bool(right_party) or _spoke(disposition),
            dead_number=disposition is Disposition.INEXISTENTE,
            channel=Channel(channel),
        )
        by_debtor.setdefault(debtor, []).append(dial)
        if number:
            by_number.setdefault(number, []).append(dial)
    return by_debtor, by_number


def dials_of(
    debtor_id: int,
    numbers: Iterable[str],
    by_debtor: dict[int, list[PastDial]],
    by_number: dict[str, list[PastDial]],
) -> tuple[PastDial, ...]:
    """The person's own, and those of others to the same numbers."""
    dials: list[PastDial] = list(by_debtor.get(debtor_id, ()))
    for number in numbers:
        dials.extend(dial for dial in by_number.get(number, ()) if dial.debtor_id != debtor_id)
    return tuple(dials)


def _spoke(disposition: Disposition | None) -> bool:
    return disposition is not None and group_of(disposition) is DispositionGroup.RIGHT_PARTY
