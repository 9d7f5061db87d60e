"""Fill an empty database from the parts of a backup: afterwards all of it is there, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from chengxin.apps.ledger.backup.dump import Manifest, applied_migrations, counts, manifest_of, rows_of
from chengxin.apps.ledger.backup.tables import Table, tables
from chengxin.apps.ledger.load import load_rows
from chengxin.apps.ledger.on_disk import sync


class NotEmpty(Exception):
    """The database that was to be filled holds something; `table` is where."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


class OtherVersion(Exception):
    """The backup's tables are not those of this version."""


class OtherKeys(Exception):
    """Index, wrap or signing key are not those of the backup."""


class Miscounted(Exception):
    """A table does not hold as many rows as the backup says."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


@contextmanager
def building() -> Iterator[None]:
    """Build a database in an empty place. Whoever opens it meanwhile finds nothing, and afterwards all or nothing.

    On PostgreSQL it is one transaction, the tables included; on SQLite a file beside, which takes its name at the end.

    :raises NotEmpty: when the place is not empty.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic():
            _require_empty()
            yield
        return
    place = Path(connection.settings_dict["NAME"])
    if place.exists() and place.stat().st_size:
        raise NotEmpty(place.name)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = place.with_name(place.name + ".restoring")
    connection.close()
    _clear(beside)
    connection.settings_dict["NAME"] = str(beside)
    try:
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        sync(beside)
        _clear(place)
        beside.rename(place)
        sync(place.parent)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(place)
        _clear(beside)


def fill(parts: Iterator[bytes], *, prepare: Callable[[], None], accept: Callable[[Manifest], None]) -> Manifest:
    """Make the tables with `prepare` and fill them; inside `building`. `accept` may refuse the backup by its manifest.

    :raises OtherVersion: when the backup is of another version of the tables or of the format.
    :raises OtherKeys: when what it holds could not be opened here.
    :raises Miscounted: when rows are missing or too many.
    """
    try:
        manifest = manifest_of(next(parts))
    except (ValueError, KeyError, TypeError):
        raise OtherVersion from None
    accept(manifest)
    if not manifest.fits_keys():
        raise OtherKeys
    prepare()
    if manifest.migrations != applied_migrations():
        raise OtherVersion
    with transaction.atomic():
        _require_empty()
        _load(parts, manifest)
        connection.check_constraints()
    return manifest


def _load(parts: Iterator[bytes], manifest: Manifest) -> None:
    by_name = {table.name: table for table in tables()}
    loaded = Counter[str]()
    for part in parts:
        name, rows = rows_of(part)
        table = by_name[name]
        load_rows(table.model, [column for column, _ in table.columns], map(table.unpack, rows))
        loaded[name] += len(rows)
    for name, held in counts().items():
        if not held == loaded[name] == manifest.counts[name]:
            raise Miscounted(name)
    for table in tables():
        if table.counts_itself:
            _count_on(table, manifest.last.get(table.name, 0))
    with connection.cursor() as cursor:
        # The database plans by what it counted; whoever opens the doors now would wait for its next round.
        cursor.execute("ANALYZE")


def _count_on(table: Table, last: int) -> None:
    """Let the database go on counting where the other one was."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "pg_get_serial_sequence(%s, %s)"
            cursor.execute(f"SELECT setval({sequence}, %s, %s)", [table.name, table.key, max(last, 1), last > 0])
        elif last:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last])


def _require_empty() -> None:
    """Nothing may lie in any table of ours, and no table of somebody else.

    :raises NotEmpty: otherwise.
    """
    there = set(connection.introspection.table_names())
    if not there:
        return
    for table in tables():
        if table.name not in there:
            raise NotEmpty(min(there))
    if connection.vendor == "postgresql":
        names = ", ".join(connection.ops.quote_name(table.name) for table in tables())
        with connection.cursor() as cursor:
            # Who writes waits until this transaction ends, and then finds the place filled.
            cursor.execute(f"LOCK TABLE {names} IN EXCLUSIVE MODE")
    for table in tables():
        if table.model._default_manager.exists():
            raise NotEmpty(table.name)


def _clear(place: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        place.with_name(place.name + end).unlink(missing_ok=True)
