"""Whether the database can be reached, and has every table of this version."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


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


@cache
def _has_every_table() -> bool:
    # To read every migration costs more than all else that a probe asks; once it is so, it stays so.
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
