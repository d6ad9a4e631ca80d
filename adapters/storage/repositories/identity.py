"""Implements `services.ports.repositories.identity`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, union_all

from adapters.storage.tables.base import Instant
from adapters.storage.tables.calls import AttemptRow, IdentityFailureRow, MenuSessionRow
from adapters.storage.tables.portfolio import DebtorRow
from domain.call.disposition import Disposition
from domain.ids import AttemptId, DebtorId
from services.ports.repositories.identity import WrongAnswer

_F: Final = IdentityFailureRow
_M: Final = MenuSessionRow
_NO_CALL: Final = ""
_FAILED_CALLS: Final = union_all(
    select(_M.started_at)
    .join(AttemptRow, AttemptRow.id == _M.attempt_id)
    .where(
        AttemptRow.debtor_id == bindparam("debtor"),
        AttemptRow.id != bindparam("but"),
        _M.started_at > bindparam("since", type_=Instant()),
        _M.disposition == Disposition.IDENTIDADE_NAO_CONFIRMADA,
        # Counted below, answer by answer.
        ~exists().where(_F.attempt_id == _M.attempt_id),
    ),
    select(func.max(_F.at, type_=Instant()))
    .where(
        _F.debtor_id == bindparam("debtor"),
        _F.attempt_id != bindparam("but"),
        _F.at > bindparam("since", type_=Instant()),
    )
    .group_by(_F.attempt_id),
)


class SqlIdentity:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, debtor_id: DebtorId) -> None:
        # New calls and agreements of the debtor may be written meanwhile.
        held = select(DebtorRow.id).where(DebtorRow.id == debtor_id).with_for_update(key_share=True)
        self._connection.execute(held)

    def failed_calls(self, debtor_id: DebtorId, *, since: datetime, but: AttemptId | None = None) -> Sequence[datetime]:
        found = self._connection.execute(
            _FAILED_CALLS, {"debtor": debtor_id, "since": since, "but": but or _NO_CALL}
        ).scalars()
        return list(found)

    def wrong_in_call(self, attempt_id: AttemptId) -> int:
        given = select(func.count()).where(_F.attempt_id == attempt_id)
        return self._connection.execute(given).scalar_one()

    def wrong_from(self, number: str, *, since: datetime) -> Sequence[datetime]:
        given = select(_F.at).where(_F.number == number, _F.at > since)
        return list(self._connection.execute(given).scalars())

    def add(self, answer: WrongAnswer) -> None:
        self._connection.execute(
            insert(_F).values(
                attempt_id=answer.attempt_id, debtor_id=answer.debtor_id, number=answer.number, at=answer.at
            )
        )

    def forgive(self, attempt_id: AttemptId, debtor_id: DebtorId) -> None:
        self._connection.execute(delete(_F).where(_F.attempt_id == attempt_id, _F.debtor_id == debtor_id))

    def forget(self, *, before: datetime) -> None:
        self._connection.execute(delete(_F).where(_F.at < before))
