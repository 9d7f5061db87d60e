"""Whether the database can be reached, has every table of this version, and keeps what it answered when the power goes."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

_DURABLE = ["fsync", "full_page_writes", "synchronous_commit"]


def is_migrated() -> bool:
    """Whether nothing is to be migrated.

    :raises DatabaseError: when the database cannot be asked.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if _has_every_table():
        return True
    _has_every_table.cache_clear()
    return False


def forgetful() -> list[str]:
    """The settings of PostgreSQL that are off without which it answers before anything lies on its disk. SQLite is opened
    with ours (`config/settings.py`)."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off' ORDER BY name", [_DURABLE]
        )
        return [name for (name,) in cursor.fetchall()]


@cache
def _has_every_table() -> bool:
    # To read every migration costs more than all else that a probe asks; once it is so, it stays so.
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
