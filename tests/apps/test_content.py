"""A file as it is handed over, read a part at a time."""

from __future__ import annotations

import tracemalloc
from hashlib import sha256
from io import BytesIO

import pytest

from chengxin.apps.submissions.content import Content
from chengxin.apps.submissions.models import PART_BYTES
from tests.proves import proves


@pytest.mark.parametrize("size", [0, 1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES])
@pytest.mark.parametrize("of", [bytes, BytesIO])
def test_tells_the_digest_and_the_size_and_gives_the_parts_as_often_as_they_are_asked_for(size, of):
    data = bytes(place % 251 for place in range(size))
    content = Content(of(data))
    assert (content.digest, content.size) == (sha256(data).hexdigest(), size)
    for _ in range(2):
        parts = [bytes(part) for part in content.parts()]
        assert b"".join(parts) == data
        assert all(len(part) == PART_BYTES for part in parts[:-1])


class _Sparing(BytesIO):
    """Gives less than it is asked for, as a pipe does."""

    def readinto(self, room):
        return super().readinto(memoryview(room)[:1_000_003])


def test_fills_each_part_whatever_a_file_gives_at_once():
    data = bytes(place % 251 for place in range(2 * PART_BYTES + 7))
    content = Content(_Sparing(data))
    parts = [bytes(part) for part in content.parts()]
    assert [len(part) for part in parts] == [PART_BYTES, PART_BYTES, 7]
    assert b"".join(parts) == data
    assert content.digest == sha256(data).hexdigest()


@proves("B8")
def test_takes_no_more_memory_for_a_larger_file(tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(20 * PART_BYTES)
    tracemalloc.start()
    with path.open("rb") as file:
        content = Content(file)
        assert sum(map(len, content.parts())) == content.size == 20 * PART_BYTES
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3 * PART_BYTES
