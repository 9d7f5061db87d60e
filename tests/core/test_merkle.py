from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.merkle import EMPTY, Frontier, leaf_hash, node_hash, perfect_root, root

# The leaves of the certificate-transparency reference tests.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]


def _by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word: split at the largest power of two below n."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + _by_definition(leaves[:split]) + _by_definition(leaves[split:])).digest()


class TestRoot:
    def test_of_no_leaves_is_the_hash_of_nothing(self):
        assert root([]) == EMPTY == sha256(b"").digest()

    @pytest.mark.parametrize(
        ("size", "expected"),
        [
            (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
            (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
            (5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
            (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
        ],
    )
    def test_equals_the_published_roots(self, size, expected):
        assert root(LEAVES[:size]).hex() == expected

    @given(st.lists(st.binary(max_size=8), max_size=70))
    def test_equals_the_definition(self, leaves):
        assert root(leaves) == _by_definition(leaves)

    @given(st.lists(st.binary(max_size=4), min_size=1, max_size=40), st.data())
    def test_a_changed_leaf_changes_it(self, leaves, data):
        place = data.draw(st.integers(0, len(leaves) - 1))
        changed = [*leaves[:place], leaves[place] + b"!", *leaves[place + 1 :]]
        assert root(changed) != root(leaves)


class TestFrontier:
    @given(st.lists(st.lists(st.binary(max_size=4), max_size=20), max_size=8))
    def test_grown_in_any_steps_gives_the_same_root(self, batches):
        edge = Frontier()
        for batch in batches:
            edge = edge.extended(map(leaf_hash, batch))
        leaves = [leaf for batch in batches for leaf in batch]
        assert edge.size == len(leaves)
        assert edge.root() == root(leaves)

    def test_a_leaf_cannot_pass_for_a_node(self):
        left, right = leaf_hash(b"a"), leaf_hash(b"b")
        assert leaf_hash(left + right) != node_hash(left, right)


class TestPerfect:
    @pytest.mark.parametrize("floors", range(9))
    def test_is_the_root_of_so_many_leaves(self, floors: int) -> None:
        leaves = [leaf_hash(bytes([number % 251])) for number in range(1 << floors)]
        assert perfect_root(leaves) == Frontier().extended(leaves).root()

    @pytest.mark.parametrize("count", [0, 3, 6, 255])
    def test_is_none_of_any_other_number(self, count: int) -> None:
        with pytest.raises(ValueError, match="no perfect tree"):
            perfect_root([EMPTY] * count)
