"""Grow the tree again from its stored leaves, and compare every signed head with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chengxin.apps.ledger.actions.seal import edge_of, head_of, split
from chengxin.apps.ledger.difference import Difference
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.models import Checkpoint, SealedBatch
from chengxin.apps.ledger.signing import signer_of
from chengxin.core.merkle import Frontier

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Grown:
    """The tree's right edge, how many signed heads were compared, and where one differs."""

    edge: Frontier
    checkpoints: int
    differences: tuple[Difference, ...]


def check(*, before: int) -> Grown:
    """Grow the tree from the last signed head that covers only leaves before this one; 0 is the whole tree."""
    found = Checkpoint.objects.filter(size__lte=before).order_by("-size").first()
    differences = list(_check_head(found, edge_of(found))) if found else []
    return _grow(edge_of(found) if found else Frontier(), differences, 1 if found else 0)


def _grow(edge: Frontier, differences: list[Difference], checked: int) -> Grown:
    # The heads are read before the leaves: what is sealed meanwhile makes the tree longer than its heads, never shorter.
    heads = Checkpoint.objects.filter(size__gt=edge.size).order_by("size").iterator(chunk_size=_AT_ONCE)
    head, since = next(heads, None), None
    batches = SealedBatch.objects.filter(first_leaf__gte=edge.size).order_by("first_leaf")
    for batch in batches.iterator(chunk_size=_AT_ONCE):
        if batch.first_leaf != edge.size:
            differences.append(Difference.at(SealedBatch, batch.batch_id, f"次序断了：应从第{edge.size}片叶子开始"))
        edge = edge.extended(split(bytes(batch.leaves)))
        while head is not None and head.size <= edge.size:
            differences += _check_head(head, edge)
            if since is not None and head.at < since:
                differences.append(Difference.at(Checkpoint, head.size, "检查点的时间比前一个早"))
            since = head.at
            checked, head = checked + 1, next(heads, None)
    while head is not None:
        differences.append(Difference.at(Checkpoint, head.size, "检查点比账本长：后面的条目被删掉了"))
        checked, head = checked + 1, next(heads, None)
    return Grown(edge, checked, tuple(differences))


def _check_head(head: Checkpoint, edge: Frontier) -> Iterator[Difference]:
    """Compare a signed head with the tree's edge at its size."""
    if (head.size, bytes(head.root), edge_of(head).peaks) != (edge.size, edge.root(), edge.peaks):
        yield Difference.at(Checkpoint, head.size, "检查点的根和条目算出来的根不一样")
    if signer_of(head_of(head), bytes(head.signature), keys()) is None:
        yield Difference.at(Checkpoint, head.size, "检查点的签名不对")
