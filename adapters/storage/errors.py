"""What a driver's error means for the transaction that met it."""

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError

from services.ports.storage import StorageError

_SERIALIZATION_FAILURE, _DEADLOCK, _LOCK_TIMEOUT = "40001", "40P01", "55P03"


def is_lock_conflict(error: DBAPIError) -> bool:
    """Another transaction was in the way: the same work may well succeed when it is run again."""
    if isinstance(error.orig, sqlite3.Error):
        code: int | None = getattr(error.orig, "sqlite_errorcode", None)
        return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return _sqlstate(error) in (_SERIALIZATION_FAILURE, _DEADLOCK, _LOCK_TIMEOUT)


def is_connection_loss(error: DBAPIError) -> bool:
    """The server is gone, or was never reached."""
    if error.connection_invalidated:
        return True
    return isinstance(error, OperationalError) and not isinstance(error.orig, sqlite3.Error) and not _sqlstate(error)


def storage_error(error: Exception) -> Exception:
    """Driver errors become StorageError without the statement's parameters, which may hold personal data."""
    if not isinstance(error, DBAPIError | sqlite3.Error):
        return error
    original = error.orig if isinstance(error, DBAPIError) else error
    problem = StorageError(_plain(original))
    problem.__cause__ = original
    return problem


def _sqlstate(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def _plain(error: BaseException | None) -> str:
    # PostgreSQL puts the offending values on the DETAIL line, after the first.
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0] if lines else ''}"
