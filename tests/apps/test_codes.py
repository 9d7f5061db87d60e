"""The code that follows the password: that of RFC 6238, taken once, about now; and those on paper."""

from __future__ import annotations

from base64 import b32decode
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.apps.officials.codes import (
    PAPER_BYTES,
    STEP_SECONDS,
    address_of,
    grouped,
    kept_of,
    key_of,
    paper_codes,
    step_taken,
    without,
)
from tests.phone import code_at
from tests.proves import proves

#: RFC 6238, appendix B, SHA-1: the last six of its eight digits.
SECRET = b"12345678901234567890"
MO = "moxiaolan"
VECTORS = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@proves("N4")
class TestCode:
    @pytest.mark.parametrize("seconds", VECTORS)
    def test_is_that_of_the_standard(self, seconds):
        assert step_taken(SECRET, VECTORS[seconds], at=at(seconds), after=-1) == seconds // STEP_SECONDS

    @given(st.integers(1_000, 4_000_000_000), st.integers(-200, 200))
    def test_is_taken_a_step_early_or_late_and_no_more(self, seconds, off):
        own = step_taken(SECRET, code_at(seconds, SECRET), at=at(seconds), after=-1)
        assert own is not None
        taken = step_taken(SECRET, code_at(seconds, SECRET), at=at(seconds + off), after=-1)
        apart = abs((seconds + off) // STEP_SECONDS - seconds // STEP_SECONDS)
        # Six digits of another step can be the same by chance; then it is that step which is told.
        assert (taken == own) == (apart <= 1) or taken not in {None, own}

    @given(st.integers(1_000, 4_000_000_000))
    def test_is_taken_once(self, seconds):
        step = step_taken(SECRET, code_at(seconds, SECRET), at=at(seconds), after=-1)
        assert step is not None
        assert step_taken(SECRET, code_at(seconds, SECRET), at=at(seconds), after=step) in {None, step + 1}

    @pytest.mark.parametrize("typed", ["", "28708", "2870822", "abcdef", "２８７０８２", "287082\0"])
    def test_is_nothing_else(self, typed):
        assert step_taken(SECRET, typed, at=at(59), after=-1) is None

    @pytest.mark.parametrize("typed", [" 287 082 ", "287-082"])
    def test_may_be_typed_in_groups(self, typed):
        assert step_taken(SECRET, typed, at=at(59), after=-1) == 1


@proves("N4")
class TestPaper:
    @given(st.lists(st.binary(min_size=PAPER_BYTES, max_size=PAPER_BYTES), min_size=1, max_size=10, unique=True))
    def test_each_is_taken_once_however_it_is_typed(self, chance):
        shown = paper_codes(chance)
        kept = [kept_of(one, MO) for one in shown]
        for one in shown:
            left = without(kept, one.lower().replace(" ", "-"), MO)
            assert left is not None
            assert len(left) == len(kept) - 1
            assert without(left, one, MO) is None
            kept = left
        assert kept == []

    def test_has_112_bits_of_chance_in_whole_groups(self):
        assert PAPER_BYTES * 8 >= 112
        (shown,) = paper_codes([bytes(PAPER_BYTES)])
        assert {len(group) for group in shown.split()} == {4}

    def test_that_was_written_down_when_they_were_shorter_is_taken_still(self):
        (shown,) = paper_codes([bytes(range(10))])
        assert len(shown.replace(" ", "")) == 16
        assert without([kept_of(shown, MO)], shown.lower(), MO) == []

    def test_is_one_officials_own(self):
        (shown,) = paper_codes([bytes(range(PAPER_BYTES))])
        assert without([kept_of(shown, MO)], shown, "geguang") is None

    def test_is_not_kept(self):
        (shown,) = paper_codes([bytes(range(PAPER_BYTES))])
        assert shown.replace(" ", "") not in kept_of(shown, MO).upper()


def test_a_phone_finds_the_secret_in_the_address():
    parts = urlsplit(address_of(SECRET, username="moxiaolan", site="credit.example.cn"))
    assert (parts.scheme, parts.netloc, unquote(parts.path)) == ("otpauth", "totp", "/credit.example.cn:moxiaolan")
    told = parse_qs(parts.query)
    assert b32decode(told["secret"][0]) == SECRET
    assert told["issuer"] == ["credit.example.cn"]
    assert grouped(key_of(SECRET)).split()[0] == key_of(SECRET)[:4]


def test_the_time_of_a_code_is_half_a_minute():
    assert timedelta(seconds=STEP_SECONDS) == timedelta(minutes=0.5)
