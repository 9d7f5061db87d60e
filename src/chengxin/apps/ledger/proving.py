"""Signed heads and proofs for whoever asks: sizes, hashes and signatures, nothing of a person. [law:pipl/第五十一条]

A head keeps the hashes of the perfect subtrees that it ends with. Most of what a proof needs is one of these, so few leaves
are read, however long the ledger is.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, BinaryField, F, IntegerField, Value
from django.db.models.functions import Cast, Greatest, Least, Substr

from chengxin.apps.ledger.actions.seal import head_of, split
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.models import Checkpoint, Cosignature, SealedBatch
from chengxin.apps.ledger.signing import key_of, note_of, signer_of
from chengxin.apps.ledger.statement import Statement
from chengxin.core.merkle import node_hash, perfect_root
from chengxin.core.notes import Growth, Key, Note, Signature, read_key
from chengxin.core.proofs import consistency, inclusion

#: The smallest head of at least so many leaves, and of fewer than so many: a proof looks for dozens.
_HEAD_WITHIN = Statement(
    lambda least, below: Checkpoint.objects.filter(size__gte=least, size__lt=below).order_by("size")[:1],
    BigIntegerField(),
    BigIntegerField(),
)
#: Where the batch of a leaf begins.
_BATCH_AT: Statement[Any] = Statement(
    lambda begin: (
        SealedBatch.objects.filter(first_leaf__lte=begin).order_by("-first_leaf").values_list("first_leaf")[:1]
    ),
    BigIntegerField(),
)
#: So many leaves are sooner read than looked for in heads.
_FEW = 512
_HASH = 32


def public_key() -> Key:
    """The key with which this ledger signs."""
    return key_of(keys(), settings.LEDGER_ORIGIN)


def former_keys() -> list[Key]:
    """The keys with which it signed before, the newest first; each named the one after it."""
    return [Key(settings.LEDGER_ORIGIN, public) for public in keys().public_keys()[1:]]


def signer_at(checkpoint: Checkpoint) -> Key:
    """The key with which a head was signed."""
    head = head_of(checkpoint)
    return signer_of(head, bytes(checkpoint.signature), keys()) or key_of(keys(), head.origin)


def newest() -> Checkpoint | None:
    """The last signed head."""
    return Checkpoint.objects.order_by("-size").first()


def covering(size: int) -> Checkpoint | None:
    """The first signed head over at least so many leaves, or `None` while there is none."""
    return Checkpoint.objects.filter(size__gte=size).order_by("size").first()


def newest_cosigned() -> Checkpoint | None:
    """The last head that a witness signed as well."""
    return Checkpoint.objects.filter(cosignatures__isnull=False).order_by("-size").first()


def note_at(checkpoint: Checkpoint) -> Note:
    """A signed head as others read it, with what witnesses signed beside it."""
    own = note_of(head_of(checkpoint), bytes(checkpoint.signature), keys())
    beside = (_signature(one) for one in checkpoint.cosignatures.order_by("pk"))
    return Note(own.head, (*own.signatures, *beside))


def _signature(kept: Cosignature) -> Signature:
    key = read_key(kept.witness)
    return Signature(key.name, key.id, bytes(kept.content))


def growth(old: int, new: int) -> Growth | None:
    """How the head at `new` leaves continues the first `old`; `None` where no head was signed at `new`, or it is smaller."""
    head = Checkpoint.objects.filter(size=new).first()
    if head is None or old > new:
        return None
    return Growth(old, tuple(consistency(old, new, subtree)), note_at(head))


def path_of(index: int, size: int) -> list[bytes]:
    """The audit path of a leaf in the tree that was signed at this size.

    :raises ValueError: when that tree has no such leaf.
    """
    begin = index - index % _FEW
    near = leaves(begin, min(begin + _FEW, size))

    def known(first: int, last: int) -> bytes:
        # Half of a path lies close by: it is read at once.
        is_near = begin <= first and last <= begin + len(near)
        return perfect_root(near[first - begin : last - begin]) if is_near else subtree(first, last)

    return inclusion(index, size, known)


def subtree(begin: int, end: int) -> bytes:
    """The root over a perfect subtree of leaves that have their place."""
    count = end - begin
    # A left child stands among the peaks of every head that ends before its right neighbour is full.
    is_left = count > _FEW and end // count & 1
    head = _HEAD_WITHIN.first(end, end + count) if is_left else None
    if head is not None:
        return split(bytes(head.peaks))[(head.size >> count.bit_length()).bit_count()]
    if count <= _FEW or _HEAD_WITHIN.first(begin + 1, end) is None:
        return perfect_root(leaves(begin, end))
    middle = begin + count // 2
    return node_hash(subtree(begin, middle), subtree(middle, end))


def leaves(begin: int, end: int) -> list[bytes]:
    """The leaf hashes `begin` .. `end - 1`, as they were sealed; fewer where there are fewer."""
    found = _BATCH_AT.all(begin)
    if not found:
        return []
    [(start,)] = found
    # A batch may hold tens of thousands: only what is wanted of one leaves the database.
    first, last = Greatest(Value(begin), "first_leaf"), Least(Value(end), F("first_leaf") + F("count"))
    place, length = (first - F("first_leaf")) * _HASH + 1, Greatest(last - first, Value(0)) * _HASH
    within = Substr("leaves", *(Cast(one, IntegerField()) for one in (place, length)), output_field=BinaryField())
    batches = SealedBatch.objects.filter(first_leaf__gte=start, first_leaf__lt=end).order_by("first_leaf")
    return split(b"".join(bytes(part) for part in batches.values_list(within, flat=True)))
