"""Leave no copy of what was destroyed in what the database writes ahead. [law:pipl/第四十七条]

On SQLite the pages themselves are overwritten with zeros (`secure_delete`); the log beside them still holds what was written
lately, until it is emptied. PostgreSQL's own cleaning does both in its time: docs/operations/running.md says what to set.
"""

from __future__ import annotations

from django.db import connection, transaction


def scrub_on_commit() -> None:
    """Empty SQLite's write-ahead log once the act's transaction has committed."""
    if connection.vendor == "sqlite":
        transaction.on_commit(_empty_log, robust=True)


def _empty_log() -> None:
    if connection.in_atomic_block:
        return  # somebody else's transaction is still open on this connection: theirs empties it
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
