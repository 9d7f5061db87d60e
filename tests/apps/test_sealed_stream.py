"""A backup's bytes: what was written comes back, and nothing else ever does."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.apps.ledger.backup import heads
from chengxin.apps.ledger.backup.heads import Head, head_in
from chengxin.apps.ledger.backup.sealed_stream import (
    MOST_BYTES,
    CutShort,
    NotABackup,
    OtherKey,
    Touched,
    Unreadable,
    read_stream,
    write_stream,
)
from chengxin.apps.ledger.keys import KeptKeys
from tests.held import kept
from tests.proves import proves

PARTS = st.lists(st.binary(max_size=60), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeptKeys:
    return kept(tmp_path_factory.mktemp("keys"))


def written(parts: list[bytes], keys: KeptKeys) -> bytes:
    out = io.BytesIO()
    write_stream(out, parts, keys)
    return out.getvalue()


def found(stream: bytes, keys: KeptKeys) -> list[bytes]:
    return list(read_stream(io.BytesIO(stream), keys))


class Trickle(io.BytesIO):
    """A pipe gives a byte at a time."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 1))


@proves("N2")
class TestStream:
    @given(parts=PARTS)
    def test_gives_back_what_was_written(self, keys, parts):
        stream = written(parts, keys)
        assert found(stream, keys) == parts
        assert list(read_stream(Trickle(stream), keys)) == parts

    @given(parts=PARTS, data=st.data())
    def test_is_refused_when_any_byte_was_changed(self, keys, parts, data):
        stream = bytearray(written(parts, keys))
        place = data.draw(st.integers(0, len(stream) - 1))
        stream[place] ^= data.draw(st.integers(1, 255))
        with pytest.raises(Unreadable):
            found(bytes(stream), keys)

    @given(parts=PARTS, data=st.data())
    def test_is_refused_when_it_ends_early_or_goes_on(self, keys, parts, data):
        stream = written(parts, keys)
        with pytest.raises(Unreadable):
            found(stream[: data.draw(st.integers(0, len(stream) - 1))], keys)
        with pytest.raises(Touched):
            found(stream + data.draw(st.binary(min_size=1, max_size=9)), keys)

    def test_is_refused_when_whole_parts_are_left_out_or_swapped(self, keys):
        head, *rest = cut(written([b"a" * 9, b"b" * 9, b"c" * 9], keys))
        for order in ([1, 0, 2], [0, 2], [0, 1], [0, 0, 1, 2], [2]):
            with pytest.raises(Unreadable):
                found(head + b"".join(rest[place] for place in order), keys)

    def test_a_part_of_another_stream_does_not_fit(self, keys):
        one, two = cut(written([b"same", b"end"], keys)), cut(written([b"same", b"end"], keys))
        assert one[1] != two[1]
        with pytest.raises(Touched):
            found(one[0] + two[1] + one[2], keys)

    def test_a_length_that_nobody_wrote_takes_no_memory(self, keys):
        head = cut(written([b"a"], keys))[0]
        with pytest.raises(Touched):
            found(head + (MOST_BYTES + 1).to_bytes(4, "big"), keys)

    def test_says_what_is_wrong(self, keys, tmp_path):
        stream = written([b"a", b"b"], keys)
        for wrong, kind in ((b"", NotABackup), (b"PK\3\4" * 50, NotABackup), (stream[:-1], CutShort)):
            with pytest.raises(kind):
                found(wrong, keys)
        with pytest.raises(OtherKey):
            found(stream, kept(tmp_path))

    def test_shows_nothing_of_what_it_holds(self, keys):
        assert b"231183" not in written([b"231183189006141392"], keys)


def cut(stream: bytes) -> list[bytes]:
    """The head, then each part with its length."""
    pieces, place = [stream[:58]], 58
    while place < len(stream):
        length = int.from_bytes(stream[place : place + 4], "big") & 0x7FFFFFFF
        pieces.append(stream[place : place + 4 + length])
        place += 4 + length
    return pieces


class TestHead:
    ROOT = bytes(range(32))

    def test_is_found_in_a_number_in_json_in_a_signed_note_and_in_a_receipt(self):
        note = "example.cn/ledger\n17\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— example.cn/ledger AAECAwQ=\n"
        assert head_in("17\n") == Head(17)
        assert head_in(f'{{"leaves": 17, "root": "{self.ROOT.hex()}"}}') == Head(17, self.ROOT)
        assert head_in(note) == Head(17, self.ROOT)
        assert head_in(json.dumps({"format": "chengxin-receipt/1", "entries": [], "note": note})) == Head(17, self.ROOT)

    @pytest.mark.parametrize("text", ["", "seventeen", "{}", "[]", "17\nnot a root", '{"size": 1, "root": "zz"}'])
    def test_is_not_found_elsewhere(self, text):
        assert head_in(text) is None

    @pytest.mark.django_db
    def test_of_any_size_is_that_of_the_leaves(self):
        from chengxin.apps.ledger.actions.seal import seal
        from chengxin.apps.ledger.models import Checkpoint, SealedBatch
        from chengxin.core.merkle import EMPTY, Frontier
        from tests.web import filled

        filled.nothing_new()
        seal(at=filled.AT, force_checkpoint=True)
        filled.submit([filled.penalty(filled.person())])
        seal(at=filled.AT, force_checkpoint=True)
        leaves = [
            bytes(batch.leaves)[start : start + 32]
            for batch in SealedBatch.objects.order_by("first_leaf")
            for start in range(0, len(batch.leaves), 32)
        ]
        assert Checkpoint.objects.count() == 2
        for size in range(len(leaves) + 1):
            assert heads.root_at(size) == Frontier().extended(leaves[:size]).root()
        assert heads.root_at(0) == EMPTY
