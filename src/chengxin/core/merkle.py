"""Merkle tree hash of RFC 6962, section 2.1: the ledger's root over its leaves, in order.

Leaves and inner nodes are hashed with different first bytes, so neither can pass for the other. A `Frontier` is the
right edge of a growing tree: it gives the same root as `root` without reading earlier leaves again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The perfect subtrees of a tree of `size` leaves, largest first: one per bit of `size`."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def extended(self, leaf_hashes: Iterable[bytes]) -> Frontier:
        """The frontier after more leaves, given as leaf hashes in order."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaf_hashes:
            size, node = size + 1, leaf
            for _ in range((size & -size).bit_length() - 1):
                node = node_hash(peaks.pop(), node)
            peaks.append(node)
        return Frontier(size, tuple(peaks))

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def perfect_root(leaf_hashes: Sequence[bytes]) -> bytes:
    """The root over 2^n leaf hashes: floor by floor, which takes half as long as leaf by leaf.

    :raises ValueError: for another number of them.
    """
    floor = list(leaf_hashes)
    if len(floor).bit_count() != 1:
        raise ValueError(f"{len(floor)} leaves make no perfect tree")
    while len(floor) > 1:
        pairs = iter(floor)
        floor = [node_hash(left, right) for left, right in zip(pairs, pairs, strict=True)]
    return floor[0]


def root(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of the given leaves (their bytes, not their hashes); `EMPTY` for none."""
    return Frontier().extended(map(leaf_hash, leaves)).root()
