"""Recompute the whole ledger from its rows and name the first row that was touched. [law:pipl/第五十一条]"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, InvalidTag
from django.apps import apps

from chengxin.apps.ledger.actions.seal import checkpoint_bytes, entries_of, leaf_of, split
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.models import (
    PLACE_BITS,
    Batch,
    Checkpoint,
    Committed,
    CommittedPayload,
    Entry,
    SealedBatch,
    commit,
)
from chengxin.core.merkle import Frontier


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where what is stored differs from what was written."""

    table: str
    row: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much was checked, and every finding, first touched row first."""

    leaves: int
    checkpoints: int
    rows: int
    root: bytes
    findings: tuple[Finding, ...]


def verify() -> Verdict:
    """Check entries against the tree, the tree against the signed checkpoints, and every told row against its entry."""
    edge = Frontier()
    findings: list[Finding] = []
    checkpoints = {checkpoint.size: checkpoint for checkpoint in Checkpoint.objects.order_by("size")}
    for sealed in SealedBatch.objects.order_by("first_leaf").iterator():
        findings += _check_batch(sealed, edge.size)
        edge = edge.extended(split(bytes(sealed.leaves)))
        if edge.size in checkpoints:
            findings += _check_checkpoint(checkpoints[edge.size], edge.root())
    findings += [
        Finding(Checkpoint._meta.db_table, size, "检查点比账本长：后面的条目被删掉了")
        for size in checkpoints
        if size > edge.size
    ]
    rows = 0
    for model in told_models():
        for row in model._default_manager.select_related(*model.told_with).order_by("pk").iterator(chunk_size=500):
            rows += 1
            findings += _check_row(model, row)
    findings += _orphans()
    findings.sort(key=lambda finding: finding.row)
    return Verdict(edge.size, len(checkpoints), rows, edge.root(), tuple(findings))


def told_models() -> list[type[Committed]]:
    """Every model whose rows are committed to."""
    return [model for model in apps.get_models() if issubclass(model, Committed)]


def _check_batch(sealed: SealedBatch, size: int) -> Iterator[Finding]:
    if sealed.first_leaf != size:
        yield Finding(SealedBatch._meta.db_table, sealed.batch_id, f"次序断了：应从第{size}片叶子开始")
    batch = Batch.objects.filter(pk=sealed.batch_id).first()
    if batch is None:
        yield Finding(Batch._meta.db_table, sealed.batch_id, "这一批被删掉了")
        return
    stored = split(bytes(sealed.leaves))
    held = {entry.pk: leaf_of(entry, batch.at) for entry in entries_of(batch.pk)}
    expected = {(batch.pk << PLACE_BITS) | place: leaf for place, leaf in enumerate(stored)}
    if len(stored) > 1 and len(held) == len(stored) and not set(held.values()) & set(stored):
        yield Finding(Batch._meta.db_table, batch.pk, "这一批的时间被改过")
        return
    for entry_id in sorted(expected.keys() | held.keys()):
        if entry_id not in held:
            yield Finding(Entry._meta.db_table, entry_id, "这个条目被删掉了")
        elif entry_id not in expected:
            yield Finding(Entry._meta.db_table, entry_id, "这个条目是后来塞进去的")
        elif held[entry_id] != expected[entry_id]:
            yield Finding(Entry._meta.db_table, entry_id, "这个条目被改过")


def _check_checkpoint(checkpoint: Checkpoint, root: bytes) -> Iterator[Finding]:
    table = Checkpoint._meta.db_table
    if bytes(checkpoint.root) != root:
        yield Finding(table, checkpoint.size, "检查点的根和条目算出来的根不一样")
    try:
        keys().public_key().verify(
            bytes(checkpoint.signature),
            checkpoint_bytes(checkpoint.size, checkpoint.at, bytes(checkpoint.root)),
        )
    except InvalidSignature:
        yield Finding(table, checkpoint.size, "检查点的签名不对")


def _check_row(model: type[Committed], row: Committed) -> Iterator[Finding]:
    table = model._meta.db_table
    entry = Entry.objects.filter(pk=row.pk).first()
    if entry is None or entry.kind not in model.entry_kinds:
        yield Finding(table, row.pk, "账本里没有这一行")
        return
    if row.salt is None and isinstance(row, CommittedPayload) and row.content is None and row.data_key is None:
        return  # destroyed: the commitment stays, nothing can be compared with it
    if row.salt is None:
        yield Finding(table, row.pk, "这一行的承诺被拿掉了，内容还在")
        return
    try:
        told = row.told()
    except (InvalidTag, ValueError):
        yield Finding(table, row.pk, "这一行的密文被动过")
        return
    if commit(bytes(row.salt), told) != bytes(entry.commitment):
        yield Finding(table, row.pk, "这一行被改过")
        return
    for sentence in row.broken_companions():
        yield Finding(table, row.pk, sentence)


def _orphans() -> Iterator[Finding]:
    by_kind = {kind: model for model in told_models() for kind in model.entry_kinds}
    for kind, model in by_kind.items():
        entries = Entry.objects.filter(kind=kind).exclude(pk__in=model._default_manager.values("pk"))
        for entry_id in entries.order_by("pk").values_list("pk", flat=True):
            yield Finding(model._meta.db_table, entry_id, "这一行被删掉了")
    for entry_id, kind in Entry.objects.exclude(kind__in=by_kind).order_by("pk").values_list("pk", "kind"):
        yield Finding(Entry._meta.db_table, entry_id, f"没有这种条目：{kind}")
