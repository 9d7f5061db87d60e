"""Compare every entry with its leaf, and every told row with its entry: some thousands at a time, in the order of ids.

Acts go on meanwhile, and a batch may commit after one with a higher id. So rows are read after their entries, entries after
what sealed them, and a row that seems to have no entry is looked up once more: both become visible at one moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from django.apps import apps

from chengxin.apps.ledger.actions.seal import leaf_of, split
from chengxin.apps.ledger.difference import Difference
from chengxin.apps.ledger.models import PLACE_BITS, Batch, Committed, CommittedPayload, Entry, SealedBatch, commit

_AT_ONCE = 2000
_LAST_ID = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Span:
    """Whole batches: every id of an entry or row from `low` to `high`, both included."""

    low: int
    high: int

    @property
    def ids(self) -> dict[str, int]:
        return {"pk__gte": self.low, "pk__lte": self.high}

    @property
    def batches(self) -> tuple[int, int]:
        return max(0, self.low >> PLACE_BITS), self.high >> PLACE_BITS


def check(since: int) -> tuple[int, list[Difference]]:
    """Compare everything in batches from this id on; how many rows were compared, and where one differs."""
    compared = 0
    differences: list[Difference] = []
    for span in _spans(since):
        sealed = {batch.batch_id: batch for batch in SealedBatch.objects.filter(batch_id__range=span.batches)}
        entries = {entry.pk: entry for entry in Entry.objects.filter(**span.ids).order_by("pk")}
        differences += _check_leaves(span, sealed, entries)
        for model in told_models():
            found = model._default_manager.filter(**span.ids)
            # Of no names Django would take all that the table points to, five tables deep.
            rows = {row.pk: row for row in (found.select_related(*model.told_with) if model.told_with else found)}
            compared += len(rows)
            differences += _check_told(model, rows, entries)
        differences += _check_kinds(entries)
    return compared, differences


def told_models() -> list[type[Committed]]:
    """Every model whose rows are committed to."""
    return [model for model in apps.get_models() if issubclass(model, Committed)]


def _spans(since: int) -> Iterator[Span]:
    """Spans of about two thousand entries; the last one ends where ids end, so that a row beyond all entries is seen."""
    low = since << PLACE_BITS if since else -_LAST_ID
    while True:
        ids = Entry.objects.filter(pk__gte=low).order_by("pk").values_list("pk", flat=True)
        last = ids[_AT_ONCE - 1 : _AT_ONCE].first()
        if last is None:
            yield Span(low, _LAST_ID)
            return
        high = last | ((1 << PLACE_BITS) - 1)
        yield Span(low, high)
        low = high + 1


def _check_leaves(span: Span, sealed: Mapping[int, SealedBatch], entries: Mapping[int, Entry]) -> Iterator[Difference]:
    batches = list(Batch.objects.filter(pk__range=span.batches).values_list("pk", "at", "waits"))
    times = {pk: at for pk, at, _ in batches}
    by_batch: dict[int, dict[int, Entry]] = defaultdict(dict)
    for entry in entries.values():
        by_batch[entry.pk >> PLACE_BITS][entry.pk] = entry
    for pk, _, waits in batches:
        if not waits and pk not in sealed and by_batch[pk]:
            yield Difference.at(Batch, pk, "这一批写着已经封进账本，账本里没有")
    for batch_id, batch in sorted(sealed.items()):
        if batch_id not in times:
            yield Difference.at(Batch, batch_id, "这一批被删掉了")
            continue
        held = {pk: leaf_of(entry, times[batch_id]) for pk, entry in by_batch[batch_id].items()}
        yield from _compare(batch_id, split(bytes(batch.leaves)), held)


def _compare(batch_id: int, stored: list[bytes], held: Mapping[int, bytes]) -> Iterator[Difference]:
    """Compare a batch's leaves as they were sealed with those its entries give now."""
    expected = {(batch_id << PLACE_BITS) | place: leaf for place, leaf in enumerate(stored)}
    if len(stored) > 1 and len(held) == len(stored) and not set(held.values()) & set(stored):
        yield Difference.at(Batch, batch_id, "这一批的时间被改过")
        return
    for entry_id in sorted(expected.keys() | held.keys()):
        if entry_id not in held:
            yield Difference.at(Entry, entry_id, "这个条目被删掉了")
        elif entry_id not in expected:
            yield Difference.at(Entry, entry_id, "这个条目是后来塞进去的")
        elif held[entry_id] != expected[entry_id]:
            yield Difference.at(Entry, entry_id, "这个条目被改过")


def _check_told(
    model: type[Committed], rows: Mapping[int, Committed], entries: Mapping[int, Entry]
) -> Iterator[Difference]:
    """Compare the rows of one model with their entries, and both with what belongs to them."""
    kinds = set(model.entry_kinds)
    unknown = [pk for pk in rows if pk not in entries]
    late = Entry.objects.in_bulk(unknown) if unknown else {}
    sound = []
    for pk, row in rows.items():
        entry = entries.get(pk) or late.get(pk)
        sentence = "账本里没有这一行" if entry is None or entry.kind not in kinds else _difference(row, entry)
        if sentence:
            yield Difference.at(model, pk, sentence)
        elif row.salt is not None:
            sound.append(row)
    for pk, sentence in model.broken_companions(sound):
        yield Difference.at(model, pk, sentence)
    for pk, entry in entries.items():
        if entry.kind in kinds and pk not in rows:
            yield Difference.at(model, pk, "这一行被删掉了")


def _difference(row: Committed, entry: Entry) -> str:
    """What is wrong with a row that has an entry, or ""."""
    if row.salt is None and isinstance(row, CommittedPayload) and row.content is None and row.data_key is None:
        return ""  # destroyed: the commitment stays, nothing can be compared with it
    if row.salt is None:
        return "这一行的承诺被拿掉了，内容还在"
    try:
        told = row.told()
    except (InvalidTag, ValueError):
        return "这一行的密文被动过"
    return "" if commit(bytes(row.salt), told) == bytes(entry.commitment) else "这一行被改过"


def _check_kinds(entries: Mapping[int, Entry]) -> Iterator[Difference]:
    known = {kind for model in told_models() for kind in model.entry_kinds}
    for entry in entries.values():
        if entry.kind not in known:
            yield Difference.at(Entry, entry.pk, f"没有这种条目：{entry.kind}")
