from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.merkle import EMPTY, Frontier, leaf_hash, root
from chengxin.core.proofs import consistency, continues, inclusion, root_with
from tests.core.test_merkle import LEAVES
from tests.proves import proves

MOST = 70


def _leaves(count: int) -> list[bytes]:
    return [b"leaf %d" % number for number in range(count)]


def _split(count: int) -> int:
    split = 1
    while split * 2 < count:
        split *= 2
    return split


def _mth(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word, as is what follows."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = _split(len(leaves))
    return sha256(b"\x01" + _mth(leaves[:k]) + _mth(leaves[k:])).digest()


def _path(m: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if m < k:
        return [*_path(m, leaves[:k]), _mth(leaves[k:])]
    return [*_path(m - k, leaves[k:]), _mth(leaves[:k])]


def _subproof(m: int, leaves: list[bytes], *, is_whole: bool) -> list[bytes]:
    """RFC 6962, 2.1.2."""
    if m == len(leaves):
        return [] if is_whole else [_mth(leaves)]
    k = _split(len(leaves))
    if m <= k:
        return [*_subproof(m, leaves[:k], is_whole=is_whole), _mth(leaves[k:])]
    return [*_subproof(m - k, leaves[k:], is_whole=False), _mth(leaves[:k])]


def _subtrees(leaves: list[bytes]):
    def subtree(begin: int, end: int) -> bytes:
        count = end - begin
        assert count & (count - 1) == 0, "only perfect subtrees are asked for"
        assert begin % count == 0, "and only where one lies"
        assert end <= len(leaves)
        return Frontier().extended(map(leaf_hash, leaves[begin:end])).root()

    return subtree


@st.composite
def trees_with_a_leaf(draw):
    size = draw(st.integers(1, MOST))
    return _leaves(size), draw(st.integers(0, size - 1))


@st.composite
def grown_trees(draw):
    new = draw(st.integers(1, MOST))
    return _leaves(new), draw(st.integers(1, new))


def _spoilt(draw, path: list[bytes]) -> list[bytes]:
    """A path that is not this one: something in it changed, missing, added or at another place."""
    way = draw(st.sampled_from(("flip", "drop", "add", "swap") if path else ("add",)))
    place = draw(st.integers(0, max(0, len(path) - 1)))
    match way:
        case "flip":
            byte, bit = draw(st.integers(0, 31)), draw(st.integers(0, 7))
            touched = bytearray(path[place])
            touched[byte] ^= 1 << bit
            return [*path[:place], bytes(touched), *path[place + 1 :]]
        case "drop":
            return [*path[:place], *path[place + 1 :]]
        case "add":
            return [*path[:place], draw(st.binary(min_size=32, max_size=32)), *path[place:]]
        case _:
            return path[::-1] if path[::-1] != path else [*path, path[0]]


class TestInclusion:
    @given(trees_with_a_leaf())
    def test_is_the_path_of_the_definition(self, tree):
        leaves, index = tree
        assert inclusion(index, len(leaves), _subtrees(leaves)) == _path(index, leaves)

    @proves("I1")
    @given(trees_with_a_leaf())
    def test_leads_from_the_leaf_to_the_root(self, tree):
        leaves, index = tree
        path = inclusion(index, len(leaves), _subtrees(leaves))
        assert root_with(leaf_hash(leaves[index]), index, len(leaves), path) == root(leaves)

    @proves("I1")
    @given(trees_with_a_leaf(), st.data())
    def test_touched_in_any_way_leads_nowhere(self, tree, data):
        leaves, index = tree
        size, leaf = len(leaves), leaf_hash(leaves[index])
        path = inclusion(index, size, _subtrees(leaves))
        assert root_with(leaf, index, size, _spoilt(data.draw, path)) != root(leaves)
        other = data.draw(st.integers(-2, size + 2).filter(lambda number: number != index))
        assert root_with(leaf, other, size, path) != root(leaves)
        assert root_with(leaf_hash(leaves[index] + b"!"), index, size, path) != root(leaves)

    def test_equals_a_published_one(self):
        path = inclusion(0, 8, _subtrees(LEAVES))
        assert [node.hex() for node in path] == [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]

    @pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
    def test_is_not_made_for_a_leaf_that_is_not_there(self, index, size):
        with pytest.raises(ValueError, match="no such leaf"):
            inclusion(index, size, _subtrees(_leaves(5)))


class TestConsistency:
    @given(grown_trees())
    def test_is_the_proof_of_the_definition(self, tree):
        leaves, old = tree
        expected = _subproof(old, leaves, is_whole=True)
        assert consistency(old, len(leaves), _subtrees(leaves)) == expected

    @proves("I1")
    @given(grown_trees())
    def test_shows_that_a_tree_only_grew(self, tree):
        leaves, old = tree
        path = consistency(old, len(leaves), _subtrees(leaves))
        assert continues(old, root(leaves[:old]), len(leaves), root(leaves), path)

    @proves("I1")
    @given(grown_trees(), st.data())
    def test_touched_in_any_way_shows_nothing(self, tree, data):
        leaves, old = tree
        new, roots = len(leaves), (root(leaves[:old]), root(leaves))
        path = consistency(old, new, _subtrees(leaves))
        assert not continues(old, roots[0], new, roots[1], _spoilt(data.draw, path))
        assert not continues(old, root([b"!", *leaves[1:old]]), new, roots[1], path)
        assert not continues(old, roots[0], new, root([*leaves[:-1], b"!"]), path)

    @proves("I1")
    @given(grown_trees(), st.data())
    def test_cannot_be_made_for_another_past(self, tree, data):
        leaves, old = tree
        place = data.draw(st.integers(0, old - 1))
        rewritten = [*leaves[:place], b"another past", *leaves[place + 1 :]]
        for told in (leaves, rewritten):
            path = consistency(old, len(leaves), _subtrees(told))
            assert not continues(old, root(leaves[:old]), len(leaves), root(rewritten), path)

    @given(st.integers(0, MOST), st.integers(-MOST, MOST), st.lists(st.binary(min_size=32, max_size=32), max_size=8))
    def test_of_chance_shows_nothing(self, old, more, path):
        if more > 0 and old > 0:
            assert not continues(old, b"o" * 32, old + more, b"n" * 32, path)
        elif old == 0:
            assert continues(0, EMPTY, more, b"n" * 32, path) == (more != 0 and not path)
            assert continues(0, EMPTY, 0, EMPTY, path) == (not path)
            assert not continues(0, b"o" * 32, more, b"n" * 32, path)

    def test_from_nothing_or_to_itself_is_empty(self):
        leaves = _leaves(6)
        assert consistency(0, 6, _subtrees(leaves)) == consistency(6, 6, _subtrees(leaves)) == []
        assert continues(6, root(leaves), 6, root(leaves), [])
        assert not continues(6, root(leaves), 6, b"n" * 32, [])

    def test_is_not_made_backwards(self):
        with pytest.raises(ValueError, match="does not shrink"):
            consistency(4, 3, _subtrees(_leaves(5)))
