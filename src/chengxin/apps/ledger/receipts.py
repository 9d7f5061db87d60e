"""A receipt: a small file by which its holder can show, to anybody and without us, that something stands in the ledger.

It holds leaves, how they lie in the tree, and the signed head over them. What was told goes in only where the caller says
that its holder may have it; otherwise a receipt says no more than the ledger does. [law:pipl/第五十一条]
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chengxin.apps.ledger.actions.seal import CHECKPOINT_EVERY
from chengxin.apps.ledger.models import PLACE_BITS, Batch, Committed, Entry, SealedBatch
from chengxin.apps.ledger.offline import FORMAT
from chengxin.apps.ledger.proving import covering, note_at, path_of, signer_at
from chengxin.core.canonical import canonical
from chengxin.core.notes import to_base64


@dataclass(frozen=True, slots=True)
class Receipted:
    """What a receipt is about: rows of the ledger, by id, and those of them whose words go in."""

    ids: Collection[int]
    told: Iterable[Committed] = field(default=())


def receipt(about: Receipted, *, at: datetime) -> bytes:
    """The receipt as a file, sealed as soon as one signed head covers all of it."""
    told = {row.pk: row for row in about.told if row.salt is not None}
    entries = list(Entry.objects.filter(pk__in=about.ids).order_by("pk"))
    batches = {entry.pk >> PLACE_BITS for entry in entries}
    times = dict(Batch.objects.filter(pk__in=batches).values_list("pk", "at"))
    sealed = dict(SealedBatch.objects.filter(pk__in=batches).values_list("pk", "first_leaf"))
    plain = [_leaf(entry, times[entry.pk >> PLACE_BITS], told.get(entry.pk)) for entry in entries]
    places = [sealed.get(entry.pk >> PLACE_BITS, -1) + entry.pk % (1 << PLACE_BITS) for entry in entries]
    head = covering(max(places) + 1) if len(sealed) == len(batches) and places else None
    if head is None:
        due = int((at + CHECKPOINT_EVERY).timestamp())
        return canonical({"format": FORMAT, "entries": plain, "sealed_by": due}) + b"\n"
    for leaf, place in zip(plain, places, strict=True):
        leaf |= {"index": place, "path": [to_base64(node) for node in path_of(place, head.size)]}
    return (
        canonical({"format": FORMAT, "entries": plain, "key": signer_at(head).text, "note": note_at(head).text}) + b"\n"
    )


def _leaf(entry: Entry, at: datetime, told: Committed | None) -> dict[str, Any]:
    """The parts of one leaf, with what was told where it goes in."""
    return {
        "id": bytes(entry.nonce).hex(),
        "kind": entry.kind,
        "at": int(at.timestamp()),
        "commitment": bytes(entry.commitment).hex(),
        **({"told": told.told(), "salt": bytes(told.salt).hex()} if told is not None else {}),
    }
