"""Heads of the tree that somebody kept outside: how old a backup is shows against them. [law:pipl/第五十一条]"""

from __future__ import annotations

import json
from dataclasses import dataclass

from chengxin.apps.ledger.actions.seal import edge_of, split
from chengxin.apps.ledger.models import Checkpoint, SealedBatch
from chengxin.core.merkle import Frontier
from chengxin.core.notes import Unreadable, read_note


@dataclass(frozen=True, slots=True)
class Head:
    """A size that the tree once had, and its root then, where that is known."""

    size: int
    root: bytes | None = None


def head_in(text: str) -> Head | None:
    """The head that a text holds: a size alone, what `chengxin ledger verify --format json` prints, a checkpoint, or a receipt.
    No signature is looked at: a head that nobody signed can make a restore stop, and never lets one pass that would have
    stopped."""
    if text.strip().isascii() and text.strip().isdigit():
        return Head(int(text))
    try:
        told = json.loads(text)
    except ValueError:
        return _of_note(text)
    try:
        return _of_note(told["note"]) if "note" in told else Head(int(told["leaves"]), bytes.fromhex(told["root"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def root_at(size: int) -> bytes:
    """The root that the tree had when it held so many leaves."""
    known = Checkpoint.objects.filter(size__lte=size).order_by("-size").first()
    edge = edge_of(known) if known else Frontier()
    grown = SealedBatch.objects.filter(first_leaf__gte=edge.size, first_leaf__lt=size).order_by("first_leaf")
    for batch in grown.iterator():
        edge = edge.extended(split(bytes(batch.leaves))[: size - edge.size])
    return edge.root()


def _of_note(text: str) -> Head | None:
    try:
        head = read_note(text).head
    except Unreadable:
        return None
    return Head(head.size, head.root)
