"""Heads of the tree that somebody kept outside: how old a backup is shows against them. [law:pipl/第五十一条]"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from chengxin.apps.ledger.actions.seal import edge_of, split
from chengxin.apps.ledger.models import Checkpoint, SealedBatch
from chengxin.core.merkle import Frontier


@dataclass(frozen=True, slots=True)
class Head:
    """A size that the tree once had, and its root then, where that is known."""

    size: int
    root: bytes | None = None


def head_in(text: str) -> Head | None:
    """The head that a text holds: a number alone, what `chengxin ledger verify --format json` prints, or a signed note, in
    a proof or alone (a line with the size, a line with the root in base64). Its signature is not looked at: a head that
    nobody signed can make a restore stop, and never lets one pass that would have stopped."""
    if text.strip().isascii() and text.strip().isdigit():
        return Head(int(text))
    try:
        return _of_json(json.loads(text))
    except (ValueError, KeyError, TypeError):
        return _of_note(text.splitlines())


def root_at(size: int) -> bytes:
    """The root that the tree had when it held so many leaves."""
    known = Checkpoint.objects.filter(size__lte=size).order_by("-size").first()
    edge = edge_of(known) if known else Frontier()
    grown = SealedBatch.objects.filter(first_leaf__gte=edge.size, first_leaf__lt=size).order_by("first_leaf")
    for batch in grown.iterator():
        edge = edge.extended(split(bytes(batch.leaves))[: size - edge.size])
    return edge.root()


def _of_json(told: Any) -> Head:
    return Head(int(told["leaves"] if "leaves" in told else told["size"]), bytes.fromhex(told["root"]))


def _of_note(lines: list[str]) -> Head | None:
    for size, root in pairwise(lines):
        if size.isascii() and size.isdigit() and len(hashed := _decoded(root)) == 32:
            return Head(int(size), hashed)
    return None


def _decoded(line: str) -> bytes:
    try:
        return base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        return b""
