"""Order committed batches into the tree, and sign its head. [law:pipl/第五十一条]

One sealer at a time, under one lock. It takes *all* unsealed batches, never "ids above the last": a batch may commit after
one with a higher id.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.load import load_rows
from chengxin.apps.ledger.models import PLACE_BITS, Batch, Checkpoint, Entry, SealedBatch, leaf_bytes
from chengxin.apps.ledger.signing import sign
from chengxin.core.merkle import Frontier, leaf_hash
from chengxin.core.notes import Head

CHECKPOINT_EVERY = timedelta(seconds=60)
#: Of more leaves than these a head in between is signed as well: a proof reads what lies between two heads.
_MOST_BETWEEN = 16_384
_AT_ONCE = 500


def seal(*, at: datetime, force_checkpoint: bool = False) -> int:
    """Seal every committed batch and sign a checkpoint when one is due; the number of leaves added.

    A checkpoint is due 60 seconds after the last one, or at once with `force_checkpoint`; where very many leaves came
    meanwhile, more than one.
    """
    added = 0
    while True:
        with transaction.atomic():
            hold("sealing")
            batches = dict(Batch.objects.filter(waits=True).order_by("pk").values_list("pk", "at")[:_AT_ONCE])
            added += _place(batches)
            for first, last in _runs(batches):
                Batch.objects.filter(pk__gte=first, pk__lte=last).update(waits=None)
            if len(batches) < _AT_ONCE:
                _checkpoint(at, force=force_checkpoint)
                return added


def frontier(*, since: Checkpoint | None) -> Frontier:
    """The tree's right edge over all sealed batches, continued from a checkpoint."""
    (edge,) = deque(_edges(since), maxlen=1)
    return edge


def _edges(since: Checkpoint | None) -> Iterator[Frontier]:
    """The right edge at a checkpoint, then after each batch sealed since."""
    edge = edge_of(since) if since else Frontier()
    yield edge
    for batch in SealedBatch.objects.filter(first_leaf__gte=edge.size).order_by("first_leaf").iterator():
        edge = edge.extended(split(bytes(batch.leaves)))
        yield edge


def split(hashes: bytes) -> list[bytes]:
    """The 32-byte hashes of a row of them."""
    return [hashes[start : start + 32] for start in range(0, len(hashes), 32)]


def head_of(checkpoint: Checkpoint) -> Head:
    """What a checkpoint's signature covers."""
    return Head(checkpoint.origin, checkpoint.size, bytes(checkpoint.root))


def _place(batches: Mapping[int, datetime]) -> int:
    last = SealedBatch.objects.order_by("-first_leaf").first()
    size = last.first_leaf + last.count if last else 0
    start = size
    leaves = _leaves(batches)
    sealed = []
    for batch, hashes in leaves.items():
        sealed.append((batch, size, len(hashes), b"".join(hashes)))
        size += len(hashes)
    load_rows(SealedBatch, ("batch_id", "first_leaf", "count", "leaves"), sealed)
    return size - start


def _checkpoint(at: datetime, *, force: bool) -> None:
    last = Checkpoint.objects.order_by("-size").first()
    if last and not force and at < last.at + CHECKPOINT_EVERY:
        return
    signed = last.size if last else 0
    for edge in _edges(last):
        if edge.size - signed >= _MOST_BETWEEN:
            _sign(edge, at)
            signed = edge.size
    if edge.size > signed:
        _sign(edge, at)


def _sign(edge: Frontier, at: datetime) -> None:
    head = Head(settings.LEDGER_ORIGIN, edge.size, edge.root())
    Checkpoint.objects.create(
        size=head.size,
        origin=head.origin,
        at=at.replace(microsecond=0),
        root=head.root,
        peaks=b"".join(edge.peaks),
        signature=sign(head, keys()),
    )


def edge_of(checkpoint: Checkpoint) -> Frontier:
    """The tree's right edge at a checkpoint, as it was stored there."""
    return Frontier(checkpoint.size, tuple(split(bytes(checkpoint.peaks))))


def _leaves(times: Mapping[int, datetime]) -> dict[int, list[bytes]]:
    """The leaf hashes of each of some batches that have any, in the order of the batches, which are given with their times."""
    leaves: dict[int, list[bytes]] = defaultdict(list)
    for first, last in _runs(times):
        for entry in entries_of(first, last).iterator():
            batch_id = entry.pk >> PLACE_BITS
            if batch_id in times:  # one that was committed meanwhile waits for its turn
                leaves[batch_id].append(leaf_of(entry, times[batch_id]))
    return leaves


def _runs(batch_ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of ids without a gap: most batches follow one another, and each run is asked for at once."""
    for _, run in groupby(enumerate(sorted(batch_ids)), lambda one: one[1] - one[0]):
        ids = [batch_id for _, batch_id in run]
        yield ids[0], ids[-1]


def entries_of(first: int, last: int) -> QuerySet[Entry, Any]:
    """The entries of the batches from `first` to `last`, in order."""
    between = Entry.objects.filter(pk__gte=first << PLACE_BITS, pk__lt=(last + 1) << PLACE_BITS)
    return between.order_by("pk").values_list("pk", "nonce", "kind", "commitment", named=True)


def leaf_of(entry: Any, at: datetime) -> bytes:
    """The leaf hash of an entry of a batch written at `at`."""
    return leaf_hash(leaf_bytes(bytes(entry.nonce), entry.kind, at, bytes(entry.commitment)))
