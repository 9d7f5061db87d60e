"""Whether the database can be reached, has every table of this version, keeps what it answered when the power goes, and
whether this machine's clock goes with what is known of the time."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from chengxin.apps.ledger.models import Batch

#: So far two clocks may be apart.
_FORGIVEN = timedelta(minutes=1)
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


def is_clock_right(at: datetime, *, of_machine: datetime) -> bool:
    """Whether this machine's time goes with the others': nothing was written at a later one than `at`, and the server of a
    PostgreSQL says the same as the machine itself. What a machine far ahead writes would count elsewhere only days later;
    one far behind does not see what was written meanwhile."""
    newest = Batch.objects.order_by("-pk").values_list("at", flat=True).first()
    if newest is not None and newest > at + _FORGIVEN:
        return False
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (of_server,) = cursor.fetchone()
    return bool(abs(of_server - of_machine) <= _FORGIVEN)


@cache
def _has_every_table() -> bool:
    # To read every migration costs more than all else that a probe asks; once it is so, it stays so.
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
