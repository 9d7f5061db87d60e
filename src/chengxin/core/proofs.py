"""Proofs of RFC 6962, section 2.1, over the ledger's tree: that a leaf is in it, and that it continues an older one.

They are made from the hashes of perfect subtrees, so whoever holds some of these reads few leaves. They are checked by the
algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2. A proof speaks of a root *at a size*: both come from one signed head.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chengxin.core.merkle import EMPTY, node_hash

Subtree = Callable[[int, int], bytes]
"""The root over the leaves `begin` .. `end - 1`, asked only where these fill a perfect subtree."""


def inclusion(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The audit path of a leaf in the tree of the first `size` leaves, from the leaf upwards.

    :raises ValueError: when the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf in this tree")
    begin, end, path = 0, size, []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_over(middle, end, subtree))
            end = middle
        else:
            path.append(_over(begin, middle, subtree))
            begin = middle
    return path[::-1]


def consistency(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """What shows that the tree of the first `new` leaves continues that of the first `old`; nothing where one is empty, or
    both are the same.

    :raises ValueError: when the newer tree is the smaller one.
    """
    if not 0 <= old <= new:
        raise ValueError("a tree does not shrink")
    if old in (0, new):
        return []
    begin, end, path = 0, new, []
    while old < end:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(_over(middle, end, subtree))
            end = middle
        else:
            path.append(_over(begin, middle, subtree))
            begin = middle
    # What is left ends where the old tree ends. Where it is the whole old tree, its root is known already.
    return [*([] if begin == 0 else [_over(begin, end, subtree)]), *path[::-1]]


def root_with(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root of a tree of this size that has this leaf hash at this place, by this audit path; `None` where the path does
    not fit."""
    if not 0 <= index < size:
        return None
    here, last, node = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return None
        if here & 1 or here == last:
            node = node_hash(beside, node)
            here, last = _up_from_right_edge(here, last)
        else:
            node = node_hash(node, beside)
        here, last = here >> 1, last >> 1
    return node if last == 0 else None


def continues(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree with the new size and root has the old one as its beginning, by this proof."""
    if new == 0 and new_root != EMPTY:
        return False
    if old in (0, new):
        return not path and old_root == (EMPTY if old == 0 else new_root)
    if not 0 < old < new:
        return False
    rest = [old_root, *path] if old & (old - 1) == 0 else list(path)
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    if not rest:
        return False
    older = newer = rest[0]
    for beside in rest[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            older, newer = node_hash(beside, older), node_hash(beside, newer)
            here, last = _up_from_right_edge(here, last)
        else:
            newer = node_hash(newer, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and older == old_root and newer == new_root


def _up_from_right_edge(here: int, last: int) -> tuple[int, int]:
    """Skip the floors on which a node at the tree's right edge has no neighbour."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last


def _over(begin: int, end: int, subtree: Subtree) -> bytes:
    """The root over a range that begins where a subtree as large as its left part may begin."""
    count = end - begin
    if count & (count - 1) == 0:
        return subtree(begin, end)
    middle = begin + _split(count)
    return node_hash(subtree(begin, middle), _over(middle, end, subtree))


def _split(count: int) -> int:
    """The largest power of two below a count of at least two."""
    return 1 << ((count - 1).bit_length() - 1)
