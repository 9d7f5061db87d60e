"""What a witness's answer means, without a network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.notes import Growth, Head, Note
from chengxin.core.witnessing import ALARMS, Reply, Word, is_overdue, meaning, signatures_in, size_in
from tests.proves import proves

SIZE = "text/x.tlog.size"
AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def shown(old: int, new: int = 10) -> Growth:
    return Growth(old, (), Note(Head("log", new, b"r" * 32), ()))


class TestMeaning:
    @pytest.mark.parametrize(
        ("reply", "old", "word"),
        [
            (None, 5, Word.UNREACHABLE),
            (Reply(200, b""), 5, Word.COSIGNED),
            (Reply(301, b""), 5, Word.NOT_TAKEN),
            (Reply(400, b""), 5, Word.NOT_TAKEN),
            (Reply(403, b""), 5, Word.UNKNOWN_KEY),
            (Reply(404, b""), 5, Word.UNKNOWN_LEDGER),
            (Reply(408, b""), 5, Word.UNREACHABLE),
            (Reply(413, b""), 5, Word.NOT_TAKEN),
            (Reply(429, b""), 5, Word.UNREACHABLE),
            (Reply(500, b""), 5, Word.UNREACHABLE),
            (Reply(503, b""), 5, Word.UNREACHABLE),
        ],
    )
    def test_of_a_status(self, reply, old, word):
        assert meaning(reply, shown(old)) is word

    @proves("I11")
    @pytest.mark.parametrize(
        ("reply", "old", "word"),
        [
            (Reply(422, b""), 5, Word.REFUSED),
            (Reply(422, b""), 10, Word.REFUSED),
            (Reply(409, b"3\n", SIZE), 5, Word.OTHER_SIZE),
            (Reply(409, b"10\n", f"{SIZE}; charset=utf-8"), 5, Word.OTHER_SIZE),
            (Reply(409, b"11\n", SIZE), 5, Word.AHEAD),
            (Reply(409, b"11\n", SIZE), 10, Word.AHEAD),
            (Reply(409, b"10\n", SIZE), 10, Word.REFUSED),
            (Reply(409, b"", "text/plain"), 10, Word.REFUSED),
            (Reply(409, b"11\n", "text/plain"), 5, Word.NOT_TAKEN),
            (Reply(409, b"011\n", SIZE), 5, Word.NOT_TAKEN),
            (Reply(409, b"5\n", SIZE), 5, Word.NOT_TAKEN),
        ],
    )
    def test_of_what_does_not_continue(self, reply, old, word):
        assert meaning(reply, shown(old)) is word
        assert (word in ALARMS) == (word in {Word.REFUSED, Word.AHEAD})

    @given(st.integers(100, 599), st.binary(max_size=30), st.sampled_from(["", "text/plain", SIZE]), st.integers(0, 10))
    def test_of_anything_is_a_word_and_nothing_but_200_is_a_cosignature(self, status, body, kind, old):
        assert (meaning(Reply(status, body, kind), shown(old)) is Word.COSIGNED) == (status == 200)

    @given(st.binary(max_size=60))
    def test_of_no_signature_is_none(self, body):
        assert signatures_in(Reply(200, body)) == ()

    @given(st.integers(0, 10**17))
    def test_of_a_size(self, size):
        assert size_in(Reply(409, b"%d\n" % size, SIZE)) == size


class TestOverdue:
    @proves("I10")
    @given(st.integers(0, 20_000), st.integers(1, 48))
    def test_from_so_many_hours_on(self, seconds, hours):
        assert is_overdue(AT, hours=hours, at=AT + timedelta(seconds=seconds)) == (seconds >= hours * 3600)

    def test_never_where_nothing_waits(self):
        assert not is_overdue(None, hours=1, at=AT)
