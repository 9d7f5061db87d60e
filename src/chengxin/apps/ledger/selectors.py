"""How the ledger stands: sizes, times and roots. Nothing here tells of a person. [law:pipl/第五十一条]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from chengxin.apps.ledger.models import Batch, Checkpoint, Entry, SealedBatch


@dataclass(frozen=True, slots=True)
class LedgerState:
    """The ledger at one moment."""

    leaves: int
    entries: int
    unsealed_batches: int
    checkpoints: int
    last: Checkpoint | None


def state() -> LedgerState:
    """How many entries there are, how many have their place in the tree, and the newest signed head."""
    newest = SealedBatch.objects.order_by("-first_leaf").first()
    return LedgerState(
        leaves=newest.first_leaf + newest.count if newest else 0,
        entries=Entry.objects.count(),
        unsealed_batches=Batch.objects.filter(waits=True).count(),
        checkpoints=Checkpoint.objects.count(),
        last=Checkpoint.objects.order_by("-size").first(),
    )


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What has no place in the tree yet."""

    batches: int
    oldest_seconds: int


def unsealed(*, at: datetime) -> Unsealed:
    """How many batches wait to be sealed, and for how long the oldest has waited."""
    found = Batch.objects.filter(waits=True).aggregate(batches=Count("pk"), oldest=Min("at"))
    oldest = found["oldest"] or at
    return Unsealed(found["batches"], max(0, int((at - oldest).total_seconds())))


def counts_by_kind() -> list[tuple[str, int]]:
    """How many entries of each kind, most frequent first."""
    counts = Entry.objects.values_list("kind").annotate(found=Count("pk")).order_by("-found", "kind")
    return [(kind, found) for kind, found in counts]
