"""An operator who turns: the whole database past its triggers, the ledger's own key, and all the time there is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

from django.db import connection, transaction

from chengxin.apps.ledger.actions.seal import entries_of, leaf_of, split
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.models import PLACE_BITS, Batch, Checkpoint, Entry, SealedBatch, commit
from chengxin.apps.ledger.signing import sign
from chengxin.apps.officials.models import Official
from chengxin.apps.people.models import ConflictEvent
from chengxin.core.merkle import Frontier
from chengxin.core.notes import Head

AT = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)
ORIGIN = "127.0.0.1/ledger"
_TABLES = ("ledger_sealedbatch", "ledger_checkpoint", "ledger_entry", "ledger_batch", "people_conflictevent")


def free_hands() -> None:
    """Take the triggers away for good, as an owner of the tables can."""
    with connection.cursor() as cursor:
        for table in _TABLES:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            else:
                for what in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{what}")


def happen(by: Official, count: int = 1) -> list[ConflictEvent]:
    """One act with so many rows."""
    with transaction.atomic():
        writer = Writer(AT)
        rows = [
            writer.add(
                "identity_conflict",
                ConflictEvent(number_index=os.urandom(32), is_confirmed=True, reason=b"r", at=AT, by=by),
            )
            for _ in range(count)
        ]
        writer.flush()
    return rows


def order() -> list[int]:
    """The batches as they lie in the tree."""
    return list(SealedBatch.objects.order_by("first_leaf").values_list("batch_id", flat=True))


def heads() -> list[int]:
    return list(Checkpoint.objects.order_by("size").values_list("size", flat=True))


def rebuild(batches: Sequence[int]) -> None:
    """Write the tree anew over these batches in this order, and sign its head after each."""
    SealedBatch.objects.all().delete()
    Checkpoint.objects.all().delete()
    leaves: list[bytes] = []
    for batch in batches:
        at = Batch.objects.get(pk=batch).at
        held = b"".join(leaf_of(entry, at) for entry in entries_of(batch, batch))
        SealedBatch.objects.create(batch_id=batch, first_leaf=len(leaves), count=len(held) // 32, leaves=held)
        leaves += split(held)
        edge = Frontier().extended(leaves)
        head = Head(ORIGIN, edge.size, edge.root())
        Checkpoint.objects.create(
            size=head.size,
            origin=head.origin,
            at=AT,
            root=head.root,
            peaks=b"".join(edge.peaks),
            signature=sign(head, keys()),
        )


def edit(batch: int, chance: Random) -> None:
    """Change what one row says, and the entry that commits to it."""
    row = chance.choice(list(ConflictEvent.objects.filter(pk__in=_ids(batch))))
    row.is_confirmed = not row.is_confirmed
    row.save()
    Entry.objects.filter(pk=row.pk).update(commitment=commit(bytes(row.salt), row.told()))


def delete(batch: int) -> None:
    """Unmake an act."""
    ConflictEvent.objects.filter(pk__in=_ids(batch)).delete()
    Entry.objects.filter(pk__in=_ids(batch)).delete()
    Batch.objects.filter(pk=batch).delete()


def insert(batch: int) -> None:
    """Let something have happened in an act that is long over."""
    last = ConflictEvent.objects.filter(pk__in=_ids(batch)).order_by("-pk").first()
    assert last is not None
    row = ConflictEvent(
        id=last.pk + 1, salt=os.urandom(32), number_index=os.urandom(32), is_confirmed=True, reason=b"r", at=AT
    )
    row.by_id = last.by_id
    ConflictEvent.objects.bulk_create([row])
    entry = Entry(
        id=row.pk, nonce=os.urandom(16), kind="identity_conflict", commitment=commit(bytes(row.salt), row.told())
    )
    Entry.objects.bulk_create([entry])


def cut(batches: Sequence[int]) -> None:
    for batch in batches:
        delete(batch)


def _ids(batch: int) -> list[int]:
    low = batch << PLACE_BITS
    return list(Entry.objects.filter(pk__gte=low, pk__lt=low + (1 << PLACE_BITS)).values_list("pk", flat=True))
