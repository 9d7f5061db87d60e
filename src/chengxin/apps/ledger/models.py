"""What happened, in rows that are only ever added. [law:pipl/第五十一条]

A transaction that acts opens one batch; a thing that happened is one entry of it. The entry's id is its batch's id shifted
left plus its place, and the row that tells what happened (`Committed`) carries the same id: one thing, one leaf, one
number. A leaf holds a random id, a kind, a time to the second and a commitment: no person, no record, no unit. Sealing
orders committed batches into the tree afterwards, so that acts never wait for one another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState

from chengxin.apps.ledger.protect import LOG, PAYLOAD
from chengxin.core.canonical import canonical

#: Bits of an entry's id that count its place in the batch: at most 131,072 rows in one transaction.
PLACE_BITS = 17


class Batch(models.Model):
    """One transaction that acted: its instant, to the second."""

    table_class = PAYLOAD
    blanked_by_duty = ("waits",)
    at = models.DateTimeField()
    waits = models.BooleanField(null=True, db_default=True)
    """Whether it has no place in the tree yet; NULL from its sealing on. No number tells that: a batch may commit after one
    with a higher id, and one that was rolled back leaves a gap."""

    class Meta:
        # It holds what waits and nothing else: the sealer looks each second, however long the ledger is.
        indexes = [models.Index(fields=["id"], condition=models.Q(waits=True), name="batch_waits")]


class Entry(models.Model):
    """One thing that happened. `id` = batch << 17 | place."""

    table_class = LOG
    id = models.BigIntegerField(primary_key=True)
    nonce = models.BinaryField(max_length=16)
    kind = models.CharField(max_length=32)
    commitment = models.BinaryField(max_length=32)


class SealedBatch(models.Model):
    """A batch that has its place in the tree: leaves `first_leaf` .. `first_leaf + count - 1`.

    `leaves` holds the leaf hashes one after the other, 32 bytes each, so that a touched entry can be named.
    """

    table_class = LOG
    batch_id = models.BigIntegerField(primary_key=True)
    first_leaf = models.BigIntegerField(unique=True)
    count = models.IntegerField()
    leaves = models.BinaryField()


class Checkpoint(models.Model):
    """The signed head of the tree at one size."""

    table_class = LOG
    size = models.BigIntegerField(primary_key=True)
    origin = models.CharField(max_length=200)
    """The log's name when it was signed: part of what is signed, as C2SP has it."""
    at = models.DateTimeField()
    """Not signed: a head says how much there is, not since when. The leaves say when, and witnesses."""
    root = models.BinaryField(max_length=32)
    peaks = models.BinaryField()
    """The frontier's peaks one after the other, 32 bytes each: where sealing goes on."""
    signature = models.BinaryField(max_length=64)


class Cosignature(models.Model):
    """Somebody outside saw this head, and that it continues what they saw before."""

    table_class = LOG
    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200)
    """The public key of the witness, as C2SP writes it."""
    content = models.BinaryField(max_length=72)
    """The second of the witness's own clock, and the signature."""
    at = models.DateTimeField()

    class Meta:
        # In this order it also finds the last head of one witness.
        constraints = [models.UniqueConstraint(fields=["witness", "checkpoint"], name="cosigned_once")]


class WitnessWord(models.Model):
    """What a witness said to a head of so many leaves, where it was something else than before."""

    table_class = LOG
    witness = models.CharField(max_length=200, db_index=True)
    """The public key of the witness, as C2SP writes it."""
    word = models.CharField(max_length=32)
    size = models.BigIntegerField()
    at = models.DateTimeField()


def leaf_bytes(nonce: bytes, kind: str, at: datetime, commitment: bytes) -> bytes:
    """What a leaf hashes: the random id, the kind, the time to the second, the commitment."""
    return canonical(
        {"id": nonce.hex(), "kind": kind, "at": int(at.timestamp()), "commitment": commitment.hex()},
    )


def commit(salt: bytes, content: Any) -> bytes:
    """Commitment of a plain JSON value under a 32-byte salt."""
    return commit_bytes(salt, canonical(content))


def commit_bytes(salt: bytes, told: bytes) -> bytes:
    """Commitment of a value that is in canonical form already."""
    return sha256(salt + told).digest()


class Row(models.Model):
    """What is read in great numbers: an instance is made at once, as no field of ours makes anything of its value."""

    class Meta:
        abstract = True

    # The stubs are those of a later Django, which takes one argument more.
    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:  # type: ignore[override]
        if len(values) != len(cls._meta.concrete_fields):
            return super().from_db(db, field_names, values)
        made = cls._of(dict(zip(field_names, values, strict=True)))
        made._state.db, made._state.adding = db, False
        return made

    @classmethod
    def new(cls, **values: Any) -> Self:
        """A row to be written, as the class itself makes it; of what it points at `values` name the ids.

        :raises TypeError: for a value that is no column."""
        defaults = _defaults(cls)
        if not values.keys() <= defaults.keys():
            raise TypeError(f"no columns: {sorted(values.keys() - defaults.keys())}")
        return cls._of({**defaults, **values})

    @classmethod
    def _of(cls, values: dict[str, Any]) -> Self:
        made = cls.__new__(cls)
        made.__dict__.update(values)
        made._state = ModelState()
        return made


@cache
def _defaults(model: type[Row]) -> Mapping[str, Any]:
    return {field.attname: field.get_default() for field in model._meta.concrete_fields}


class Committed(Row):
    """A row that tells what happened, committed to by the entry with the same id.

    A subclass states in `told()` the plain JSON value that its entry commits to; `ledger verify` computes it again.
    """

    table_class = LOG
    entry_kinds: tuple[str, ...] = ()
    told_with: tuple[str, ...] = ()
    """Relations that `told` reads."""
    id = models.BigIntegerField(primary_key=True)
    salt: models.BinaryField[Any, Any] = models.BinaryField(max_length=32)

    class Meta:
        abstract = True

    def told(self) -> Any:
        raise NotImplementedError

    @classmethod
    def broken_companions(cls, rows: Sequence[Committed]) -> Iterator[tuple[int, str]]:
        """For each of these rows that lacks something which belongs to it and has no entry of its own, its id and a
        sentence; the same where such a thing was touched."""
        yield from ()


class CommittedPayload(Committed):
    """A committed row with encrypted content: content, salt and key can be destroyed together, the row stays."""

    table_class = PAYLOAD
    salt: models.BinaryField[Any, Any] = models.BinaryField(max_length=32, null=True)
    content = models.BinaryField(null=True)
    data_key = models.BinaryField(null=True)

    class Meta:
        abstract = True

    def bound_to(self) -> bytes:
        """What the ciphertext is bound to besides its table: it opens in no other row."""
        return str(self.pk).encode()

    @property
    def is_destroyed(self) -> bool:
        return self.content is None


class WrappingKey(models.Model):
    """A key under which data keys and other content are wrapped, itself under the wrap key, which lies elsewhere.

    Where a wrap key is changed, the same name is written once more under the new one; then what lies under the old one is
    blanked, so that whoever finds the old wrap key finds nothing here that it opens.
    """

    table_class = PAYLOAD
    name = models.BinaryField(max_length=4)
    under = models.BinaryField(max_length=8)
    """Names the wrap key without telling anything of it."""
    index_mark = models.BinaryField(max_length=32)
    """Names the index key with which it is used, so that another one is noticed before anything is looked up."""
    sealed = models.BinaryField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)


class KeyHandover(Committed):
    """The ledger signs with another key from here on; the one before says so."""

    entry_kinds = ("signing_key_changed",)
    origin = models.CharField(max_length=200)
    before = models.BinaryField(max_length=32)
    after = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    accepted = models.BinaryField(max_length=64)
    """The same words, signed by the key that follows."""
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    """The account on the machine that ran the command."""

    def told(self) -> Any:
        return {
            "origin": self.origin,
            "before": bytes(self.before).hex(),
            "after": bytes(self.after).hex(),
            "signature": bytes(self.signature).hex(),
            "accepted": bytes(self.accepted).hex(),
            "at": int(self.at.timestamp()),
            "by": self.by,
        }


class Restoration(Committed):
    """This database was brought back from a backup, by the word of two persons."""

    entry_kinds = ("restored",)
    lines = models.JSONField()
    """The text that they signed (`core.restores`): which backup, where to, when it was written."""
    signatures = models.JSONField()
    """Name -> signature, as its file held it."""
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    """The account on the machine that ran the command."""

    def told(self) -> Any:
        return {
            "lines": self.lines,
            "signatures": self.signatures,
            "at": int(self.at.timestamp()),
            "by": self.by,
        }
