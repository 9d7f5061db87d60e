"""Recompute the ledger from its rows and name the first row that was touched. [law:pipl/第五十一条]

In sets: the tree is walked once in the order of its leaves, entries and rows once in the order of their ids, some thousands
at a time. `verify` takes minutes where millions are held; `verify_newest` is bounded, for a page that somebody waits for.
"""

from __future__ import annotations

from dataclasses import dataclass

from chengxin.apps.ledger import check_rows, check_tree
from chengxin.apps.ledger.difference import Difference
from chengxin.apps.ledger.models import PLACE_BITS, Entry, SealedBatch


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much was checked, and every difference, first touched row first."""

    leaves: int
    checkpoints: int
    rows: int
    root: bytes
    findings: tuple[Difference, ...]
    is_whole: bool = True


def verify() -> Verdict:
    """Check entries against the tree, the tree against the signed checkpoints, and every told row against its entry."""
    return _verify(since=0)


def verify_newest(entries: int) -> Verdict:
    """The same for about so many of the newest entries, and for the tree from the last signed head before them."""
    beyond = Entry.objects.order_by("-pk").values_list("pk", flat=True)[entries : entries + 1].first()
    return _verify(since=0 if beyond is None else (beyond >> PLACE_BITS) + 1)


def _verify(*, since: int) -> Verdict:
    first = SealedBatch.objects.filter(batch_id__gte=since).order_by("first_leaf").first()
    grown = check_tree.check(before=first.first_leaf if first and since else 0)
    rows, differences = check_rows.check(since)
    found = sorted([*grown.differences, *differences], key=lambda difference: difference.row)
    return Verdict(grown.edge.size, grown.checkpoints, rows, grown.edge.root(), tuple(found), since == 0)
