"""Tell the whole database, as it stands at one instant, in parts: first the manifest, then rows, table by table."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from chengxin.apps.ledger.actions.seal import frontier
from chengxin.apps.ledger.backup.tables import Table, tables
from chengxin.apps.ledger.key_sources import KeyTrouble
from chengxin.apps.ledger.keyring import Database, keys
from chengxin.apps.ledger.keys import index_mark, signing_keys, wrap_keys
from chengxin.apps.ledger.models import Checkpoint
from chengxin.lawbook import load

FORMAT = 1
#: A part ends once it has so many bytes, before it is made smaller; no more rows than these stand in memory.
_PART_BYTES = 1024 * 1024
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    made_at: int
    migrations: tuple[str, ...]
    """What was applied: the version of the tables."""
    law: str
    """The edition of the law, and its digest."""
    law_digest: str
    size: int
    """Leaves in the tree, and its root."""
    root: str
    counts: dict[str, int]
    """Rows of each table."""
    last: dict[str, int]
    """Of tables that count themselves, the last key that was given, be its row there or not."""
    public_key: str
    index_mark: str
    under: tuple[str, ...]
    """By these a restore sees that index, wrap and signing key are those of the backup too."""

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    def fits_keys(self) -> bool:
        """Whether what is in the backup can be opened, found and verified with the keys that are here."""
        source = settings.KEY_SOURCE
        try:
            return (
                bytes.fromhex(self.public_key) in signing_keys(source)
                and {bytes.fromhex(one) for one in self.under} <= wrap_keys(source).keys()
                and self.index_mark == index_mark(keys()).hex()
            )
        except KeyTrouble:
            return False


def manifest_of(part: bytes) -> Manifest:
    """The first part of a stream.

    :raises ValueError: when it is of another format.
    """
    told = json.loads(zlib.decompress(part))
    if told["format"] != FORMAT:
        raise ValueError("another format")
    return Manifest(**{**told, "migrations": tuple(told["migrations"]), "under": tuple(told["under"])})


def rows_of(part: bytes) -> tuple[str, list[list[Any]]]:
    """A later part of a stream: the table, and rows of it."""
    told = json.loads(zlib.decompress(part))
    return told["table"], told["rows"]


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything that is read inside is of one instant, and nobody who writes waits for it."""
    if connection.in_atomic_block:
        raise RuntimeError("a snapshot is a transaction of its own")
    # Not Django's own transaction: on SQLite that one takes the lock of whoever writes.
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY" if connection.vendor == "postgresql" else "BEGIN"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def parts(told: Manifest) -> Iterator[bytes]:
    """The parts of the stream; to be read inside the same `snapshot` as the manifest was."""
    yield _pack(json.dumps(asdict(told), ensure_ascii=False))
    for table in tables():
        yield from _rows(table)


def manifest(*, at: datetime) -> Manifest:
    """What a backup of this instant says of itself."""
    # The tree may have grown since its last signed head.
    edge = frontier(since=Checkpoint.objects.order_by("-size").first())
    law = load()
    return Manifest(
        format=FORMAT,
        made_at=int(at.timestamp()),
        migrations=applied_migrations(),
        law=law.edition,
        law_digest=law.digest,
        size=edge.size,
        root=edge.root().hex(),
        counts=counts(),
        last={table.name: last for table in tables() if (last := _last(table))},
        public_key=keys().public_key().public_bytes_raw().hex(),
        index_mark=index_mark(keys()).hex(),
        under=tuple(sorted({one.under.hex() for one in Database().wrapping()})),
    )


def applied_migrations() -> tuple[str, ...]:
    """Which versions of the tables the database has."""
    return tuple(sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()))


def counts() -> dict[str, int]:
    """Rows of each table."""
    return {table.name: table.model._default_manager.count() for table in tables()}


def _rows(table: Table) -> Iterator[bytes]:
    names = ", ".join(
        connection.ops.quote_name(name) + ("::text" if kind == "json" and connection.vendor == "postgresql" else "")
        for name, kind in table.columns
    )
    quoted, key = connection.ops.quote_name(table.name), connection.ops.quote_name(table.key)
    lines, length = list[str](), 0
    for row in _walk(f"SELECT {names} FROM {quoted} ORDER BY {key}"):  # noqa: S608 - names of our own
        lines.append(table.pack(row))
        length += len(lines[-1])
        if length >= _PART_BYTES:
            yield _part(table, lines)
            lines, length = [], 0
    if lines:
        yield _part(table, lines)


def _walk(sql: str) -> Iterator[Any]:
    """Rows as the driver gives them, never all of them at once."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            with connection.connection.cursor(name="chengxin_backup") as cursor:
                cursor.itersize = _AT_ONCE
                yield from cursor.execute(sql)
        else:
            rows = connection.connection.execute(sql)
            while some := list(islice(rows, _AT_ONCE)):
                yield from some


def _part(table: Table, lines: list[str]) -> bytes:
    return _pack(f'{{"table":{json.dumps(table.name)},"rows":[{",".join(lines)}]}}')


def _pack(told: str) -> bytes:
    # Most of it is ciphertext, in letters; the quickest level wins back what the letters cost.
    return zlib.compress(told.encode(), 1)


def _last(table: Table) -> int:
    if not table.counts_itself:
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)", [table.name, table.key]
            )
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
        found = cursor.fetchone()
    return int(found[0] or 0) if found else 0
