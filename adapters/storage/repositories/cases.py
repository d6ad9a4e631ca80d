"""Implements `services.ports.repositories.cases`."""

from sqlalchemy import Connection, exists, insert, select

from adapters.storage.tables.cases import CaseRow
from services.ports.repositories.cases import NewCase


class SqlCases:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, case: NewCase) -> bool:
        known = exists().where(CaseRow.attempt_id == case.attempt_id, CaseRow.kind == case.story.kind)
        if self._connection.execute(select(known)).scalar_one():
            return False
        self._connection.execute(
            insert(CaseRow).values(
                id=case.id,
                kind=case.story.kind,
                reason=case.story.reason,
                protocol=case.protocol,
                attempt_id=case.attempt_id,
                debtor_id=case.debtor_id,
                portfolio_id=case.portfolio_id,
                paid_on=case.story.paid_on,
                paid_way=case.story.paid_way,
                state="open",
                opened_at=case.opened_at,
            )
        )
        return True
