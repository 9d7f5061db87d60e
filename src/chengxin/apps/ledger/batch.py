"""Append to the ledger inside the act's own transaction. [law:pipl/第五十一条]"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db import models, transaction

from chengxin.apps.ledger.ciphers import Cipher, cipher, open_sealed, seal
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.load import begin, load_each, load_rows, reserve
from chengxin.apps.ledger.models import (
    PLACE_BITS,
    Batch,
    Committed,
    CommittedPayload,
    Entry,
    commit,
)
from chengxin.core.canonical import canonical

_NONCE = 16


class _Entry(NamedTuple):
    """An `Entry` to be written, of which nothing else is wanted."""

    id: int
    nonce: bytes
    kind: str
    commitment: bytes


class _Batch(NamedTuple):
    """A `Batch` to be written under an id that was drawn for it."""

    id: int
    at: datetime


Row = TypeVar("Row", bound=Committed)


class Writer:
    """One batch being written. Rows get their ids here; `flush` writes rows and entries together."""

    def __init__(self, at: datetime) -> None:
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("an act writes to the ledger inside its own transaction")
        self.at = at.replace(microsecond=0)
        self._batch: int | None = None
        self._drawn: list[_Batch] = []
        self._place = 0
        self._aside = 0
        self._rows: list[tuple[str, Committed]] = []
        self._beside: dict[type[models.Model], list[Any]] = {}

    def draw(self, batch: int | None) -> None:
        """Open the batch under an id that was drawn (`NextKey`) with what the act reads, if one was; it is written with its
        rows."""
        if batch is not None:
            self._batch = batch
            self._drawn = [_Batch(batch, self.at)]

    def next_id(self) -> int:
        """The id of the next row; ids need no round trip to the database."""
        return self.next_ids(1).start

    def next_ids(self, count: int) -> range:
        """The ids of the next `count` rows.

        :raises OverflowError: when the batch is full.
        """
        self._place += count
        return self._ids(self._place - count, count)

    def side_ids(self, count: int) -> range:
        """Ids for `count` rows without an entry of their own, from the other end of the batch's numbers: the entries'
        ids stay without a gap."""
        self._aside += count
        return self._ids((1 << PLACE_BITS) - self._aside, count)

    def _ids(self, place: int, count: int) -> range:
        if self._place + self._aside > 1 << PLACE_BITS:
            raise OverflowError("a batch holds at most 131,072 rows")
        batch = self.open() if self._batch is None else self._batch
        first = (batch << PLACE_BITS) | place
        return range(first, first + count)

    def open(self, batch: int | None = None) -> int:
        """Open the batch, under the id that was reserved for it or the next one; its id.

        :raises RuntimeError: when it is open already.
        """
        if self._batch is not None:
            raise RuntimeError("a batch is opened once")
        if batch is None:
            batch = begin(Batch, "at", self.at)
        else:
            load_rows(Batch, ("id", "at"), [(batch, self.at)])
        self._batch = batch
        return batch

    def add(self, kind: str, row: Row, *, content: Any = None, written: bytes | None = None) -> Row:
        """Take a row into the batch: give it id and salt, and encrypt `content` under a key of its own; `written` is its
        canonical form where the caller has it."""
        row.id = self.next_id()
        row.salt = os.urandom(32)
        if isinstance(row, CommittedPayload):
            write_content(row, content, written)
        self._rows.append((kind, row))
        return row

    def beside(self, model: type[models.Model], row: Any) -> None:
        """Take a row of a model that has no entry of its own, an instance or a named tuple of its columns; these are written
        first, so that others can point at them."""
        self._beside.setdefault(model, []).append(row)

    def flush(self, *, ends: bool = False) -> None:
        """Write all rows with their entries, in the order in which they were added. An act that does nothing afterwards
        says that it `ends`, and spares the way to the database and back that its commit would take."""
        parts: dict[type[models.Model], list[Any]] = {**self._beside}
        entries = []
        for kind, row in self._rows:
            parts.setdefault(type(row), []).append(row)
            entries.append(_Entry(row.id, os.urandom(_NONCE), kind, commit(bytes(row.salt), row.told())))
        load_each({Batch: self._drawn, **parts, Entry: entries}, ends=ends)
        self._drawn, self._beside, self._rows = [], {}, []


def reserve_batches(count: int) -> list[int]:
    """Ids for so many batches to come, as far as the database gives some; `Writer.open` takes one."""
    return reserve(Batch, count)


def write_content(row: CommittedPayload, content: Any, written: bytes | None = None) -> None:
    """Encrypt plain JSON content, or its canonical form as `written`, under a fresh data key, bound to the row's id."""
    row.content, row.data_key = sealed_under_new_key(written or canonical(content), _binding(row))
    row._plain = content  # type: ignore[attr-defined]


def sealed_under_new_key(content: bytes, bound_to: bytes) -> tuple[bytes, bytes]:
    """Ciphertext, and the wrapped key of its own that it is under; `bound_to` is table:id."""
    (data_key,) = keys().new_data_keys(1)
    return seal(cipher(data_key), content, bound_to), keys().wrap(data_key)


def read_content(row: CommittedPayload) -> Any:
    """The plain content of a payload row, or `None` once it is destroyed.

    :raises cryptography.exceptions.InvalidTag: when the ciphertext was touched.
    """
    import json

    if row.content is None or row.data_key is None:
        return None
    if not hasattr(row, "_plain"):
        row._plain = json.loads(open_sealed(_cipher_of(row), bytes(row.content), _binding(row)))  # type: ignore[attr-defined]
    return row._plain  # type: ignore[attr-defined]


def seal_under(row: CommittedPayload, content: bytes) -> bytes:
    """Encrypt something else under the row's own key, so that it dies with the row."""
    return seal(_cipher_of(row), content, b"under" + _binding(row))


def open_under(row: CommittedPayload, sealed: bytes) -> bytes | None:
    """Open what `seal_under` made, or `None` once the row's key is destroyed."""
    if row.data_key is None:
        return None
    return open_sealed(_cipher_of(row), sealed, b"under" + _binding(row))


def write(at: datetime, rows: Sequence[tuple[str, Committed]]) -> None:
    """Write a few rows without content in one batch."""
    writer = Writer(at)
    for kind, row in rows:
        writer.add(kind, row)
    writer.flush()


def _cipher_of(row: CommittedPayload) -> Cipher:
    """The cipher of a row's own key, unwrapped once for each instance."""
    if not hasattr(row, "_cipher"):
        row._cipher = cipher(keys().unwrap(bytes(row.data_key or b"")))  # type: ignore[attr-defined]
    found: Cipher = row._cipher  # type: ignore[attr-defined]
    return found


def _binding(row: CommittedPayload) -> bytes:
    return row._meta.db_table.encode() + b":" + row.bound_to()
